from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from rv_engine.backend import BackendConfig, PyTorchSemanticSegmentationConfig
from rv_engine.config import Config, default_registry
from rv_engine.config.builder import ConfigBuilder
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError
from rv_engine.evaluate import EvaluatorConfig, SemanticSegmentationEvaluatorConfig
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.raster import RasterioSourceConfig, RasterSourceConfig
from rv_engine.scene import SceneConfig


@pytest.mark.parametrize("config_class", default_registry().config_classes().values())
def test_every_config_has_a_builder_with_a_method_for_each_field(config_class: type[Config]):
    builder = Config.builder(config_class.type_hint.upper())
    methods = set(dir(builder))
    assert methods >= {"build", *(f"with_{name}" for name in config_class.model_fields)}
    for name, field in config_class.model_fields.items():
        method = getattr(builder, f"with_{name}")
        assert inspect.getdoc(method) == inspect.cleandoc(field.description)


def test_a_builder_makes_what_the_class_makes():
    built = SolverConfig.builder().with_lr(1e-3).with_num_epochs(3).build()
    assert built == SolverConfig(lr=1e-3, num_epochs=3)


def test_a_group_finds_its_members_by_key_in_any_letters():
    for key in ("RASTERIO_SOURCE", "rasterio_source", "Rasterio-Source"):
        built = RasterSourceConfig.builder(key).with_uris(["a.tif"]).build()
        assert built == RasterioSourceConfig(uris=["a.tif"])
    # Keys of Raster Vision did not repeat the group.
    backend = BackendConfig.builder("PYTORCH_SEMANTIC_SEGMENTATION").build()
    assert backend == PyTorchSemanticSegmentationConfig()
    evaluator = EvaluatorConfig.builder("SEMANTIC_SEGMENTATION").build()
    assert evaluator == SemanticSegmentationEvaluatorConfig()


def test_a_key_of_another_group_is_refused():
    with pytest.raises(ConfigError, match="'SOLVER' is no RasterSourceConfig"):
        RasterSourceConfig.builder("SOLVER")
    with pytest.raises(ConfigError) as caught:
        RasterSourceConfig.builder("RASTERIO_SORCE")
    assert caught.value.hint == "Did you mean 'RASTERIO_SOURCE'?"


def test_a_group_has_to_be_told_which_of_its_members():
    with pytest.raises(ConfigError, match=r"EvaluatorConfig.builder\(\) needs the key") as caught:
        EvaluatorConfig.builder()
    assert "'SEMANTIC_SEGMENTATION_EVALUATOR'" in caught.value.hint


def test_each_call_gives_a_new_builder_and_leaves_the_old_one_alone():
    uris = ["a.tif"]
    first = RasterioSourceConfig.builder().with_uris(uris)
    second = first.with_channel_order([0, 1])
    third = second.with_uris(["b.tif"])
    uris.append("c.tif")
    assert first.build() == RasterioSourceConfig(uris=["a.tif"])
    assert second.build() == RasterioSourceConfig(uris=["a.tif"], channel_order=[0, 1])
    assert third.build() == RasterioSourceConfig(uris=["b.tif"], channel_order=[0, 1])


def test_what_was_built_can_change_without_the_builder():
    builder = SceneConfig.builder().with_id("a").with_raster_source(RasterioSourceConfig(uris="a"))
    builder.build().raster_source.uris.append("b")
    assert builder.build().raster_source.uris == ["a"]


def test_a_misspelt_method_suggests_the_right_one():
    builder = SolverConfig.builder()
    for name, right in {"with_learning_rate": None, "with_num_epoch": "with_num_epochs",
                        "lr": "with_lr", "biuld": "build"}.items():  # fmt: skip
        with pytest.raises(ConfigError, match=f"builder of SolverConfig has no {name}") as caught:
            getattr(builder, name)
        if right:
            assert caught.value.hint == f"Did you mean {right}?"
        assert not hasattr(builder, name)


def test_a_value_is_checked_at_once():
    builder = SolverConfig.builder()
    with pytest.raises(
        ConfigError, match=r"lr: -1 is not allowed here; .*greater than 0"
    ) as caught:
        builder.with_lr(-1)
    assert caught.value.where == "SolverConfig.builder().with_lr"
    # By the validator of the field, and inside of a list.
    with pytest.raises(ConfigError, match="multi_stage.*rise"):
        builder.with_multi_stage([3, 1])
    with pytest.raises(ConfigError, match=r"uris\.1: 5 is not allowed here"):
        RasterioSourceConfig.builder().with_uris(["a.tif", 5])
    with pytest.raises(ConfigError, match=r"Call its build\(\) first"):
        SceneConfig.builder().with_raster_source(RasterioSourceConfig.builder())


def test_what_needs_all_fields_is_checked_at_the_end():
    builder = ClassConfig.builder().with_null_class("sea")
    with pytest.raises(ConfigError, match="names: This field is required"):
        builder.build()
    with pytest.raises(ConfigError, match="ull_class .sea. is none of the classes") as caught:
        builder.with_names(["land"]).build()
    assert caught.value.where == "ClassConfig.builder()"


def test_a_builder_goes_on_from_a_config():
    config = RasterioSourceConfig(uris=["a.tif"], channel_order=[2, 1, 0])
    assert config.to_builder().with_uri("b.tif").build() == RasterioSourceConfig(
        uris=["b.tif"], channel_order=[2, 1, 0]
    )


def test_a_builder_can_be_copied_and_says_what_it_holds():
    builder = SolverConfig.builder().with_lr(0.5)
    assert repr(builder) == "SolverConfig.builder().with_lr(0.5)"
    for again in (copy.deepcopy(builder), pickle.loads(pickle.dumps(builder))):
        assert isinstance(again, ConfigBuilder)
        assert again.build().lr == 0.5
