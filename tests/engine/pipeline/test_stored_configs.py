"""Configs that earlier versions wrote load for ever; the files here are never changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rv_engine.config import default_registry
from rv_engine.config.upgrades import Upgrades, parts_of
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.pipeline import RVPipelineConfig
from rv_engine.pipeline.bundle import BundleManifest, read_manifest
from rv_engine.pipeline.config_file import load_pipeline_config, save_pipeline_config

FILES = sorted((Path(__file__).parent / "stored_configs").glob("*.json"))


@pytest.fixture
def next_version(monkeypatch) -> Upgrades:
    """As if the next version of the engine had another name for the solver and its rate."""
    upgrades = Upgrades()

    def upgrade(content):
        for solver in parts_of(content, "trainer"):
            solver["lr"] = solver.pop("learning_rate")
        return content

    upgrades.add("rv_engine", 1, upgrade)
    upgrades.rename("trainer", "solver")
    monkeypatch.setattr(default_registry(), "upgrades", upgrades)
    return upgrades


def older(content: dict) -> dict:
    """A stored config as the version before would have written it."""
    for solver in parts_of(content, "solver"):
        solver["type_hint"] = "trainer"
        solver["learning_rate"] = solver.pop("lr")
    return content


def test_there_is_a_file_of_each_version_and_task() -> None:
    versions = {json.loads(path.read_text(encoding="utf-8"))["schema_version"] for path in FILES}
    assert versions == set(range(1, default_registry().upgrades.version() + 1))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_stored_config_loads_and_means_what_it_says(path: Path, tmp_path: Path) -> None:
    config = load_pipeline_config(path)
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert config.type_hint == stored["type_hint"]
    assert config.dataset.class_config.names == ["oak", "fir", "null"]
    train = config.dataset.train_scenes[0]
    assert train.aoi_uris == ["area.gpkg"]
    assert train.raster_source.channel_order == [2, 1, 0]
    assert train.raster_source.bbox == (0, 0, 512, 512)
    solver = config.backend.to_dict()["solver"]
    assert (solver["lr"], solver["num_epochs"], solver["batch_sz"]) == (0.001, 7, 8)
    save_pipeline_config(config, tmp_path / "again.json")
    assert load_pipeline_config(tmp_path / "again.json") == config
    config.root_uri = str(tmp_path)
    config.update()
    config.validate_config()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_old_config_goes_through_the_upgrades(path, next_version, tmp_path) -> None:
    old = older(json.loads(path.read_text(encoding="utf-8")))
    (tmp_path / "old.json").write_text(json.dumps(old), encoding="utf-8")
    config = load_pipeline_config(tmp_path / "old.json")
    assert config.backend.to_dict()["solver"]["lr"] == 0.001
    save_pipeline_config(config, tmp_path / "new.json")
    written = json.loads((tmp_path / "new.json").read_text(encoding="utf-8"))
    assert written["schema_version"] == 2
    assert written["backend"]["solver"]["type_hint"] == "solver"


def test_every_config_file_goes_through_them_not_only_pipelines(next_version, tmp_path) -> None:
    path = tmp_path / "solver.json"
    path.write_text('{"schema_version": 1, "type_hint": "trainer", "learning_rate": 0.25}')
    assert SolverConfig.from_file(path).lr == 0.25


@pytest.mark.parametrize("names_its_version", [True, False])
def test_the_configs_in_a_bundle_go_through_them(next_version, tmp_path, names_its_version) -> None:
    config = RVPipelineConfig.from_file(FILES[0])
    manifest = BundleManifest(
        task=config.type_hint, created="now", engine_version="0",
        class_config=config.dataset.class_config,
        raster_source=config.dataset.train_scenes[0].raster_source,
        num_channels=3, dtype="uint8", pixel_size=(1.0, 1.0), crs=None, backend=config.backend,
        predict_options={"type_hint": "predict_options"}, label_store=None, metrics=[], scenes=["a"],
    )  # fmt: skip
    stamp = {"schema_version": 1} if names_its_version else {}
    content = older(manifest.to_dict()) | stamp
    (tmp_path / "bundle.json").write_text(json.dumps(content), encoding="utf-8")
    read = read_manifest(tmp_path / "bundle.json", "bundle.zip")
    assert read.backend.to_dict()["solver"]["lr"] == 0.001
