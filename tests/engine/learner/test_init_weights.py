from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from safetensors.torch import save

from rv_engine.errors import ModelError
from rv_engine.learner import SemanticSegmentationModelConfig
from tests.engine.learner.recording import RecordingMonitor


def unet(**values: Any) -> SemanticSegmentationModelConfig:
    return SemanticSegmentationModelConfig(
        **{"architecture": "unet", "backbone": "resnet18", "pretrained": False, **values}
    )


@pytest.mark.parametrize("prefix", ["", "backbone.", "module.encoder_q."])
@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("backbone", ["resnet18", "tu-resnet18"])
def test_a_backbone_of_torchgeo_is_taken_whatever_its_names_begin_with(
    tmp_path: Path, prefix: str, nested: bool, backbone: str, monitor: RecordingMonitor
) -> None:
    # Its weights for Sentinel-2 are those of timm's ResNet with 13 bands.
    source = timm.create_model("resnet18", in_chans=13)
    state = {prefix + name: tensor for name, tensor in source.state_dict().items()}
    path = tmp_path / "sentinel2.pth"
    torch.save({"state_dict": state, "epoch": 3} if nested else state, path)
    network = unet(backbone=backbone, init_weights=str(path)).build(13, 2, monitor)
    own = network.state_dict()
    start = next(name for name in own if name.endswith("conv1.weight")).removesuffix("conv1.weight")
    for name in ("conv1.weight", "layer1.0.bn1.running_mean", "layer4.1.conv2.weight"):
        assert torch.equal(own[start + name], source.state_dict()[name])
    assert "120 of 120 tensors of the backbone" in monitor.log_text
    assert f"not used: {prefix}fc.bias" in monitor.log_text


def test_its_first_layer_is_adapted_to_other_bands(
    tmp_path: Path, monitor: RecordingMonitor
) -> None:
    source = timm.create_model("resnet18", in_chans=3)
    torch.save(source.state_dict(), tmp_path / "rgb.pth")
    network = unet(init_weights=str(tmp_path / "rgb.pth")).build(6, 2, monitor)
    image = torch.randn(1, 3, 32, 32)
    torch.testing.assert_close(
        network.body.encoder.conv1(torch.cat([image, image], dim=1)),  # type: ignore[union-attr, operator]
        source.conv1(image),
    )
    assert "made for 3 bands and is adapted" in monitor.log_text


def test_a_backbone_of_another_kind_is_an_error(tmp_path: Path) -> None:
    torch.save(timm.create_model("mobilenetv3_small_050").state_dict(), tmp_path / "other.pth")
    with pytest.raises(ModelError, match="Only . of the 120 tensors.*'resnet18'"):
        unet(init_weights=str(tmp_path / "other.pth")).build(3, 2)


def test_code_in_a_file_of_weights_is_not_executed(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "executed",))

    (tmp_path / "evil.pth").write_bytes(pickle.dumps({"state_dict": Evil()}))
    torch.save({"state_dict": Evil()}, tmp_path / "evil.ckpt")
    for name in ("evil.pth", "evil.ckpt"):
        with pytest.raises(ModelError, match="cannot be read.*not executed"):
            unet(init_weights=str(tmp_path / name)).build(3, 2)
    assert not (tmp_path / "executed").exists()


def test_a_bundle_is_trained_on_with_other_classes_and_bands(
    tmp_path: Path, monitor: RecordingMonitor
) -> None:
    source = unet().build(3, 5)
    source.normalization.set_statistics([100, 90, 80], [10, 9, 8])
    with zipfile.ZipFile(tmp_path / "model-bundle.zip", "w") as bundle:
        bundle.writestr("model/model.safetensors", save(source.state_dict()))
    config = unet(init_weights=str(tmp_path / "model-bundle.zip"))
    same_bands = config.build(3, 2, monitor)
    assert same_bands.normalization.is_learned
    assert same_bands.normalization.mean.tolist() == [100, 90, 80]
    assert "not used: body.segmentation_head.0.bias" in monitor.log_text
    other_bands = config.build(4, 2, monitor)
    assert not other_bands.normalization.is_learned
    for network in (same_bands, other_bands):
        name = "body.encoder.layer3.1.conv1.weight"
        assert torch.equal(network.state_dict()[name], source.state_dict()[name])


@pytest.mark.parametrize("name", ["a.zip", "b.zip", "c.pth"])
def test_files_without_weights_are_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.zip").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as bundle:
        bundle.writestr("readme.txt", "nothing")
    torch.save({"epoch": 3}, tmp_path / "c.pth")
    with pytest.raises(ModelError, match="holds no readable weights"):
        unet(init_weights=str(tmp_path / name)).build(3, 2)
