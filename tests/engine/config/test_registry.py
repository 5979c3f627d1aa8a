from __future__ import annotations

from typing import ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from rv_engine.builtins import CONFIG_CLASSES
from rv_engine.config import Config, Registry, default_registry
from rv_engine.config.plugin_origin import PROGRAM, PluginOrigin, PluginProblem
from rv_engine.errors import PluginError
from rv_engine.evaluate import EvaluatorConfig
from rv_engine.raster import RasterioSourceConfig
from rv_engine.runner import InProcessRunner
from rv_engine.scene import SceneConfig
from rv_engine.vector import OgrVectorSourceConfig

EASY = PluginOrigin("file", "/plugins/easy.py", "rv_plugin_easy", "/plugins/easy.py")
OTHER = PluginOrigin("module", "other_plugin", "other_plugin", "/site/other_plugin.py")


class Mine(EvaluatorConfig):
    type_hint: ClassVar[str] = "mine"


class Yours(EvaluatorConfig):
    type_hint: ClassVar[str] = "mine"


class Nameless(Config):
    pass


def load(registry: Registry, origin: PluginOrigin, *classes: type[Config]) -> None:
    with registry.loading(origin):
        for config_class in classes:
            registry.add_config(config_class)


def test_the_built_ins_come_in_by_the_door_of_any_plugin():
    registry = default_registry()
    assert set(registry.config_classes().values()) >= set(CONFIG_CLASSES)
    assert registry.loaded[0].kind == "built-in"
    assert registry.origin_of("scene").name == "rv_engine.builtins"
    assert registry.runner("inprocess") is InProcessRunner
    assert registry.command("doctor").name == "doctor"
    assert registry.problems == []


def test_the_group_of_a_config_is_the_base_that_it_derives_from():
    registry = default_registry()
    groups = {name: registry.group_of(name) for name in registry.config_classes()}
    assert groups["rasterized_source"] == groups["rasterio_source"] == "raster_source"
    assert groups["semantic_segmentation"] == "pipeline"
    assert groups["solver"] == "solver"


def test_a_type_hint_that_two_plugins_want_names_both():
    registry = Registry()
    load(registry, EASY, Mine)
    with pytest.raises(PluginError) as caught:
        load(registry, OTHER, Yours)
    assert caught.value.message == (
        "The type hint 'mine' of Yours from the plugin module 'other_plugin' "
        "is taken by Mine from the plugin file '/plugins/easy.py'."
    )
    assert registry.config_class("mine") is Mine
    assert registry.origin_of("mine") == EASY


@pytest.mark.parametrize("add", ["add_runner", "add_file_system", "add_command"])
def test_every_other_name_belongs_to_one_plugin_too(add):
    registry = Registry()
    with registry.loading(EASY):
        getattr(registry, add)("slurm", "easy.parts:first")
    taken = pytest.raises(PluginError, match="other_plugin.*is taken by .*easy.py")
    with taken, registry.loading(OTHER):
        getattr(registry, add)("slurm", "other.parts:second")


def test_the_same_thing_may_be_registered_twice():
    registry = Registry()
    load(registry, EASY, Mine)
    load(registry, OTHER, Mine)
    assert registry.origin_of("mine") == EASY


def test_a_plugin_that_fails_halfway_leaves_nothing_behind():
    registry = Registry()
    load(registry, OTHER, Mine)
    with pytest.raises(PluginError, match="Nameless has no type_hint"):
        load(registry, EASY, SceneConfig, Nameless)
    assert list(registry.config_classes()) == ["mine"]
    assert registry.loaded == [OTHER]
    registry.add_config(SceneConfig)
    assert registry.origin_of("scene") == PROGRAM


def test_an_unknown_type_hint_is_answered_with_the_nearest_and_the_broken_plugins():
    registry = Registry()
    load(registry, EASY, Mine)
    with pytest.raises(ValueError, match=r"type_hint 'mime'\. Did you mean 'mine'\?$"):
        registry.config_class("mime")
    registry.problems.append(PluginProblem(OTHER, "NameError: name 'x' is not defined.", line=3))
    with pytest.raises(ValueError, match="It may be in a plugin") as caught:
        registry.config_class("easy_evaluator")
    assert str(caught.value) == (
        "no Config has the type_hint 'easy_evaluator'. It may be in a plugin that could not be "
        "loaded:\n- The plugin module 'other_plugin', line 3: NameError: name 'x' is not defined."
    )


def test_an_unknown_runner_is_answered_with_those_there_are():
    registry = Registry()
    registry.add_runner("local", InProcessRunner)
    with pytest.raises(PluginError, match="no runner 'lokal'; there are: local.* 'local'?"):
        registry.runner("lokal")


def test_things_given_by_name_are_imported_when_they_are_used():
    registry = Registry()
    with registry.loading(EASY):
        registry.add_runner("good", "rv_engine.runner:InProcessRunner")
        registry.add_runner("gone", "no_such_module:Runner")
        registry.add_command("bare", "rv_engine.runner:no_such_command")
        with pytest.raises(PluginError, match='Write "module:attribute"'):
            registry.add_runner("wrong", "rv_engine.runner.InProcessRunner")
    assert registry.runner("good") is InProcessRunner
    with pytest.raises(
        PluginError, match="runner 'gone' of .*easy.py' cannot be imported: ModuleNotFoundError"
    ):
        registry.runner("gone")
    with pytest.raises(PluginError, match="no_such_command"):
        registry.command("bare")


def test_the_longest_extension_decides_what_opens_a_file():
    class Stripes(RasterioSourceConfig):
        type_hint: ClassVar[str] = "stripes"

    class Packed(RasterioSourceConfig):
        type_hint: ClassVar[str] = "packed"

    registry = Registry()
    registry.add_default_raster_source("*", RasterioSourceConfig)
    registry.add_default_raster_source(".XYZ", Stripes)
    registry.add_default_raster_source("xyz.gz", Packed)
    opens = registry.default_raster_source
    assert opens("/a.b/map.xyz") is Stripes
    assert opens("https://host/Map.XYZ?token=a.tif") is Stripes
    assert opens("s3://bucket/map.v2.xyz.gz") is Packed
    assert opens("C:\\maps.xyz\\map.tif") is RasterioSourceConfig
    assert opens("/maps/xyz") is RasterioSourceConfig
    with pytest.raises(PluginError, match="no default vector source for 'a.gpkg'"):
        registry.default_vector_source("a.gpkg")
    assert default_registry().default_vector_source("a.gpkg") is OgrVectorSourceConfig


class DrawerFileSystem(MemoryFileSystem):
    protocol = "drawer"
    store: ClassVar[dict[str, object]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]


def test_a_registered_file_system_opens_its_uris():
    registry = Registry()
    with registry.loading(EASY):
        registry.add_file_system("drawer://", DrawerFileSystem)
    with fsspec.open("drawer://a.txt", "wb") as file:
        file.write(b"socks")
    with fsspec.open("drawer://a.txt", "rb") as file:
        assert file.read() == b"socks"


def test_calls_of_raster_vision_s_plugins_work_or_are_refused_by_name():
    registry = Registry()
    with registry.loading(EASY):
        registry.set_plugin_version("easy", 3)
        registry.add_plugin_command(default_registry().command("doctor"))
        registry.add_config(Mine)
        registry.register_renamed_type_hints("old_mine", "mine")
    assert registry.command("doctor").name == "doctor"
    assert registry.config_class("old_mine") is Mine
    with pytest.raises(
        PluginError, match="registry.register_config_builder is not supported.*Conf"
    ):
        registry.register_config_builder("EVALUATOR", "MINE", object)
    assert not hasattr(registry, "nonsense")
