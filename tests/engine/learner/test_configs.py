from __future__ import annotations

import subprocess
import sys

import pytest

from rv_engine import learner
from rv_engine.config import Config
from rv_engine.errors import ConfigError
from rv_engine.learner import (
    BlurConfig,
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationLearnerConfig,
    SemanticSegmentationModelConfig,
    SolverConfig,
)

CONFIGS = [getattr(learner, name) for name in learner.__all__]


def test_reading_the_configs_imports_nothing_heavy() -> None:
    heavy = "{'torch', 'torchvision', 'numpy', 'safetensors', 'segmentation_models_pytorch'}"
    script = (
        "import sys; from rv_engine.learner import *; "
        "SemanticSegmentationModelConfig(architecture='unet', backbone='resnet18'); "
        f"sys.exit(str({heavy} & sys.modules.keys()) if {heavy} & sys.modules.keys() else 0)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_the_solver_has_the_names_and_defaults_of_raster_vision() -> None:
    solver = SolverConfig()
    assert (solver.lr, solver.num_epochs, solver.batch_sz, solver.one_cycle) == (1e-4, 10, 32, True)
    assert solver.multi_stage == []
    assert solver.class_loss_weights is None
    assert solver.ignore_class_index is None


def test_the_data_config_has_the_names_and_defaults_of_raster_vision() -> None:
    data = SemanticSegmentationImageDataConfig()
    assert (data.img_sz, data.num_workers) == (256, 4)
    assert data.augmentors == ["RandomRotate90", "HorizontalFlip", "VerticalFlip"]


@pytest.mark.parametrize("config", CONFIGS)
def test_every_field_is_described(config: type[Config]) -> None:
    assert config.__doc__
    assert [name for name, field in config.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_is_registered_under_a_type_hint_of_its_own(config: type[Config]) -> None:
    from rv_engine.config import default_registry

    assert default_registry().config_class(config.type_hint) is config


def test_a_config_comes_back_from_json_as_it_was() -> None:
    config = SemanticSegmentationLearnerConfig(
        model=SemanticSegmentationModelConfig(architecture="unet", backbone="tu-convnext_tiny"),
        solver=SolverConfig(multi_stage=[3, 5], class_loss_weights=[1, 2.5]),
        data=SemanticSegmentationImageDataConfig(uri="chips", augmentors=["BrightnessContrast"]),
    )
    assert SemanticSegmentationLearnerConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize(
    ("values", "suggestion"),
    [
        ({"architecture": "u-net"}, "'unet'"),
        ({"architecture": "unet", "backbone": "resnet81"}, "'resnet18'"),
        ({"backbone": "resnet18"}, "choose one of resnet50, resnet101"),
        ({"backbome": "resnet50"}, "'backbone'"),
        ({"architecture": "unet", "backbone": "tu-hf_hub:someone/model"}, "is no backbone"),
    ],
)
def test_a_wrong_name_in_a_model_names_the_right_ones(
    values: dict[str, str], suggestion: str
) -> None:
    with pytest.raises(ConfigError, match=suggestion):
        SemanticSegmentationModelConfig.from_dict(values)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"lr": 0}, "greater than 0"),
        ({"optimizer": "adamm"}, "'adamw', 'adam', 'radam' or 'sgd'"),
        ({"scheduler": "multi_step"}, "needs epochs in multi_stage"),
        ({"batch_sz": 0}, "of at least 1 or .auto."),
        ({"multi_stage": [5, 3]}, "must rise"),
        ({"class_loss_weights": [-1, 1]}, "0 or more"),
        ({"batch_size": 4}, "batch_sz"),
    ],
)
def test_a_wrong_value_in_a_solver_says_what_is_right(
    values: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ConfigError, match=complaint):
        SolverConfig.from_dict(values)


def test_an_augmentor_may_have_settings_of_its_own() -> None:
    augmentors = ["HorizontalFlip", {"type_hint": "blur", "largest": 5}]
    data = SemanticSegmentationImageDataConfig.from_dict({"augmentors": augmentors})
    assert data.augmentors == ["HorizontalFlip", BlurConfig(largest=5)]
    assert SemanticSegmentationImageDataConfig.from_dict(data.to_dict()) == data


def test_a_wrong_augmentor_names_the_right_ones() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'HorizontalFlip'"):
        SemanticSegmentationImageDataConfig.from_dict({"augmentors": ["HorizontalFlop"]})


def test_a_learner_without_a_folder_says_so() -> None:
    config = SemanticSegmentationLearnerConfig(data=SemanticSegmentationImageDataConfig())
    with pytest.raises(ConfigError, match="output_uri"):
        config.build()
