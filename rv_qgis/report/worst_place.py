"""Where a map is most wrong, read from worst.json. Knows no Qt."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

_FILE_NAME = "worst.json"
_MOST_PLACES = 200
_MOST_BYTES = 16 * 2**20


@dataclass(frozen=True)
class WorstPlace:
    """A place where much is wrong.

    Attributes:
        extent: xmin, ymin, xmax, ymax.
        crs: That of the extent as WKT; "" when the image has none.
        score: How bad it is.
        measure: What the score is, such as "wrong_share".
        text: What is wrong, in words; "" where the file does not say.
        thumbnail: A picture of it, if there is one.
    """

    scene: str
    extent: tuple[float, float, float, float]
    crs: str = ""
    score: Optional[float] = None
    measure: str = ""
    text: str = ""
    thumbnail: Optional[Path] = None


def read_worst_places(folder: Path) -> tuple[WorstPlace, ...]:
    """The places in the folder of an eval.json, the worst first; none where there is no such file."""
    path = folder / _FILE_NAME
    try:
        if path.stat().st_size > _MOST_BYTES:
            return ()
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    items = content.get("places") if isinstance(content, dict) else None
    places = [_read(item, folder) for item in (items if isinstance(items, list) else ())]
    return tuple(place for place in places[:_MOST_PLACES] if place is not None)


def _read(item: Any, folder: Path) -> Optional[WorstPlace]:
    if not isinstance(item, Mapping):
        return None
    extent = item.get("extent")
    if not isinstance(extent, list) or len(extent) != 4 or not all(map(_is_number, extent)):
        return None
    score, thumbnail = item.get("score"), item.get("thumbnail")
    picture = None
    if isinstance(thumbnail, str):
        # Whatever the file says, no picture from elsewhere is read.
        picture = (folder / thumbnail).resolve()
        if folder.resolve() not in picture.parents or not picture.is_file():
            picture = None
    return WorstPlace(
        scene=str(item.get("scene") or ""),
        extent=tuple(float(side) for side in extent),
        crs=str(item.get("crs") or ""),
        score=float(score) if _is_number(score) else None,
        measure=str(item.get("measure") or ""),
        text=str(item.get("text") or ""),
        thumbnail=picture,
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
