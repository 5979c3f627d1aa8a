from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from rv_engine.config import Config, default_registry
from rv_engine.errors import ConfigError
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.pipeline import RVPipelineConfig, SemanticSegmentationConfig
from rv_engine.raster import RasterioSourceConfig, RasterSourceConfig, StatsTransformerConfig
from rv_engine.scene import SceneConfig

RASTER = {"type_hint": "rasterio_source", "uris": ["a.tif"]}


@pytest.mark.parametrize(
    "config_class", default_registry().config_classes().values(), ids=lambda cls: cls.type_hint
)
def test_every_field_is_described(config_class: type[Config]) -> None:
    lacking = [n for n, field in config_class.model_fields.items() if not field.description]
    assert not lacking
    assert config_class.__doc__ and config_class.__doc__ != Config.__doc__


def test_a_base_class_gives_back_the_config_that_the_type_hint_names() -> None:
    config = RasterSourceConfig.from_dict(RASTER)
    assert config == RasterioSourceConfig(uris=["a.tif"])
    scene = SceneConfig.from_dict(
        {
            "id": "a",
            "raster_source": RASTER | {"transformers": [{"type_hint": "stats_transformer"}]},
        }
    )
    assert scene.raster_source.transformers == [StatsTransformerConfig()]
    assert type(SceneConfig.from_dict(scene.to_dict()).raster_source) is RasterioSourceConfig


def pipeline(raster: dict[str, Any]) -> dict[str, Any]:
    scene = {"id": "a", "raster_source": raster}
    return {
        "type_hint": "semantic_segmentation",
        "dataset": {"class_config": {"names": ["house"]}, "train_scenes": [scene]},
        "backend": {"type_hint": "pytorch_semantic_segmentation_backend"},
    }


PLACE = "dataset.train_scenes.0.raster_source"


def problem(raster: dict[str, Any]) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        RVPipelineConfig.from_dict(pipeline(raster))
    return caught.value


def test_a_misspelt_field_is_told_with_its_path_and_the_right_name() -> None:
    error = problem(RASTER | {"chanel_order": [0]})
    assert error.message == f"{PLACE}.chanel_order: There is no field 'chanel_order' here."
    assert error.hint == "Did you mean 'channel_order'?"


def test_only_fields_of_that_config_are_suggested() -> None:
    # "names" is a field of the classes and "num_epochs" of the solver, but neither of an image.
    for name in ("names", "num_epoch"):
        hint = problem(RASTER | {name: 1}).hint
        assert hint.startswith("Remove it; the fields are 'channel_order', 'transformers'")


def test_a_missing_type_hint_is_suggested_and_not_the_field_that_is_right() -> None:
    error = problem({"uris": ["a.tif"]})
    assert error.message == f"{PLACE}.uris: There is no field 'uris' here."
    assert error.hint == "Say with \"type_hint\" what it is: 'rasterio_source'."


def test_a_wrong_type_hint_is_answered_with_the_nearest() -> None:
    message = str(problem(RASTER | {"type_hint": "rasterio_sorce"}))
    assert f"{PLACE}: " in message
    assert "type_hint 'rasterio_sorce'. Did you mean 'rasterio_source'?" in message
    message = str(problem(RASTER | {"type_hint": ["rasterio_source"]}))
    assert "No Config has the type_hint ['rasterio_source']" in message


def test_a_config_of_another_kind_does_not_fit() -> None:
    message = str(problem({"type_hint": "solver"}))
    assert f"{PLACE}: " in message and "A 'solver' is no 'raster_source'" in message
    assert "choose of " in message and "'rasterio_source', 'rasterized_source'" in message


@pytest.mark.parametrize("raster", [{}, {"type_hint": "raster_source", "channel_order": [0]}])
def test_a_base_that_describes_nothing_by_itself_has_to_be_made_precise(
    raster: dict[str, Any],
) -> None:
    message = str(problem(raster))
    assert f"{PLACE}: \"type_hint\" has to say which 'raster_source' it is; choose of" in message
    assert "'rasterio_source'" in message and ", 'raster_source'" not in message


def test_true_is_no_number() -> None:
    with pytest.raises(ConfigError, match="lr: true is not allowed here; it must be a number"):
        SolverConfig.from_dict({"lr": True})


def test_a_config_may_lie_anywhere() -> None:
    config = SolverConfig(lr=0.5)
    config.to_file("memory://configs/solver.json")
    assert SolverConfig.from_file("memory://configs/solver.json") == config


def test_no_number_is_infinite() -> None:
    with pytest.raises(ConfigError, match="lr"):
        SolverConfig.from_dict({"lr": math.inf})


def test_all_problems_are_told_at_once() -> None:
    values = pipeline(RASTER | {"bbox": [5, 0, 1, 9], "uriss": 1})
    values["dataset"]["class_config"] = {}
    with pytest.raises(ConfigError) as caught:
        SemanticSegmentationConfig.from_dict(values, where="p.json")
    lines = caught.value.message.splitlines()
    assert lines[0] == "The config has 3 problems:"
    assert any(line.startswith(f"- {PLACE}.bbox") and "ymin < ymax" in line for line in lines)
    assert any("class_config.names: This field is required" in line for line in lines)
    assert any(line.endswith("Did you mean 'uris'?") for line in lines)
    assert caught.value.where == "p.json"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "is no JSON: .* in line 1, column 2"),
        (b'{"id": "a", "id": "b"}', "is no JSON: 'id' is said twice in one place"),
        (b'{"id": NaN}', "is no JSON: NaN is no number in JSON"),
        (b'{"id": 1e999}', "is no JSON: 1e999 is too large a number"),
        (b"[" * 100_000, "is no JSON: it is nested deeper than any config"),
        (b"[]", "holds no JSON object"),
        (b"\xff", "is no text in UTF-8"),
    ],
)
def test_a_file_that_is_no_config_is_refused_by_name(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=f"config.json' {message}"):
        SceneConfig.from_file(path)
    with pytest.raises(ConfigError, match="missing.json' does not exist. Check the path"):
        SceneConfig.from_file(tmp_path / "missing.json")
