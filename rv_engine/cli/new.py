"""`rv new`: a pipeline config from an image and labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rv_engine.cli.session import Session, engine_command

if TYPE_CHECKING:
    from rv_engine.pipeline import RVPipelineConfig
    from rv_engine.pipeline.layers import Layers

Command = TypeVar("Command", bound=Callable[..., Any])

_PRETRAINED = {"if-available": "if_available", "yes": True, "no": False}

_LAYER_OPTIONS = (
    click.option(
        "--image", "images", multiple=True, required=True, help="The raster file; may repeat."
    ),
    click.option(
        "--band",
        "bands",
        type=click.IntRange(0),
        multiple=True,
        help="A band to use, counted from 0; repeat it for each, in their order. All of them when "
        "left out.",
    ),
    click.option("--labels", required=True, help="The vector file with labels."),
    click.option("--labels-layer", help="Its layer; the first one when left out."),
    click.option(
        "--class-field", help="The field with the class; all are one class when left out."
    ),
    click.option("--area", help="Polygons that limit training and validation."),
    click.option(
        "--validate-on",
        type=click.Choice(["east", "west", "north", "south", "blocks"]),
        default="east",
        show_default=True,
        help="The side of the image that is kept for validation, or blocks all over it.",
    ),
    click.option(
        "--validation-fraction",
        type=click.FloatRange(0, 1, min_open=True, max_open=True),
        default=0.25,
        show_default=True,
        help="How much of the image that is.",
    ),
    click.option("--validation-area", help="Polygons to validate on, instead of a side."),
)
_TRAINING_OPTIONS = (
    click.option(
        "--epochs",
        type=click.IntRange(1),
        help="Passes over the chips. When left out, few chips are shown more often: some hundred "
        "steps are taken, and no more than needed.",
    ),
    click.option(
        "--learning-rate", type=click.FloatRange(0, min_open=True), default=1e-3, show_default=True
    ),
    click.option(
        "--pretrained",
        type=click.Choice(list(_PRETRAINED)),
        default="if-available",
        show_default=True,
        help="Begin with weights learned from photographs.",
    ),
    click.option("--seed", type=int, default=0, show_default=True),
)
_OUTPUT_OPTIONS = (
    click.option(
        "--root", type=click.Path(path_type=Path), required=True, help="The run folder to be."
    ),
    click.option(
        "--out", type=click.Path(path_type=Path), required=True, help="The config file to write."
    ),
)


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several click options as one decorator, in the order of the help."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


class _NewGroup(click.Group):
    """Takes `rv new --draft FILE` for the command that reads drafts of any task."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].split("=")[0] == "--draft":
            args = ["draft", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_NewGroup)
def new() -> None:
    """Write a pipeline config, with defaults that follow the data.

    `rv new --draft FILE --out CONFIG` writes the one that a draft of the wizard in QGIS asks for.
    """


@new.command("draft", hidden=True)
@click.option(
    "--draft",
    type=click.Path(path_type=Path),
    required=True,
    help="A draft of the wizard in QGIS, for any task.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="The config file to write."
)
@engine_command
def from_draft(session: Session, draft: Path, out: Path) -> dict[str, Any]:
    """The config that a draft of the wizard asks for."""
    from rv_engine.pipeline.config_file import save_pipeline_config
    from rv_engine.pipeline.draft import config_of_draft
    from rv_engine.storage import check_file_writable

    out = out.absolute()
    check_file_writable(out)
    outcome = config_of_draft(draft)
    save_pipeline_config(outcome.config, out)
    session.monitor.artifact("config", str(out), "Pipeline config")
    return {"config": str(out), **outcome.facts}


@new.command("semantic-segmentation")
@_options(*_LAYER_OPTIONS)
@click.option("--architecture", default="unet", show_default=True, help="unet or deeplabv3.")
@click.option("--encoder", default="resnet18", show_default=True, help="The model's backbone.")
@click.option(
    "--chip-size", type=click.IntRange(64), default=256, show_default=True, help="In pixels."
)
@click.option("--batch-size", type=click.IntRange(1), default=8, show_default=True)
@_options(*_TRAINING_OPTIONS, *_OUTPUT_OPTIONS)
@engine_command
def semantic_segmentation(session: Session, **options: Any) -> dict[str, Any]:
    """A class for each pixel, from polygons drawn on an image."""
    from rv_engine.pipeline.semantic_segmentation_from_layers import (
        TrainingChoices,
        semantic_segmentation_from_layers,
    )

    choices = TrainingChoices(
        architecture=options["architecture"],
        chip_size=options["chip_size"],
        **_training(options),
    )
    return _write(
        session,
        options,
        lambda layers, root: semantic_segmentation_from_layers(layers, choices, root),
    )


@new.command("chip-classification")
@_options(*_LAYER_OPTIONS)
@click.option(
    "--labels-are",
    type=click.Choice(["cells", "objects", "areas"]),
    help="Squares of a grid; things smaller than a cell; or areas larger than a cell. Found out "
    "from the labels when left out.",
)
@click.option("--cell-size", type=click.IntRange(2), help="In pixels; by the labels when left out.")
@click.option("--multi-label", is_flag=True, help="A cell can have several classes.")
@click.option("--encoder", default="resnet18", show_default=True, help="The model.")
@click.option("--batch-size", type=click.IntRange(1), default=16, show_default=True)
@_options(*_TRAINING_OPTIONS, *_OUTPUT_OPTIONS)
@engine_command
def chip_classification(session: Session, **options: Any) -> dict[str, Any]:
    """A class for each cell of a grid, from what lies in the cells."""
    from rv_engine.pipeline.chip_classification_from_layers import (
        ChipClassificationChoices,
        LabelsAre,
        chip_classification_from_layers,
    )

    choices = ChipClassificationChoices(
        labels_are=options["labels_are"] and LabelsAre(options["labels_are"]),
        cell_size=options["cell_size"],
        multi_label=options["multi_label"],
        **_training(options),
    )
    return _write(
        session,
        options,
        lambda layers, root: chip_classification_from_layers(layers, choices, root),
    )


@new.command("object-detection")
@_options(*_LAYER_OPTIONS)
@click.option(
    "--architecture",
    default="faster_rcnn",
    show_default=True,
    help="faster_rcnn, retinanet or fcos.",
)
@click.option("--encoder", default="resnet18", show_default=True, help="The model's backbone.")
@click.option(
    "--chip-size", type=click.IntRange(64), help="In pixels; by the objects when left out."
)
@click.option("--batch-size", type=click.IntRange(1), default=4, show_default=True)
@_options(*_TRAINING_OPTIONS, *_OUTPUT_OPTIONS)
@engine_command
def object_detection(session: Session, **options: Any) -> dict[str, Any]:
    """A box around each object, from polygons or boxes drawn on an image."""
    from rv_engine.pipeline.object_detection_from_layers import (
        ObjectDetectionChoices,
        object_detection_from_layers,
    )

    choices = ObjectDetectionChoices(
        architecture=options["architecture"],
        chip_size=options["chip_size"],
        **_training(options),
    )
    return _write(
        session,
        options,
        lambda layers, root: object_detection_from_layers(layers, choices, root),
    )


def _training(options: dict[str, Any]) -> dict[str, Any]:
    """What the choices of all tasks call their own of the options."""
    names = ("epochs", "encoder", "batch_size", "learning_rate", "seed")
    chosen = {name: options[name] for name in names}
    return {**chosen, "pretrained": _PRETRAINED[options["pretrained"]]}


def _write(
    session: Session,
    options: dict[str, Any],
    make: Callable[[Layers, Path], RVPipelineConfig],
) -> dict[str, Any]:
    """Makes a config of layers and writes it."""
    from rv_engine.pipeline.config_file import save_pipeline_config
    from rv_engine.pipeline.layers import LayerImage, Layers
    from rv_engine.pipeline.training_areas import Split
    from rv_engine.pipeline.training_length import epochs_of
    from rv_engine.storage import absolute, check_file_writable, check_replaces_none, check_writable

    layers = Layers(
        images=[
            LayerImage(
                [absolute(image) for image in options["images"]],
                bands=list(options["bands"]) or None,
            )
        ],
        labels=absolute(options["labels"]),
        labels_layer=options["labels_layer"],
        class_field=options["class_field"],
        split=Split(
            area=options["area"] and absolute(options["area"]),
            validate_on=options["validate_on"],
            validation_fraction=options["validation_fraction"],
            validation_area=options["validation_area"] and absolute(options["validation_area"]),
        ),
    )
    root, out = options["root"].absolute(), options["out"].absolute()
    check_writable(root)
    check_file_writable(out)
    areas = (layers.split.area, layers.split.validation_area)
    check_replaces_none(out, [*layers.images[0].uris, layers.labels, *filter(None, areas)])
    config = make(layers, root)
    save_pipeline_config(config, out)
    session.monitor.artifact("config", str(out), "Pipeline config")
    return {"config": str(out), "epochs": epochs_of(config)}
