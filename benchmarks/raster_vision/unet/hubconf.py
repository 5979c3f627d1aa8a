"""The U-Net that Raster Vision is given, as an external model of torch.hub."""

dependencies = ["segmentation_models_pytorch"]


def unet(num_classes: int, encoder: str = "resnet18"):
    """A U-Net with random weights."""
    import segmentation_models_pytorch as smp

    return smp.Unet(encoder, encoder_weights=None, in_channels=3, classes=num_classes)
