"""Every registered Config comes back from JSON as it was, whatever its values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from rv_engine.config import Config, default_registry
from rv_engine.config.schema import part_schema
from tests.engine.config.generated_configs import concrete_configs, configs

SETTINGS = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
CONFIGS = concrete_configs()


@pytest.mark.parametrize("config_class", CONFIGS, ids=lambda cls: cls.type_hint)
def test_every_config_comes_back_from_a_file_as_it_was_and_fits_its_schema(
    config_class: type[Config], tmp_path: Path
) -> None:
    path = tmp_path / "config.json"
    validator = Draft202012Validator(part_schema(config_class.type_hint))
    varied: set[str] = set()

    @SETTINGS
    @given(configs(config_class))
    def check(config: Config) -> None:
        varied.update(config.model_fields_set)
        config.to_file(path)
        # By the base of all: the type hint says what it is.
        again = Config.from_file(path)
        assert type(again) is config_class
        assert again == config
        assert again.to_dict() == config.to_dict()
        assert again.to_json() == config.to_json()
        validator.validate(config.to_dict())

    check()
    never = set(config_class.model_fields) - varied
    assert not never, f"no value was generated that fits {never}: add them to HELPERS"


@pytest.mark.parametrize("config_class", CONFIGS, ids=lambda cls: cls.type_hint)
def test_a_file_begins_with_the_version_of_its_schema_and_the_type(
    config_class: type[Config], tmp_path: Path
) -> None:
    @settings(SETTINGS, max_examples=1)
    @given(configs(config_class))
    def check(config: Config) -> None:
        config.to_file(tmp_path / "config.json")
        content = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
        assert content["schema_version"] == default_registry().upgrades.version()
        assert content["type_hint"] == config_class.type_hint

    check()


def test_the_copy_of_a_config_in_json_is_standard_json() -> None:
    for config_class in CONFIGS:
        assert config_class.model_config["allow_inf_nan"] is False, config_class
