"""`rv evaluate-layer`: any map against any labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.session import Session, engine_command
from rv_engine.errors import LabelError

_COMPARED = ("pixels", "objects", "cells")


class _ClassValue(click.ParamType[tuple[int, str]]):
    name = "class"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        number, separator, name = str(value).partition("=")
        if not separator or not number.strip().isdecimal() or not name.strip():
            self.fail(f"{value!r} is no value with its class, such as 0=building.", param, ctx)
        return int(number), name.strip()


@click.command("evaluate-layer")
@click.argument("prediction")
@click.argument("labels")
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder for the scores and the report.",
)
@click.option(
    "--compare",
    "compared",
    type=click.Choice(_COMPARED),
    help="What is compared. Pixels of a raster and objects of a vector map when left out.",
)
@click.option("--image", help="The image that was mapped; a vector map needs it.")
@click.option("--area", help="Polygons outside of which nothing is counted.")
@click.option(
    "--class",
    "class_values",
    type=_ClassValue(),
    multiple=True,
    metavar="VALUE=NAME",
    help="For rasters: the class that a value stands for; repeat it for each.",
)
@click.option(
    "--label-class",
    "label_values",
    type=_ClassValue(),
    multiple=True,
    metavar="VALUE=NAME",
    help="The same for a raster of labels, where its values stand for other classes than the map's.",
)
@click.option("--null-class", help="The class that stands for none of the others.")
@click.option("--prediction-layer", help="Of a vector map; the first one when left out.")
@click.option("--prediction-field", help="Its field with the class.")
@click.option("--labels-layer", help="Of vector labels; the first one when left out.")
@click.option("--class-field", help="The labels' field with the class.")
@click.option(
    "--iou",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    help="For objects: how much of what a box and an object cover together both must share.",
)
@click.option("--prediction-is-raster/--prediction-is-vector", default=None, hidden=True)
@click.option("--labels-are-raster/--labels-are-vector", default=None, hidden=True)
@engine_command
def evaluate_layer(session: Session, **options: Any) -> dict[str, Any]:
    """Compare the map PREDICTION with LABELS, both rasters of classes or vector files.

    Their images need not lie on the same grid, nor be in the same coordinate reference system.
    """
    from rv_engine.config.json_file import read_json_object
    from rv_engine.pipeline.evaluate_layer import Compared, Comparison, MapFile
    from rv_engine.pipeline.evaluate_layer import evaluate_layer as evaluate
    from rv_engine.storage import check_exists, check_writable

    def map_file(path: str, is_raster: bool | None, layer: str | None, name: str | None) -> MapFile:
        # What is not there would be taken for a vector file.
        check_exists(path, LabelError, "map")
        return MapFile(path, _is_raster(path) if is_raster is None else is_raster, layer, name)

    folder = options["folder"].absolute()
    check_writable(folder)
    comparison = Comparison(
        prediction=map_file(
            options["prediction"],
            options["prediction_is_raster"],
            options["prediction_layer"],
            options["prediction_field"],
        ),
        labels=map_file(
            options["labels"],
            options["labels_are_raster"],
            options["labels_layer"],
            options["class_field"],
        ),
        compared=options["compared"] and Compared(options["compared"]),
        image=options["image"],
        class_values=dict(options["class_values"]),
        label_values=dict(options["label_values"]) or None,
        null_class=options["null_class"],
        area=options["area"],
        iou_thresh=options["iou"],
    )
    compared = evaluate(comparison, folder, session.monitor)
    scores, report = folder / "eval.json", folder / "report.html"
    session.monitor.artifact("eval", str(scores), "Evaluation")
    session.monitor.artifact("report", str(report), "Evaluation report")
    return {
        "eval": str(scores),
        "report": str(report),
        "compared": compared.value,
        "overall": read_json_object(scores)["overall"],
    }


def _is_raster(path: str) -> bool:
    """Whether GDAL reads a file as an image; a GeoPackage with features is a vector file."""
    import rasterio
    from rasterio.errors import RasterioError

    try:
        with rasterio.open(path):
            return True
    except RasterioError:
        return False
