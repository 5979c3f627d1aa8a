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
    sentences = [origin]
    if classes:
        names = ", ".join(map_class.name for map_class in classes)
        sentences.append(tr("Classes: {classes}.").format(classes=names))
    sentences.append(tr("Made by RV Studio {version}.").format(version=plugin_version()))
    metadata.setAbstract(" ".join(sentences))
    layer.setMetadata(metadata)
