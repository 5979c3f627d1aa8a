"""Shows on the map what the images are for: training in one colour, validation in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .draft import AreaChoice, ImageChoice
from .services import RasterFacts, Ring, Services
from .split_view import TRAINING_COLOUR, VALIDATION_COLOUR

_VALIDATION_MARK, _TRAINING_MARK = "split", "training"


def divide(
    images: Sequence[ImageChoice],
    facts: Mapping[str, RasterFacts],
    areas: AreaChoice,
    services: Services,
) -> tuple[list[Ring], list[Ring], str]:
    """Polygons for training and for validation, and their reference system: the first image's.

    Args:
        facts: Of the images, by their layers; an image without them is left out.
    """
    known = [(image, facts[image.layer_id]) for image in images if image.layer_id in facts]
    crs = known[0][1].crs if known else ""
    training: list[Ring] = []
    validation: list[Ring] = []
    for image, one in known:
        rest, kept = services.layers.split(one, image.role, areas, crs)
        training += rest
        validation += kept
    return training, validation, crs


def show_split(
    training: Sequence[Ring], validation: Sequence[Ring], crs: str, services: Services
) -> None:
    """Shows on the map what `divide` answered."""
    services.marks.show(_TRAINING_MARK, training, crs, TRAINING_COLOUR)
    services.marks.show(_VALIDATION_MARK, validation, crs, VALIDATION_COLOUR)


def hide_split(services: Services) -> None:
    """Takes it off the map."""
    services.marks.clear(_VALIDATION_MARK)
    services.marks.clear(_TRAINING_MARK)
