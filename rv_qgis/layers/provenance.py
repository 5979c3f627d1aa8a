"""Writes into a layer's metadata where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsMapLayer

from ..places import plugin_version
from ..translation import tr
from .classes import MapClass


def describe_origin(layer: QgsMapLayer, origin: str, classes: Sequence[MapClass]) -> None:
    """Sets the title and the abstract of a result's metadata.

    Args:
        origin: What it was made from, in one sentence.
    """
    metadata = layer.metadata().clone()
    metadata.setTitle(layer.name())
    metadata.setAbstract(
        tr("{origin} Classes: {classes}. Made by RV Studio {version}.").format(
            origin=origin,
            classes=", ".join(map_class.name for map_class in classes),
            version=plugin_version(),
        )
    )
    layer.setMetadata(metadata)
