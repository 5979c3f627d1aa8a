"""Where a map is most wrong: `worst.json`, and a picture of each place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from rv_engine.evaluate.thumbnails import Panel, pictures_of, side_by_side
from rv_engine.geo import Box
from rv_engine.messages import to_json
from rv_engine.scene.scene import Scene
from rv_engine.storage import write_text, writing
from rv_engine.types import Array

PICTURES_FOLDER = "pictures"
_MAX_PLACES = 24
_MAX_IN_SCENE = 4
_WANTED = 12


@dataclass(frozen=True)
class WorstPlace:
    """A place where much is wrong.

    Attributes:
        window: In pixels of the image.
        rank: How bad it is, to choose by.
        score: What is told of it.
        measure: What the score is, such as "wrong_share".
        text: What is wrong, in words.
    """

    window: Box
    rank: float
    score: float
    measure: str
    text: str


Paint = Callable[[Box, Array], Sequence[Array]]
"""Takes a window and its picture, (H, W, 3) uint8; gives the same with the label, and with the
prediction."""


@dataclass(frozen=True)
class ScenePlaces:
    """The worst places of a scene, and how to draw them."""

    scene: Scene
    places: Sequence[WorstPlace]
    paint: Paint


def places_wanted(num_scenes: int) -> int:
    """How many places of each scene are shown."""
    return max(1, min(_MAX_IN_SCENE, _WANTED // max(num_scenes, 1)))


def worst_of(places: Sequence[WorstPlace], count: int) -> list[WorstPlace]:
    """The worst ones, the worst first."""
    return sorted(places, key=lambda place: -place.rank)[:count]


def write_worst_places(folder: Path, found: Sequence[ScenePlaces]) -> None:
    """Writes `worst.json` and `pictures/worst-01.png` and so on: image, label, prediction.

    Args:
        folder: Of the group.
        found: What was found in each scene.

    Raises:
        OutputError: They cannot be written.
        RasterError: An image cannot be read.
    """
    chosen = sorted(
        ((place.rank, number) for number, of in enumerate(found) for place in of.places),
        reverse=True,
    )[:_MAX_PLACES]
    least = chosen[-1][0] if chosen else 0.0
    entries: list[tuple[float, Mapping[str, Any], Panel]] = []
    for of_scene in found:
        places = [place for place in of_scene.places if place.rank >= least]
        pictures = _pictures(of_scene, places)
        for place, picture in zip(places, pictures, strict=True):
            entries.append((place.rank, _entry(of_scene.scene, place), picture))
    entries = sorted(entries, key=lambda entry: -entry[0])[:_MAX_PLACES]
    told = []
    for number, (_, entry, picture) in enumerate(entries, start=1):
        name = f"{PICTURES_FOLDER}/worst-{number:02d}.png"
        with writing(folder / name) as partial:
            side_by_side(picture).save(partial, format="PNG")
        told.append({**entry, "thumbnail": name})
    write_text(folder / "worst.json", to_json({"places": told}, indent=2) + "\n")


def _pictures(of_scene: ScenePlaces, places: Sequence[WorstPlace]) -> list[Panel]:
    source = of_scene.scene.raster_source
    chips = [source.read_raw(place.window) for place in places]
    shown = pictures_of(chips, source.display_bands)
    pictures: list[Panel] = []
    for place, picture in zip(places, shown, strict=True):
        pictures.append((picture, *of_scene.paint(place.window, picture)))
    return pictures


def _entry(scene: Scene, place: WorstPlace) -> dict[str, Any]:
    grid = scene.raster_source.crs_transformer
    window = place.window
    outline = shapely.box(window.xmin, window.ymin, window.xmax, window.ymax)
    polygon = grid.pixel_to_map(np.array([outline], object))[0]
    return {
        "scene": scene.id,
        "extent": list(polygon.bounds),
        "crs": None if grid.crs is None else grid.crs.to_wkt(),
        "score": place.score,
        "measure": place.measure,
        "text": place.text,
    }
