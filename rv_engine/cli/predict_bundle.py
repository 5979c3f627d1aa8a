"""`rv predict-bundle`: map an image with a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.session import Session, engine_command

_CHANNEL_ORDER = "--channel-order"


class _PredictBundle(click.Command):
    """Takes the bands after one another, as in `--channel-order 2 1 0`, which click does not."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if _CHANNEL_ORDER in args:
            first = args.index(_CHANNEL_ORDER) + 1
            end = first + 1
            while end < len(args) and args[end].isdecimal():
                end += 1
            args = [*args[:first], ",".join(args[first:end]), *args[end:]]
        return super().parse_args(ctx, args)


class _Bands(click.ParamType[list[int]]):
    name = "bands"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[int]:
        try:
            return [int(part) for part in str(value).replace(" ", ",").split(",") if part]
        except ValueError:
            self.fail(f"{value!r} is no list of bands such as 2,1,0.", param, ctx)


@click.command("predict-bundle", cls=_PredictBundle)
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
@click.option(
    "--extent",
    type=float,
    nargs=4,
    metavar="XMIN YMIN XMAX YMAX",
    help="Only this part, in the image's coordinate reference system.",
)
@click.option(
    _CHANNEL_ORDER,
    type=_Bands(),
    metavar="BAND ...",
    help="The bands to use, counted from 0: 2 1 0.",
)
@click.option("--batch-size", type=click.IntRange(1), help="Windows at once.")
@click.option(
    "--test-time-augmentation",
    type=click.Choice(["none", "flips", "flips_and_turns"]),
    help="Let the model look at each window also mirrored (4 times the time), or also turned (8).",
)
@click.option("--device", help="cpu, cuda or mps; the fastest one there is when left out.")
@engine_command
def predict_bundle(session: Session, **options: Any) -> dict[str, Any]:
    """Map IMAGE with the model BUNDLE and write the map OUT.

    For semantic segmentation it is a class raster, a GeoTIFF; for chip classification cells, as
    GeoJSON or, when its name ends in .gpkg, as a GeoPackage.

    IMAGE and BUNDLE may be addresses: https://, s3://, gs://, az://.
    """
    from rv_engine.pipeline.predictor import PredictionRequest, Predictor
    from rv_engine.storage import is_remote, local_copy

    bundle = options["bundle"]
    path = local_copy(bundle, monitor=session.monitor) if is_remote(bundle) else Path(bundle)
    predictor = Predictor(path, options["device"])
    polygons, scores = options["polygons"], options["scores"]
    request = PredictionRequest(
        image=options["image"],
        out=options["out"].absolute(),
        polygons=None if polygons is None else polygons.absolute(),
        scores=None if scores is None else scores.absolute(),
        extent=options["extent"],
        channel_order=options["channel_order"],
        batch_sz=options["batch_size"],
        test_time_augmentation=options["test_time_augmentation"],
    )
    return predictor.predict(request, session.monitor)
