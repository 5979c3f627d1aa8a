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


class _SeenError(Exception):
    """The first layer has seen the image."""


def _learn_from_first_layer(network: ClassificationNetwork, bands: int) -> None:
    """One step as far as the bands matter: no later layer sees them."""
    first = next(layer for layer in network.body.modules() if isinstance(layer, torch.nn.Conv2d))
    outputs = []

    def stop(_layer: torch.nn.Module, _inputs: object, output: torch.Tensor) -> None:
        outputs.append(output)
        raise _SeenError

    hook = first.register_forward_hook(stop)
    with pytest.raises(_SeenError):
        network(torch.zeros(2, bands, 33, 50))
    hook.remove()
    outputs[0].sum().backward()
    assert first.weight.shape[1] == bands
    assert first.weight.grad is not None and first.weight.grad.shape == first.weight.shape


@pytest.mark.usefixtures("_plans_on_the_cpu")
@pytest.mark.parametrize("backbone", CHIP_CLASSIFICATION_BACKBONES)
def test_every_backbone_learns_from_any_bands_at_any_size(backbone: str) -> None:
    # Without memory and without numbers: only the shapes are calculated, forwards and backwards.
    with torch.device("meta"):
        config = ClassificationModelConfig(backbone=backbone, pretrained=False)
        network = config.build(num_channels=3, num_classes=5)
        # The normalisation replaces numbers in place, which cannot be done without numbers.
        network.normalization = torch.nn.Identity()
        network.train()
        _learn_from_first_layer(network, 3)
        # As `build` does it for other bands.
        classifier._adapt_to_bands(network.body, 1, pretrained=False)
        _learn_from_first_layer(network, 1)
        classifier._adapt_to_bands(network.body, 5, pretrained=False)
        answers = network(torch.zeros(2, 5, 33, 50))
        assert answers.shape == (2, 5)
        answers.sum().backward()
    parameters = dict(network.named_parameters())
    assert [name for name, one in parameters.items() if one.grad is None] == []


# The smallest of the families that are small.
SMALL = (
    *("mnasnet0_5", "mobilenet_v2", "mobilenet_v3_small", "regnet_x_400mf", "resnet18"),
    *("shufflenet_v2_x0_5", "squeezenet1_1", "tu-resnet10t"),
)


@pytest.mark.parametrize("bands", [1, 3, 5])
@pytest.mark.parametrize("backbone", SMALL)
def test_networks_answer_numbers_and_learn_from_them(backbone: str, bands: int) -> None:
    config = ClassificationModelConfig(backbone=backbone, pretrained=False)
    network = config.build(num_channels=bands, num_classes=3)
    assert isinstance(network, ClassificationNetwork)
    images = torch.rand(2, bands, 40, 40)
    torch.nn.functional.cross_entropy(network.train()(images), torch.tensor([0, 1])).backward()
    gradients = [parameter.grad for parameter in network.parameters()]
    assert all(one is not None and torch.isfinite(one).all() for one in gradients)
    assert any(one is not None and one.any() for one in gradients)
    answer = network.eval()(images)
    assert answer.shape == (2, 3) and torch.isfinite(answer).all()


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
