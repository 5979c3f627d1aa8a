"""The classes of a map as the engine names and colours them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_NO_COLOUR = "#808080"


@dataclass(frozen=True)
class MapClass:
    """One class of a label raster.

    Attributes:
        class_id: The value of its pixels.
        colour: As "#rrggbb".
        is_null: Whether it stands for "none of the others", the background.
    """

    class_id: int
    name: str
    colour: str
    is_null: bool = False


def read_classes(values: Iterable[Mapping[str, Any]]) -> tuple[MapClass, ...]:
    """The classes in a result of the engine."""
    return tuple(
        MapClass(
            class_id=int(value["id"]),
            name=str(value["name"]),
            colour=str(value.get("color") or _NO_COLOUR),
            is_null=bool(value.get("null", False)),
        )
        for value in values
    )
