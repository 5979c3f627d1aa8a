"""A class that labels can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Colour-blind safe: Okabe and Ito (2008), "Color Universal Design"; as the engine's.
PALETTE = ("#e69f00", "#56b4e9", "#009e73", "#d55e00", "#0072b2", "#cc79a7", "#f0e442")


@dataclass(frozen=True)
class LabelClass:
    """A class with its colour as "#rrggbb"."""

    name: str
    colour: str


def next_colour(classes: Sequence[LabelClass]) -> str:
    """A colour that none of some classes has, as long as there are any."""
    taken = {known.colour for known in classes}
    free = [colour for colour in PALETTE if colour not in taken]
    return free[0] if free else PALETTE[len(classes) % len(PALETTE)]


def problem_of(classes: Sequence[LabelClass]) -> str:
    """What is wrong with the names: "empty", "twice", "none", or "" when they are good."""
    names = [known.name.strip() for known in classes]
    if not names:
        return "none"
    if not all(names):
        return "empty"
    return "twice" if len(set(names)) < len(names) else ""
