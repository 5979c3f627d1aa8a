"""`rv predict-bundle`: map an image with a bundle."""

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


@click.command("predict-bundle", cls=PredictionCommand)
@click.argument("bundle")
@click.argument("image")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--polygons", type=click.Path(path_type=Path), help="Also write polygons, as a GeoPackage."
)
@click.option(
    "--scores",
    type=click.Path(path_type=Path),
    help="Also write the probability of each class, as a GeoTIFF with a band a class.",
)
@prediction_options
@engine_command
def predict_bundle(session: Session, **options: Any) -> dict[str, Any]:
    """Map IMAGE with the model BUNDLE and write the map OUT.

    For semantic segmentation it is a class raster, a GeoTIFF; for chip classification cells, as
    GeoJSON or, when its name ends in .gpkg, as a GeoPackage.

    IMAGE and BUNDLE may be addresses: https://, s3://, gs://, az://.
    """
    from rv_engine.pipeline.predictor import PredictionRequest, Predictor
    from rv_engine.storage import is_remote, local_copy

    how = how_to_predict(options)
    bundle = options["bundle"]
    path = local_copy(bundle, monitor=session.monitor) if is_remote(bundle) else Path(bundle)
    predictor = Predictor(path, options["device"])
    polygons, scores = options["polygons"], options["scores"]
    request = PredictionRequest(
        image=options["image"],
        out=options["out"].absolute(),
        polygons=None if polygons is None else polygons.absolute(),
        scores=None if scores is None else scores.absolute(),
        **how,
    )
    return predictor.predict(request, session.monitor)
