"""What a preview tells is what the run then does, and it writes nothing where the run will be."""

import json
import threading
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from PIL import Image

from rv_engine.errors import Cancelled
from rv_engine.monitor import Monitor
from rv_engine.pipeline.chip_windows import LAYER
from rv_engine.pipeline.config_file import load_pipeline_config, save_pipeline_config
from rv_engine.pipeline.preview import preview_chips, windows_on_map, write_windows
from rv_engine.pipeline.preview_pictures import _in_turn, draw_preview
from rv_engine.raster import StatsTransformerConfig
from rv_engine.raster.display_bands import display_bands
from rv_engine.runner import InProcessRunner
from tests.engine.engine_process import change_config, make_tiny, rv


@pytest.fixture(scope="module")
def config_file(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("preview")
    new = rv(
        "new", "semantic-segmentation", "--image", town.image, "--labels", town.labels,
        "--labels-layer", "buildings", "--class-field", "class", "--epochs", 3, "--chip-size", 64,
        "--pretrained", "no", "--batch-size", 4, "--root", folder / "run",
        "--out", folder / "config.json",
    )  # fmt: skip
    assert new.code == 0, new.last
    return make_tiny(folder / "config.json")


@pytest.fixture(scope="module")
def config(config_file):
    config = load_pipeline_config(config_file)
    config.update()
    return config


@pytest.fixture(scope="module")
def preview(config, tmp_path_factory):
    return preview_chips(config, tmp_path_factory.mktemp("chips"), Monitor(), examined=1000)


@pytest.fixture(scope="module")
def chips(config_file, tmp_path_factory):
    """What CHIP makes of the same config."""
    root = tmp_path_factory.mktemp("chipped")
    changed = change_config(config_file, {"root_uri": str(root)}, root / "config.json")
    InProcessRunner().run([load_pipeline_config(changed)], ["analyze", "chip"], Monitor())
    return root / "chip"


def images(folder, split):
    return sorted(path.stem for path in (folder / split / "img").iterdir())


def test_the_number_of_chips_is_that_of_the_run(preview, chips):
    values = preview.to_dict()
    for split in ("train", "valid"):
        assert values["splits"][split]["chips"] == len(images(chips, split))


def test_the_room_on_the_disk_is_that_of_the_run(preview, chips):
    taken = sum(path.stat().st_size for path in chips.rglob("*") if path.is_file())
    assert preview.disk_bytes == pytest.approx(taken, rel=0.05)


def test_a_few_windows_tell_about_all(config, preview, tmp_path):
    some = preview_chips(config, tmp_path, Monitor(), examined=8)
    for split, one in some.splits.items():
        assert one.examined <= 8
        assert one.windows == preview.splits[split].windows
        assert one.chips == pytest.approx(preview.splits[split].chips, abs=2)
    assert some.disk_bytes == pytest.approx(preview.disk_bytes, rel=0.2)


def test_the_windows_are_those_of_the_chips_and_lie_on_the_image(preview, chips, town, tmp_path):
    path = write_windows(preview.windows, tmp_path / "windows.gpkg")
    meta, _, wkb, fields = pyogrio.raw.read(path, layer=LAYER)
    columns = dict(zip(meta["fields"], fields, strict=True))
    with rasterio.open(town.image) as image:
        grid, crs = image.transform, image.crs
    assert rasterio.crs.CRS.from_user_input(meta["crs"]) == crs
    names = {"train": set(), "valid": set()}
    for number, polygon in enumerate(shapely.from_wkb(wkb)):
        row, column = int(columns["row"][number]), int(columns["column"][number])
        xmin, ymax = grid * (column, row)
        xmax, ymin = grid * (column + 64, row + 64)
        assert polygon.bounds == pytest.approx((xmin, ymin, xmax, ymax))
        split, scene = columns["split"][number], columns["scene"][number]
        names[split].add(f"{scene}-y{row}-x{column}")
    for split, found in names.items():
        assert set(images(chips, split)) <= found


def test_windows_for_the_map_are_rings_and_not_too_many(preview):
    told = windows_on_map(preview.windows, shown=6)
    total = sum(split.windows for split in preview.splits.values())
    assert told["total"] == total > 6
    assert told["shown"] == len(told["rings"]["train"]) + len(told["rings"]["valid"]) <= 7
    ring = told["rings"]["train"][0]
    assert len(ring) == 5 and ring[0] == ring[-1]


def test_nothing_is_written_into_the_run_folder(config, preview):
    written = [path.name for path in Path(config.root_uri).rglob("*") if path.is_file()]
    assert all(name.endswith(".gpkg") for name in written), written  # the areas of `rv new`


def test_statistics_that_are_not_measured_yet_are_measured_roughly(config, tmp_path):
    changed = config.model_copy(deep=True)
    for scene in changed.dataset.all_scenes:
        scene.raster_source.transformers = [StatsTransformerConfig()]
    changed.update()
    found = preview_chips(changed, tmp_path / "look", Monitor(), examined=4)
    assert found.splits["train"].kept
    uris = {scene.raster_source.transformers[0].stats_uri for scene in changed.dataset.all_scenes}
    assert not any(Path(uri).exists() for uri in uris)


def test_the_pictures_show_chips_and_changed_chips(preview, tmp_path):
    files = draw_preview(preview, tmp_path, Monitor())
    assert set(files) == {"chips", "augmented"}
    first, second = (Image.open(path).convert("RGB") for path in files.values())
    assert first.size[0] > 600 and first.tobytes() != second.tobytes()


def test_all_classes_of_cells_have_their_turn_in_the_pictures():
    counts = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [1, 0], [0, 1]])
    assert _in_turn(counts) == [0, 3, 1, 5, 2, 4]


def test_pictures_have_the_colours_of_the_map(preview):
    """The town's bands are blue, green, red and infrared."""
    bands = display_bands(preview.config.dataset.train_scenes[0].raster_source)
    with rasterio.open(preview.config.dataset.train_scenes[0].raster_source.uris[0]) as image:
        names = [image.colorinterp[band].name for band in bands]
    assert names == ["red", "green", "blue"] and bands != [0, 1, 2]


def test_it_stops_when_it_is_told_to(config, tmp_path):
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        preview_chips(config, tmp_path, Monitor(cancelled=stop))


def test_the_command_answers_everything_at_once(config_file, tmp_path):
    out = tmp_path / "out"
    done = rv("preview", config_file, "--out", out, "--windows", "--time", "--presets")
    assert done.code == 0, (done.last, done.stderr)
    values = done.values
    assert sorted(path.name for path in out.iterdir()) == [
        "augmented.png",
        "chip-windows.gpkg",
        "chips.png",
    ]
    training = values["training"]
    chips = values["splits"]["train"]["chips"]
    assert training["batch_sz"] == 4 and training["device"] == "cpu" and training["epochs"] == 3
    assert training["steps_per_epoch"] == -(-chips // 4)
    assert training["training_s"] == pytest.approx(3 * training["epoch_s"])
    assert training["memory_mb"] > 50
    run = training["run"]
    commands = ("chip_s", "train_s", "predict_s", "eval_s", "other_s")
    assert run["train_s"] == training["training_s"]
    assert run["run_s"] == pytest.approx(sum(run[name] for name in commands))
    assert all(run[name] > 0 for name in commands)
    # Chips, and the weights of a network several times.
    assert run["disk_bytes"] > values["disk_bytes"] + 10**6
    quick, balanced = values["presets"]["quick"], values["presets"]["balanced"]
    # The same network is tried once, so that presets differ by their epochs and not by chance.
    assert quick["epoch_s"] == balanced["epoch_s"]
    assert quick["epochs"] < balanced["epochs"] < values["presets"]["thorough"]["epochs"]
    assert json.dumps(values)


def test_a_config_with_problems_says_what_to_do(config, tmp_path):
    changed = config.model_copy(deep=True)
    changed.dataset.train_scenes[0].raster_source.uris = [str(tmp_path / "missing.tif")]
    save_pipeline_config(changed, tmp_path / "config.json")
    done = rv("preview", tmp_path / "config.json")
    assert done.code == 1
    assert "missing.tif" in done.failure.message


def test_a_training_has_the_colours_of_the_map_too(config, tmp_path, monkeypatch):
    shown = []
    pipeline = config.build()
    monkeypatch.setattr(
        type(pipeline.backend),
        "train",
        lambda self, chips, folder, monitor: shown.append(self.learner(chips, folder).data),
    )
    pipeline.train(tmp_path, Monitor())
    assert [data.display_bands for data in shown] == [[2, 1, 0]]
    # What somebody chose stays.
    chosen = config.model_copy(deep=True)
    chosen.backend.data.display_bands = [3, 2, 1]
    chosen.build().train(tmp_path, Monitor())
    assert shown[1].display_bands == [3, 2, 1]
