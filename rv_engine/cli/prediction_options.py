"""The options of all commands that predict with a bundle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from rv_engine.errors import ConfigError

Function = TypeVar("Function", bound=Callable[..., Any])

_CHANNEL_ORDER = "--channel-order"


class PredictionCommand(click.Command):
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


_OPTIONS = (
    click.option(
        "--extent",
        type=float,
        nargs=4,
        metavar="XMIN YMIN XMAX YMAX",
        help="Only this part, in the image's coordinate reference system.",
    ),
    click.option(
        _CHANNEL_ORDER,
        type=_Bands(),
        metavar="BAND ...",
        help="The bands to use, counted from 0: 2 1 0.",
    ),
    click.option(
        "--band",
        "bands",
        type=click.IntRange(0),
        multiple=True,
        help="The same, repeated for each band, in their order.",
    ),
    click.option("--batch-size", type=click.IntRange(1), help="Windows at once."),
    click.option(
        "--test-time-augmentation",
        type=click.Choice(["none", "flips", "flips_and_turns"]),
        help="Let the model look at each window also mirrored (4 times the time), or also turned (8).",
    ),
    click.option(
        "--score-threshold",
        type=click.FloatRange(0, 1),
        help="For object detection: how sure the model must be of a box; the bundle's own when left "
        "out.",
    ),
    click.option(
        "--resolution",
        type=click.FloatRange(0, min_open=True),
        metavar="METRES",
        help="Resample the image to pixels of this size first: that of the training.",
    ),
    click.option("--device", help="cpu, cuda or mps; the fastest one there is when left out."),
)


def prediction_options(function: Function) -> Function:
    """Gives a command the options of how to predict, which `how_to_predict` reads."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def how_to_predict(options: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a `PredictionRequest` that the options are about.

    Raises:
        ConfigError: The bands are named in both ways.
    """
    if options["channel_order"] and options["bands"]:
        raise ConfigError(
            "The bands are named twice, by --channel-order and by --band.", hint="Use one of them."
        )
    return {
        "extent": options["extent"],
        "channel_order": options["channel_order"] or list(options["bands"]) or None,
        "batch_sz": options["batch_size"],
        "test_time_augmentation": options["test_time_augmentation"],
        "score_thresh": options["score_threshold"],
        "resolution_m": options["resolution"],
    }
