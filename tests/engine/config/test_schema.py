from __future__ import annotations

import importlib
import json
import re
from typing import Any, ClassVar

import pytest
from jsonschema import Draft202012Validator
from pydantic import Field

from rv_engine.config import Config, Registry, default_registry, display
from rv_engine.config.field_titles import title_of
from rv_engine.config.plugin_origin import PluginOrigin
from rv_engine.config.registry import BUILT_IN_PLUGINS
from rv_engine.config.schema import config_schema, part_schema
from rv_engine.raster import RasterSourceConfig
from tests.engine.engine_process import rv

SCHEMA = config_schema()
CONFIGS = SCHEMA["$defs"]["configs"]
GROUPS = SCHEMA["$defs"]["groups"]


class CameraSourceConfig(RasterSourceConfig):
    """An image of a camera."""

    type_hint: ClassVar[str] = "camera_source"

    exposure: float = Field(0.1, gt=0, le=10, json_schema_extra=display(unit="s", advanced=True))
    """How long the camera looks."""


@pytest.fixture
def with_plugin() -> Registry:
    registry = Registry()
    for name in BUILT_IN_PLUGINS:
        with registry.loading(PluginOrigin("built-in", name, name, "")):
            importlib.import_module(name).register_plugin(registry)
    with registry.loading(PluginOrigin("file", "camera.py", "camera", "camera.py")):
        registry.add_config(CameraSourceConfig)
    return registry


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for item in value for found in references(item)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if "$ref" in value else []
    return own + [found for item in value.values() for found in references(item)]


def test_it_is_a_schema_and_json() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA


def test_every_registered_config_is_in_it_and_in_one_group() -> None:
    # Not the schema from above: other tests may have registered Configs of their own since then.
    assert set(config_schema()["$defs"]["configs"]) == set(default_registry().config_classes())
    listed = [type_hint for members in SCHEMA["groups"].values() for type_hint in members]
    assert len(listed) == len(set(listed))
    assert set(listed) == {name for name, part in CONFIGS.items() if not part["abstract"]}
    assert SCHEMA["groups"]["raster_source"] == [
        name for name, part in CONFIGS.items()
        if part["group"] == "raster_source" and not part["abstract"]
    ]  # fmt: skip


def test_every_reference_leads_somewhere() -> None:
    for reference in references(SCHEMA):
        _, _, kind, name = reference.split("/")
        assert name in SCHEMA["$defs"][kind], reference


@pytest.mark.parametrize("type_hint", CONFIGS)
def test_every_part_and_every_field_has_a_title_and_a_description(type_hint: str) -> None:
    part = CONFIGS[type_hint]
    assert part["title"] and part["description"]
    for name, field in part["properties"].items():
        assert field["title"] and "_" not in field["title"], name
        assert re.search(r"[.?]$", field["description"]), (name, field["description"])
        assert "\n" not in field["description"]


def test_a_field_has_its_limits_its_default_and_its_choices() -> None:
    sampling = CONFIGS["window_sampling"]
    assert sampling["required"] == ["size"]
    assert sampling["properties"]["size"]["exclusiveMinimum"] == 0
    assert sampling["properties"]["max_windows"]["default"] == 10_000
    assert sampling["properties"]["method"]["enum"] == ["sliding", "random"]
    assert sampling["properties"]["method"]["default"] == "sliding"
    backend = CONFIGS["pytorch_semantic_segmentation_backend"]["properties"]
    assert backend["solver"]["default"] == {"type_hint": "solver"}


def test_where_one_of_several_may_stand_the_type_hint_decides() -> None:
    image = CONFIGS["scene"]["properties"]["raster_source"]
    assert image["$ref"] == "#/$defs/groups/raster_source"
    choice = GROUPS["raster_source"]
    assert choice["discriminator"]["propertyName"] == "type_hint"
    assert {"$ref": "#/$defs/configs/rasterio_source", "required": ["type_hint"]} in choice["oneOf"]
    assert "raster_source" not in choice["discriminator"]["mapping"]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"type_hint": "rasterio_source", "uris": ["a.tif"]}, False),
        ({"type_hint": "rasterio_source", "uris": []}, True),
        ({"type_hint": "rasterio_source"}, True),
        ({"uris": ["a.tif"]}, True),
        ({"type_hint": "rasterio_source", "uris": ["a.tif"], "chanel_order": [1]}, True),
        ({"type_hint": "raster_source"}, True),
        ({"type_hint": "solver"}, True),
    ],
)
def test_a_form_can_check_with_it(values: dict[str, Any], wrong: bool) -> None:
    validator = Draft202012Validator(part_schema("raster_source"))
    assert bool(list(validator.iter_errors(values))) is wrong


def test_a_part_by_itself_holds_all_that_it_refers_to_and_nothing_else() -> None:
    part = part_schema("solver")
    assert part["$ref"] == "#/$defs/configs/solver"
    for type_hint in CONFIGS:
        part = part_schema(type_hint)
        needed = {reference.split("/")[-1] for reference in references(part)}
        held = set(part["$defs"]["configs"]) | set(part["$defs"]["groups"])
        assert held == needed


def test_what_a_plugin_brings_is_in_it_with_its_name(with_plugin: Registry) -> None:
    schema = config_schema(with_plugin)
    camera = schema["$defs"]["configs"]["camera_source"]
    assert camera["plugin"] == "camera.py"
    exposure = camera["properties"]["exposure"]
    assert (exposure["unit"], exposure["advanced"]) == ("s", True)
    assert (exposure["exclusiveMinimum"], exposure["maximum"]) == (0, 10)
    assert "camera_source" in schema["groups"]["raster_source"]
    assert "camera_source" in schema["$defs"]["groups"]["raster_source"]["discriminator"]["mapping"]
    assert config_schema(with_plugin, built_in_only=True) == config_schema(built_in_only=True)


def test_a_config_that_is_not_registered_is_described_by_nobody(with_plugin: Registry) -> None:
    class Other(Config):
        """Other."""

        type_hint: ClassVar[str] = "other"

    assert "other" not in config_schema(with_plugin)["$defs"]["configs"]


def test_titles_are_words() -> None:
    assert title_of("chip_sz") == "Chip size"
    assert title_of("lr") == "Learning rate"
    assert title_of("num_workers") == "Number of workers"
    assert title_of("rasterio_source") == "Raster file source"


def test_the_command_prints_it_writes_it_and_sends_it(tmp_path: Any) -> None:
    printed = rv("schema", "solver", messages=False)
    assert json.loads(printed.stdout) == part_schema("solver")
    assert rv("schema", "solver").values == {"schema": part_schema("solver")}
    outcome = rv("schema", "--output", tmp_path / "schema.json")
    assert outcome.values == {"output": str(tmp_path / "schema.json")}
    written = json.loads((tmp_path / "schema.json").read_text(encoding="utf-8"))
    assert set(written["$defs"]["configs"]) >= set(
        config_schema(built_in_only=True)["$defs"]["configs"]
    )


def test_the_command_suggests_the_right_name() -> None:
    failure = rv("schema", "raster_sorce").failure
    assert "'raster_sorce'. Did you mean 'raster_source'?" in failure.message
