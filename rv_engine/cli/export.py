"""`rv export`: training data for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.config_argument import config_argument
from rv_engine.cli.session import Session, engine_command


@click.command()
@config_argument
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["coco", "masks", "imagenet"]),
    help="coco: images and annotations. masks: images and class rasters. imagenet: a folder a "
    "class. The usual one of the task when left out.",
)
@click.option(
    "--images",
    "image_format",
    type=click.Choice(["png", "tif"]),
    default="png",
    show_default=True,
    help="png: with a world file, where an image has 1 or 3 bands of bytes. tif: always GeoTIFF.",
)
@engine_command
def export(
    session: Session,
    config: str,
    out: Path,
    arguments: tuple[tuple[str, str], ...],
    format_name: str | None,
    image_format: str,
) -> dict[str, Any]:
    """Write the training chips of the pipeline CONFIG to the new folder OUT, for other programs.

    Images are as in their files: the transformers of the config are left out.
    """
    from rv_engine.pipeline.config_source import load_single_config
    from rv_engine.pipeline.training_data_export import export_training_data

    out = out.absolute()
    values = export_training_data(
        load_single_config(config, arguments),
        out,
        session.monitor,
        format_name=format_name,
        image_format=image_format,
    )
    session.write(f"{values['train']} chips to train, {values['val']} to validate, in '{out}'.\n")
    session.monitor.artifact("export", str(out), "Training data")
    return {"folder": str(out), **values}
