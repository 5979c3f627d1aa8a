"""`rv predict-many`: map many images with a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.prediction_options import (
    PredictionCommand,
    how_to_predict,
    prediction_options,
)
from rv_engine.cli.session import Session, engine_command


@click.command("predict-many", cls=PredictionCommand)
@click.argument("bundle")
@click.argument("images", nargs=-1, required=True)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder for the maps, each named like its image.",
)
@click.option("--polygons", is_flag=True, help="Also write polygons, as GeoPackages.")
@click.option("--scores", is_flag=True, help="Also write the probabilities, as GeoTIFFs.")
@prediction_options
@engine_command
def predict_many(session: Session, **options: Any) -> dict[str, Any]:
    """Map IMAGES with the model BUNDLE into a folder.

    An image that cannot be mapped is told, and the others are mapped all the same.
    """
    from rv_engine.pipeline.predict_many import predict_many as predict_images
    from rv_engine.pipeline.predictor import Predictor
    from rv_engine.storage import is_remote, local_copy

    how = how_to_predict(options)
    bundle = options["bundle"]
    path = local_copy(bundle, monitor=session.monitor) if is_remote(bundle) else Path(bundle)
    predictor = Predictor(path, options["device"])
    result = predict_images(
        predictor,
        options["images"],
        options["folder"].absolute(),
        session.monitor,
        polygons=options["polygons"],
        scores=options["scores"],
        how=how,
    )
    return {
        "folder": str(options["folder"].absolute()),
        "predictions": result.predictions,
        "failures": result.failures,
        "classes": predictor.class_config.describe(),
    }
