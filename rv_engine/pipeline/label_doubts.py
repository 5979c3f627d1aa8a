"""What is probably not meant in labels, though they can be learnt from; it is told in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from rv_engine.vector.features import Features

log = logging.getLogger(__name__)

# Fewer classes than these are seldom a mistake, however few features there are.
_MANY_CLASSES = 20
_POLYGON = 2


def doubt_classes(field: str, names: Sequence[str], count: int) -> None:
    """Tells of classes that look alike, and of a field that numbers the features.

    Args:
        field: The field with the classes.
        names: Its different values.
        count: The number of features.
    """
    doubt_alike(names)
    if len(names) > _MANY_CLASSES and 2 * len(names) > count:
        log.warning(
            "The field %r has %d different values for %d features, and each is learnt as a class "
            "of its own. Choose another field if it does not hold the class.",
            field,
            len(names),
            count,
        )


def doubt_alike(names: Iterable[str]) -> None:
    """Tells of classes that look alike."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(" ".join(name.split()).casefold(), []).append(name)
    for same in alike.values():
        if len(same) > 1:
            log.warning(
                "The classes %s differ only in capitals or spaces, and count as different ones. If "
                "they are the same, write them alike.",
                " and ".join(map(repr, same)),
            )


def doubt_shapes(labels: str, layers: Iterable[Features]) -> None:
    """Tells of points and lines where pixels or boxes are learnt.

    Args:
        labels: The file, for the message.
        layers: The features, as they are in it.
    """
    sizes = np.concatenate(
        [np.empty(0, int), *(shapely.get_dimensions(one.geometries) for one in layers)]
    )
    thin = int((sizes < _POLYGON).sum())
    if thin:
        log.warning(
            "%d of %d labels of '%s' are points or lines, and are learnt as 2 pixels wide. If the "
            "objects are larger, buffer them to about their size.",
            thin,
            len(sizes),
            labels,
        )
