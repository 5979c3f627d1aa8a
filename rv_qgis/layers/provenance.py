"""Marks layers that the plugin made, and writes into their metadata what they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.core import QgsMapLayer

from ..places import plugin_version
from ..translation import tr
from .classes import MapClass

_RESULT = "rv_studio/result"


def mark_result(layer: QgsMapLayer) -> None:
    """Remembers that a layer was made by the plugin: it is no image, and no labels."""
    layer.setCustomProperty(_RESULT, True)


def is_result(layer: Optional[QgsMapLayer]) -> bool:
    """Whether a layer was made by the plugin."""
    return layer is not None and bool(layer.customProperty(_RESULT, False))


def describe_origin(layer: QgsMapLayer, origin: str, classes: Sequence[MapClass]) -> None:
    """Marks a result, and sets the title and the abstract of its metadata.

    Args:
        origin: What it was made from, in one sentence.
    """
    mark_result(layer)
    metadata = layer.metadata().clone()
    metadata.setTitle(layer.name())
    sentences = [origin]
    if classes:
        names = ", ".join(map_class.name for map_class in classes)
        sentences.append(tr("Classes: {classes}.").format(classes=names))
    sentences.append(tr("Made by RV Studio {version}.").format(version=plugin_version()))
    metadata.setAbstract(" ".join(sentences))
    layer.setMetadata(metadata)
