"""The engine's commands as lists of arguments: the one place that knows its command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Optional, Union

BoxMap = tuple[float, float, float, float]
"""(xmin, ymin, xmax, ymax) in map units."""


COMMANDS = ("analyze", "chip", "train", "predict", "eval", "bundle")
"""The commands of a pipeline in their order."""

SEMANTIC_SEGMENTATION = "semantic-segmentation"
CHIP_CLASSIFICATION = "chip-classification"
OBJECT_DETECTION = "object-detection"


@dataclass(frozen=True)
class TrainingRequest:
    """What `rv new` wants to know of all tasks; None leaves the engine's default.

    Attributes:
        task: One of the tasks above.
        bands: The image's bands to use, in their order, counted from 0; all when empty.
        validate_on: The side of the image that is kept for validation.
        validation_fraction: How much of the image that side is, 0 to 1.
        validation_area_path: Polygons to validate on, instead of a side.
        pretrained: "if-available", "yes" or "no".
        task_options: What only this task knows, by the names of the command line: "chip-size".
            True is an option without a value.
    """

    image_paths: Sequence[str]
    labels_path: str
    root: str
    config_path: str
    task: str = SEMANTIC_SEGMENTATION
    bands: Sequence[int] = ()
    labels_layer: Optional[str] = None
    class_field: Optional[str] = None
    area_path: Optional[str] = None
    validate_on: Optional[str] = None
    validation_fraction: Optional[float] = None
    validation_area_path: Optional[str] = None
    epochs: Optional[int] = None
    encoder: Optional[str] = None
    batch_size: Optional[int] = None
    learning_rate: Optional[float] = None
    pretrained: Optional[str] = None
    seed: Optional[int] = None
    task_options: Mapping[str, Union[str, float, bool, None]] = field(default_factory=dict)


def doctor_command() -> list[str]:
    """Asks what is installed and which devices there are."""
    return ["doctor"]


def new_pipeline_command(request: TrainingRequest) -> list[str]:
    """Asks for the config of a pipeline."""
    arguments = ["new", request.task]
    for path in request.image_paths:
        arguments += ["--image", path]
    options: list[tuple[str, object]] = [
        ("--labels", request.labels_path),
        ("--labels-layer", request.labels_layer),
        ("--class-field", request.class_field),
        ("--area", request.area_path),
        ("--validate-on", request.validate_on),
        ("--validation-fraction", request.validation_fraction),
        ("--validation-area", request.validation_area_path),
        ("--epochs", request.epochs),
        ("--encoder", request.encoder),
        ("--batch-size", request.batch_size),
        ("--learning-rate", request.learning_rate),
        ("--pretrained", request.pretrained),
        ("--seed", request.seed),
        ("--root", request.root),
        ("--out", request.config_path),
        *(("--band", band) for band in request.bands),
        *((f"--{name}", value) for name, value in request.task_options.items()),
    ]
    return arguments + _given(options)


def preview_command(
    config_path: str,
    *,
    folder: Optional[str] = None,
    with_windows: bool = False,
    with_time: bool = False,
    with_presets: bool = False,
) -> list[str]:
    """Asks what a config will do: its chips, their number, room and time.

    Args:
        folder: Gets pictures of example chips, and the windows.
        with_windows: Whether the windows are answered as polygons.
        with_time: Whether some steps of the training are tried.
        with_presets: Also the time of each preset.
    """
    options = [
        ("--out", folder),
        ("--windows", with_windows),
        ("--time", with_time),
        ("--presets", with_presets),
    ]
    return ["preview", config_path, *_given(options)]


def validate_command(config_path: str) -> list[str]:
    """Asks for all problems of a config."""
    return ["validate", config_path]


def run_command(
    config_path: str,
    commands: Sequence[str] = (),
    *,
    first: Optional[str] = None,
    last: Optional[str] = None,
    rerun: bool = False,
) -> list[str]:
    """Runs the commands of a pipeline.

    Args:
        commands: Only these.
        first, last: From and to these; all when left out.
        rerun: Also what is up to date.
    """
    options = [("--from", first), ("--to", last), ("--rerun", rerun)]
    return ["run", config_path, *commands, *_given(options)]


def predict_bundle_command(
    bundle_path: str,
    image_path: str,
    raster_path: str,
    *,
    polygons_path: Optional[str] = None,
    scores_path: Optional[str] = None,
    extent: Optional[BoxMap] = None,
    channel_order: Sequence[int] = (),
) -> list[str]:
    """Predicts an image, or a part of it, with a bundle.

    Args:
        raster_path: The map; a GeoPackage for cells and boxes.
        scores_path: The raster of probabilities to write as well.
        extent: The part, in the image's CRS.
        channel_order: The image's bands that the model's channels are, counted from 0.
    """
    arguments = ["predict-bundle", bundle_path, image_path, raster_path]
    if polygons_path:
        arguments += ["--polygons", polygons_path]
    if scores_path:
        arguments += ["--scores", scores_path]
    if extent:
        arguments += ["--extent", *(repr(float(value)) for value in extent)]
    if channel_order:
        arguments += ["--channel-order", *(str(index) for index in channel_order)]
    return arguments


def predict_many_command(
    bundle_path: str,
    image_paths: Sequence[str],
    folder: str,
    *,
    polygons: bool = False,
    scores: bool = False,
    bands: Sequence[int] = (),
) -> list[str]:
    """Predicts images into a folder.

    Args:
        bands: The images' bands that the model's channels are, counted from 0.
    """
    options = [("--out", folder), ("--polygons", polygons), ("--scores", scores)]
    chosen = [("--band", band) for band in bands]
    return ["predict-many", bundle_path, *image_paths, *_given([*options, *chosen])]


def chip_windows_command(config_path: str, target: str) -> list[str]:
    """Writes the windows of a config's chips as a layer."""
    return ["chip-windows", config_path, target]


def export_command(config_path: str, folder: str, *, form: Optional[str], images: str) -> list[str]:
    """Writes training data for other programs.

    Args:
        form: "coco", "masks" or "imagenet"; that of the task when None.
        images: "png" or "tif".
    """
    return ["export", config_path, folder, *_given([("--format", form), ("--images", images)])]


def convert_command(old_path: str, new_path: str, root: Optional[str]) -> list[str]:
    """Turns a config of Raster Vision into one of ours."""
    return ["convert", old_path, new_path, *_given([("--root", root)])]


def compare_command(first: str, second: str) -> list[str]:
    """Compares the scores of two run folders, or of two eval.json."""
    return ["compare", first, second]


@dataclass(frozen=True)
class ComparedMap:
    """A map or labels, for `evaluate_layer_command`.

    Attributes:
        layer: Of a vector file.
        field: Of a vector file: its field with the class.
    """

    path: str
    is_raster: bool
    layer: Optional[str] = None
    field: Optional[str] = None


def evaluate_layer_command(
    prediction: ComparedMap,
    labels: ComparedMap,
    folder: str,
    *,
    compared: Optional[str] = None,
    image_path: Optional[str] = None,
    area_path: Optional[str] = None,
    classes: Mapping[int, str] = MappingProxyType({}),
    label_classes: Mapping[int, str] = MappingProxyType({}),
    null_class: Optional[str] = None,
    iou: Optional[float] = None,
) -> list[str]:
    """Compares a map with labels.

    Args:
        compared: "pixels", "objects" or "cells"; by the map when None.
        classes: Of rasters: the class that each value stands for.
        label_classes: The same of a raster of labels, where its values stand for others.
    """
    arguments = ["evaluate-layer", prediction.path, labels.path]
    arguments += ["--prediction-is-raster" if prediction.is_raster else "--prediction-is-vector"]
    arguments += ["--labels-are-raster" if labels.is_raster else "--labels-are-vector"]
    options = [
        ("--out", folder),
        ("--prediction-layer", prediction.layer),
        ("--prediction-field", prediction.field),
        ("--labels-layer", labels.layer),
        ("--class-field", labels.field),
        ("--compare", compared),
        ("--image", image_path),
        ("--area", area_path),
        ("--null-class", null_class),
        ("--iou", iou),
        *(("--class", f"{value}={name}") for value, name in classes.items()),
        *(("--label-class", f"{value}={name}") for value, name in label_classes.items()),
    ]
    return arguments + _given(options)


def _given(options: Iterable[tuple[str, object]]) -> list[str]:
    """The options that have a value; True is an option without one."""
    arguments: list[str] = []
    for name, value in options:
        if value is True:
            arguments.append(name)
        elif value is not None and value is not False:
            arguments += [name, str(value)]
    return arguments
