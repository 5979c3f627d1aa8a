"""The engine's commands as lists of arguments: the one place that knows its command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

BoxMap = tuple[float, float, float, float]
"""(xmin, ymin, xmax, ymax) in map units."""


@dataclass(frozen=True)
class TrainingRequest:
    """What `rv new semantic-segmentation` wants to know; None leaves the engine's default.

    Attributes:
        validate_on: The side of the image that is kept for validation.
        validation_fraction: How much of the image that side is, 0 to 1.
        validation_area_path: Polygons to validate on, instead of a side.
        pretrained: "if-available", "yes" or "no".
    """

    image_paths: Sequence[str]
    labels_path: str
    root: str
    config_path: str
    labels_layer: Optional[str] = None
    class_field: Optional[str] = None
    area_path: Optional[str] = None
    validate_on: Optional[str] = None
    validation_fraction: Optional[float] = None
    validation_area_path: Optional[str] = None
    epochs: Optional[int] = None
    architecture: Optional[str] = None
    encoder: Optional[str] = None
    chip_size_px: Optional[int] = None
    batch_size: Optional[int] = None
    learning_rate: Optional[float] = None
    pretrained: Optional[str] = None
    seed: Optional[int] = None


def doctor_command() -> list[str]:
    """Asks what is installed and which devices there are."""
    return ["doctor"]


def new_segmentation_command(request: TrainingRequest) -> list[str]:
    """Asks for the config of a pipeline."""
    arguments = ["new", "semantic-segmentation"]
    for path in request.image_paths:
        arguments += ["--image", path]
    options = (
        ("--labels", request.labels_path),
        ("--labels-layer", request.labels_layer),
        ("--class-field", request.class_field),
        ("--area", request.area_path),
        ("--validate-on", request.validate_on),
        ("--validation-fraction", request.validation_fraction),
        ("--validation-area", request.validation_area_path),
        ("--epochs", request.epochs),
        ("--architecture", request.architecture),
        ("--encoder", request.encoder),
        ("--chip-size", request.chip_size_px),
        ("--batch-size", request.batch_size),
        ("--learning-rate", request.learning_rate),
        ("--pretrained", request.pretrained),
        ("--seed", request.seed),
        ("--root", request.root),
        ("--out", request.config_path),
    )
    for option, value in options:
        if value is not None:
            arguments += [option, str(value)]
    return arguments


def run_command(config_path: str) -> list[str]:
    """Runs all commands of a pipeline."""
    return ["run", config_path]


def predict_bundle_command(
    bundle_path: str,
    image_path: str,
    raster_path: str,
    *,
    polygons_path: Optional[str] = None,
    extent: Optional[BoxMap] = None,
    channel_order: Sequence[int] = (),
) -> list[str]:
    """Predicts an image, or a part of it, with a bundle.

    Args:
        extent: The part, in the image's CRS.
        channel_order: The image's bands that the model's channels are, counted from 0.
    """
    arguments = ["predict-bundle", bundle_path, image_path, raster_path]
    if polygons_path:
        arguments += ["--polygons", polygons_path]
    if extent:
        arguments += ["--extent", *(repr(float(value)) for value in extent)]
    if channel_order:
        arguments += ["--channel-order", *(str(index) for index in channel_order)]
    return arguments
