from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import segmentation_models_pytorch as smp
import torch
from safetensors.torch import save_file
from torch import nn

from rv_engine.errors import ConfigError, ModelError
from rv_engine.learner import SemanticSegmentationModelConfig
from rv_engine.learner.models.first_convolution import adapt_convolution
from rv_engine.learner.models.semantic_segmentation_architectures import (
    SEMANTIC_SEGMENTATION_ARCHITECTURES,
)
from rv_engine.learner.semantic_segmentation import SegmentationNetwork
from tests.engine.learner.recording import RecordingMonitor

FAMILIES = [("unet", "resnet18"), ("unet", "tu-mobilenetv3_small_050"), ("deeplabv3", "resnet50")]
# The cheapest backbone of each.
ALL_FAMILIES = [
    (
        name,
        "mobilenet_v3_large"
        if name == "deeplabv3"
        else "resnet50"
        if name == "fcn"
        else "resnet18",
    )
    for name in SEMANTIC_SEGMENTATION_ARCHITECTURES
]


def random_model(
    architecture: str, backbone: str, **values: Any
) -> SemanticSegmentationModelConfig:
    return SemanticSegmentationModelConfig(
        architecture=architecture, backbone=backbone, pretrained=False, **values
    )


@pytest.mark.parametrize(
    ("architecture", "backbone"), [*ALL_FAMILIES, ("unet", "tu-mobilenetv3_small_050")]
)
@pytest.mark.parametrize("bands", [1, 3, 4, 7])
def test_every_family_takes_any_number_of_bands_and_any_size(
    architecture: str, backbone: str, bands: int
) -> None:
    network = random_model(architecture, backbone).build(bands, 3).eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, bands, 45, 70)).shape == (1, 3, 45, 70)
        assert network(torch.zeros(1, bands, 3, 5)).shape == (1, 3, 3, 5)


def test_the_table_knows_every_encoder_that_is_not_deprecated() -> None:
    known = {name for name in smp.encoders.encoders if not name.startswith("timm-")}
    assert set(SEMANTIC_SEGMENTATION_ARCHITECTURES["unet"].backbones) == known


@pytest.mark.slow
@pytest.mark.parametrize("architecture", SEMANTIC_SEGMENTATION_ARCHITECTURES)
def test_every_backbone_that_is_offered_is_taken(architecture: str) -> None:
    """Built without memory or numbers; the few that need numbers are built by other tests."""
    taken = SEMANTIC_SEGMENTATION_ARCHITECTURES[architecture].backbones
    for backbone in sorted({name.rstrip("0123456789") for name in taken}):
        smallest = min((name for name in taken if name.startswith(backbone)), key=len)
        if smallest.startswith("mit_"):
            continue
        with torch.device("meta"):
            network = random_model(architecture, smallest).build(5, 3).eval()
            assert network(torch.zeros(1, 5, 64, 64)).shape == (1, 3, 64, 64)


@pytest.mark.parametrize(
    ("architecture", "backbone"),
    [("deeplabv3plus", "vgg11"), ("pan", "densenet121"), ("linknet", "mit_b0"),
     ("unetplusplus", "mit_b0"), ("fcn", "resnet18")],
)  # fmt: skip
def test_a_backbone_that_does_not_go_with_an_architecture_is_an_error(
    architecture: str, backbone: str
) -> None:
    with pytest.raises(ConfigError, match=f"no backbone of '{architecture}'"):
        SemanticSegmentationModelConfig.from_dict(
            {
                "type_hint": "semantic_segmentation_model",
                "architecture": architecture,
                "backbone": backbone,
            }
        )


def test_what_three_bands_have_learned_is_kept_for_more_bands() -> None:
    convolution = nn.Conv2d(3, 4, kernel_size=3)
    adapted = adapt_convolution(convolution, 6, pretrained=True)
    image = torch.randn(1, 3, 8, 8)
    torch.testing.assert_close(adapted(torch.cat([image, image], dim=1)), convolution(image))


def test_what_three_bands_have_learned_is_kept_for_one_band() -> None:
    convolution = nn.Conv2d(3, 4, kernel_size=3)
    adapted = adapt_convolution(convolution, 1, pretrained=True)
    gray = torch.randn(1, 1, 8, 8)
    torch.testing.assert_close(adapted(gray), convolution(gray.expand(1, 3, 8, 8)))


def test_padding_to_a_multiple_does_not_shift_the_output() -> None:
    class Identity(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            assert images.shape[-2:] == (64, 96)
            return images

    network = SegmentationNetwork(Identity(), 2, 2, size_multiple_px=32)
    images = torch.randn(1, 2, 45, 67)
    torch.testing.assert_close(network(images), images)


def test_input_is_normalised_by_band_and_odd_numbers_become_the_mean() -> None:
    network = SegmentationNetwork(nn.Identity(), 2, 2)
    network.normalization.set_statistics([100, 7], [50, 0])
    images = torch.tensor([200.0, float("nan"), 7.0, float("inf")]).reshape(1, 2, 1, 2)
    assert network(images).flatten().tolist() == [2, 0, 0, 0]


@pytest.fixture
def without_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def no_name(*_: object, **__: object) -> None:
        raise socket.gaierror("Name or service not known")

    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))


@pytest.mark.usefixtures("without_network")
@pytest.mark.parametrize(("architecture", "backbone"), FAMILIES)
def test_weights_that_cannot_be_fetched_are_an_error_with_the_choices(
    architecture: str, backbone: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = SemanticSegmentationModelConfig(architecture=architecture, backbone=backbone)
    with pytest.raises(ModelError, match="cannot be fetched.*init_weights.*'if_available'"):
        config.build(3, 2)
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("without_network")
def test_if_available_goes_on_with_random_weights_and_says_so(monitor: RecordingMonitor) -> None:
    config = SemanticSegmentationModelConfig(
        architecture="unet", backbone="resnet18", pretrained="if_available"
    )
    assert config.build(3, 2, monitor).num_classes == 2
    assert "begins with random weights" in monitor.log_text


def test_first_weights_come_from_a_file(tmp_path: Path, small_unet: Any) -> None:
    network = small_unet.build(4, 2)
    save_file(network.state_dict(), tmp_path / "first.safetensors")
    other = small_unet.model_copy(update={"init_weights": str(tmp_path / "first.safetensors")})
    for own, copied in zip(network.parameters(), other.build(4, 2).parameters(), strict=True):
        torch.testing.assert_close(own, copied)


def test_first_weights_of_another_network_are_an_error_that_names_the_shapes(
    tmp_path: Path, small_unet: Any
) -> None:
    save_file(small_unet.build(4, 5).state_dict(), tmp_path / "first.safetensors")
    config = small_unet.model_copy(update={"init_weights": str(tmp_path / "first.safetensors")})
    with pytest.raises(
        ModelError, match=r"segmentation_head.* is 5 x 16 x 3 x 3, not 2 x 16 x 3 x 3"
    ):
        config.build(4, 2)


def test_weights_that_do_not_fit_are_left_out_on_request(
    tmp_path: Path, small_unet: Any, monitor: RecordingMonitor
) -> None:
    source = small_unet.build(4, 5)
    save_file(source.state_dict(), tmp_path / "first.safetensors")
    values = {"init_weights": str(tmp_path / "first.safetensors"), "load_strict": False}
    network = small_unet.model_copy(update=values).build(4, 2, monitor)
    first, other = next(source.body.parameters()), next(network.body.parameters())
    torch.testing.assert_close(first, other)
    total = len(source.state_dict())
    assert f"{total - 2} of {total} tensors" in monitor.log_text


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"extra_args": {"decoder_chanels": [8]}}, "Did you mean 'decoder_channels'"),
        ({"extra_args": {"encoder_weights": "imagenet"}}, "no extra argument 'encoder_weights'"),
        ({"backbone": "tu-resnet1800"}, "resnet1800"),
    ],
)
def test_arguments_that_no_network_takes_are_an_error(values: Any, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        random_model("unet", values.pop("backbone", "resnet18"), **values).build(3, 2)
