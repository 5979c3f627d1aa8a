"""`rv predict-bundle`: map an image with a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.session import Session, engine_command


@click.command("predict-bundle")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("image")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--polygons", type=click.Path(path_type=Path), help="Also write polygons, as a GeoPackage."
)
@click.option(
    "--extent",
    type=float,
    nargs=4,
    metavar="XMIN YMIN XMAX YMAX",
    help="Only this part, in the image's coordinate reference system.",
)
@click.option(
    "--channel-order", help="The bands to use, counted from 0 and separated by commas: 2,1,0."
)
@click.option("--batch-size", type=click.IntRange(1), help="Windows at once.")
@click.option("--device", help="cpu, cuda or mps; the fastest one there is when left out.")
@engine_command
def predict_bundle(session: Session, **options: Any) -> dict[str, Any]:
    """Map IMAGE with the model BUNDLE and write the class raster OUT, a GeoTIFF."""
    from rv_engine.pipeline.predictor import PredictionRequest, Predictor

    session.monitor.progress(0, 1, "models", "Loading the model")
    predictor = Predictor(options["bundle"], options["device"])
    session.monitor.progress(1, 1, "models", "Loading the model")
    polygons = options["polygons"]
    request = PredictionRequest(
        image=options["image"],
        label_raster=options["out"].absolute(),
        polygons=None if polygons is None else polygons.absolute(),
        extent=options["extent"],
        channel_order=_channels(options["channel_order"]),
        batch_sz=options["batch_size"],
    )
    return predictor.predict(request, session.monitor)


def _channels(text: str | None) -> list[int] | None:
    if text is None:
        return None
    try:
        return [int(part) for part in text.replace(" ", ",").split(",") if part]
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no list of bands such as 2,1,0.", param_hint="--channel-order"
        ) from None
