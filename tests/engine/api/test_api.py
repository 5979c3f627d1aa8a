from __future__ import annotations

import importlib
import inspect

import pytest

from rv_engine import api
from rv_engine.builtins import CONFIG_CLASSES
from rv_engine.config import Config, default_registry
from rv_engine.config.raster_vision_names import FIELDS, UNSUPPORTED_CONFIGS, UNSUPPORTED_NAMES
from rv_engine.errors import ConfigError, PluginError


def test_every_built_in_config_is_there_under_its_name():
    missing = [config.__name__ for config in CONFIG_CLASSES if config.__name__ not in api.__all__]
    assert not missing, "add them to rv_engine/api.py"
    assert all(getattr(api, config.__name__) is config for config in CONFIG_CLASSES)


def test_import_star_brings_all_configs_and_nothing_that_is_lazy():
    namespace: dict[str, object] = {}
    exec("from rv_engine.api import *", namespace)
    assert len(api.__all__) == len(set(api.__all__))
    assert set(api.__all__) <= set(namespace)
    assert not set(api._MODULES) & set(namespace)


@pytest.mark.parametrize("name", sorted(api._MODULES))
def test_what_configs_build_is_imported_when_it_is_named(name):
    thing = getattr(api, name)
    assert inspect.isclass(thing) and thing.__name__ == name
    assert thing is getattr(importlib.import_module(api._MODULES[name]), name)


def test_what_is_not_supported_is_refused_by_its_name():
    with pytest.raises(ImportError, match="Raster Vision's RemoteSageMakerRunner is not supported"):
        from rv_engine.api import RemoteSageMakerRunner  # noqa: F401
    for name in UNSUPPORTED_NAMES:
        with pytest.raises(
            ConfigError, match=f"Raster Vision's {name} is not supported by RV Stud"
        ):
            getattr(api, name)
    for name in UNSUPPORTED_CONFIGS:
        stand_in = getattr(api, name)
        with pytest.raises(
            ConfigError, match=f"Raster Vision's {name} is not supported by RV Stud"
        ):
            stand_in(uri="a")


def test_what_nobody_has_ever_heard_of_does_not_exist():
    with pytest.raises(ImportError, match="cannot import name 'NonsenseConfig'"):
        from rv_engine.api import NonsenseConfig  # noqa: F401
    assert not hasattr(api, "__wrapped__")


def test_the_table_speaks_of_configs_that_exist_and_fields_that_do_not():
    configs = default_registry().config_classes()
    for type_hint, fields in FIELDS.items():
        assert not set(fields) & set(configs[type_hint].model_fields), type_hint
        for advice in (field.advice for field in fields.values()):
            assert len(advice) > 10
    ours = {config.__name__ for config in configs.values()}
    assert not ours & {*UNSUPPORTED_CONFIGS, *UNSUPPORTED_NAMES}
    assert not set(api._MODULES) & {*UNSUPPORTED_CONFIGS, *UNSUPPORTED_NAMES}


def test_raster_vision_s_decorator_registers_a_config(kept_registry):
    @api.register_config("registered_by_decorator", plugin="mine")
    class DecoratedConfig(api.AnalyzerConfig):
        """Made by a script for Raster Vision."""

        depth: int = api.Field(3, description="How deep.")

    made = Config.from_dict({"type_hint": "registered_by_decorator", "depth": 4})
    assert made == DecoratedConfig(depth=4)
    # The Configs of plugins have their places here too.
    from rv_engine.api import DecoratedConfig as Imported

    assert Imported is DecoratedConfig
    with pytest.raises(PluginError, match="upgrader of register_config is not supported"):
        api.register_config("other", upgrader=lambda values, version: values)


def test_small_files_are_read_and_written_by_their_old_names(tmp_path):
    path = str(tmp_path / "a.json")
    assert not api.file_exists(path)
    api.json_to_file({"a": [1]}, path)
    assert api.file_to_json(path) == {"a": [1]}
    api.str_to_file("räuber", path)
    assert api.file_to_str(path) == "räuber"
    assert api.file_exists(str(tmp_path)) and not api.file_exists(str(tmp_path), include_dir=False)
