from __future__ import annotations

import contextlib
import re

import pytest
import torch
from torchvision.models import get_model
from torchvision.models.regnet import BlockParams

from rv_engine.errors import ConfigError, ModelError
from rv_engine.learner import ClassificationModelConfig
from rv_engine.learner.chip_classification import ClassificationNetwork
from rv_engine.learner.models import classifier
from rv_engine.learner.models.chip_classification_architectures import (
    CHIP_CLASSIFICATION_BACKBONES,
)


@pytest.fixture
def _plans_on_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """RegNet calculates its shape with tensors, which must have values."""
    build = BlockParams.from_init_params

    def on_cpu(*arguments, **more):
        with torch.device("cpu"):
            return build(*arguments, **more)

    monkeypatch.setattr(BlockParams, "from_init_params", on_cpu)


@pytest.mark.usefixtures("_plans_on_the_cpu")
@pytest.mark.parametrize("backbone", CHIP_CLASSIFICATION_BACKBONES)
def test_every_backbone_takes_any_bands_at_any_size(backbone: str) -> None:
    # Without memory and without numbers: only the shapes are calculated.
    with torch.device("meta"):
        config = ClassificationModelConfig(backbone=backbone, pretrained=False)
        network = config.build(num_channels=7, num_classes=5)
        # The normalisation replaces numbers in place, which cannot be done without numbers.
        network.normalization = torch.nn.Identity()
        for training, size_px in ((True, 32), (False, 50)):
            answers = network.train(training)(torch.zeros(2, 7, size_px, size_px))
            assert answers.shape == (2, 5)


@pytest.mark.parametrize("backbone", ["mnasnet0_5", "shufflenet_v2_x0_5", "tu-resnet10t"])
@pytest.mark.parametrize("bands", [1, 3, 13])
def test_networks_answer_numbers(backbone: str, bands: int) -> None:
    config = ClassificationModelConfig(backbone=backbone, pretrained=False)
    network = config.build(num_channels=bands, num_classes=3)
    assert isinstance(network, ClassificationNetwork)
    answer = network.eval()(torch.rand(2, bands, 40, 40))
    assert answer.shape == (2, 3)
    assert torch.isfinite(answer).all()


@pytest.mark.parametrize("backbone", ["shufflenet_v2_x0_5", "mobilenet_v3_small", "squeezenet1_1"])
@pytest.mark.parametrize("bands", [1, 3, 5])
def test_pretrained_weights_arrive_in_all_layers_but_the_last(
    backbone: str, bands: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = get_model(backbone, weights=None)
    state = theirs.state_dict()
    monkeypatch.setattr(classifier, "pretrained_state", lambda weights: state)
    network = classifier.build_classifier(
        backbone=backbone, num_channels=bands, num_classes=4, pretrained=True
    )
    own = network.state_dict()
    different = {name for name in own if not _same(own[name], state[name])}
    first = next(iter(state))
    assert len(different - {first}) <= 2  # weights and bias of the head
    expected = state[first].sum(dim=1, keepdim=True) if bands == 1 else (
        state[first][:, [0, 1, 2, 0, 1][:bands]] * (3 / bands)
    )  # fmt: skip
    torch.testing.assert_close(own[first], expected)


def _same(a: torch.Tensor, b: torch.Tensor) -> bool:
    return a.shape == b.shape and torch.equal(a, b)


def test_old_names_of_densenet_layers_are_understood() -> None:
    network = get_model("densenet121", weights=None, num_classes=4)
    state = get_model("densenet121", weights=None).state_dict()
    old = {}
    for name, tensor in state.items():
        if not name.endswith("num_batches_tracked"):
            old[re.sub(r"(denselayer\d+\.(?:norm|conv))([12])", r"\1.\2", name)] = tensor
    assert any("norm.1." in name for name in old)
    classifier.load_all_but_the_head(network, old)
    name = "features.denseblock3.denselayer7.conv2.weight"
    assert torch.equal(network.state_dict()[name], state[name])


def test_weights_of_another_network_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    state = get_model("shufflenet_v2_x1_0", weights=None).state_dict()
    monkeypatch.setattr(classifier, "pretrained_state", lambda weights: state)
    config = ClassificationModelConfig(backbone="shufflenet_v2_x0_5", pretrained=True)
    with pytest.raises(ConfigError, match="do not fit"):
        config.build(3, 2)


def test_weights_that_cannot_be_fetched_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(weights):
        raise OSError("no network")

    monkeypatch.setattr(classifier, "pretrained_state", fail)
    config = ClassificationModelConfig(backbone="mnasnet0_5")
    with pytest.raises(ModelError, match="cannot be fetched"):
        config.build(3, 2)
    with contextlib.suppress(ModelError):
        config.model_copy(update={"pretrained": "if_available"}).build(3, 2)


def test_an_unknown_backbone_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'resnet18'"):
        ClassificationModelConfig.from_dict({"backbone": "resnet-18"})
    with pytest.raises(ConfigError, match="No classifier can be built"):
        ClassificationModelConfig(backbone="tu-nonsense", pretrained=False).build(3, 2)
    with pytest.raises(ConfigError, match="No classifier can be built"):
        ClassificationModelConfig(
            backbone="mnasnet0_5", pretrained=False, extra_args={"nonsense": 1}
        ).build(3, 2)


def test_one_chip_at_once_is_too_few_where_a_batch_is_normalised() -> None:
    assert ClassificationModelConfig(backbone="resnet18").min_batch_sz == 2
    assert ClassificationModelConfig(backbone="convnext_tiny").min_batch_sz == 1
