"""Predictions as layers: styled, in one group for each image, and told where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ..layers import MapClass, save_style, style_label_raster, style_polygons
from ..layers.provenance import describe_origin
from ..translation import tr
from .confidence import (
    has_confidence,
    masked_map_files,
    show_from,
    threshold_of,
    write_masked_map,
)
from .confidence_slider import add_slider

IMAGE_OF_RESULT = "rv_studio/image_layer"
"""A custom property of layers and groups: the id of the layer that was predicted."""


@dataclass(frozen=True)
class PredictionResult:
    """What the engine made, and of what.

    Attributes:
        raster: The raster of classes; None when there is none.
        confidence: Whether that of how sure the model is lies beside it.
        vectors: Polygons, cells or boxes; None when there are none.
        classes: The classes.
        image_id: The id of the image's layer.
        image_name: Its name.
        title: What to call it.
        origin: What it was made from, in one sentence.
        threshold: How sure the model must be for what is shown first.
    """

    raster: Optional[Path]
    confidence: bool
    vectors: Optional[Path]
    classes: Sequence[MapClass]
    image_id: str
    image_name: str
    title: str
    origin: str
    threshold: float


def add_prediction(result: PredictionResult, project: QgsProject) -> list[QgsMapLayer]:
    """Adds the layers of a prediction above its image. Called on the main thread."""
    layers = [layer for layer in (_vectors(result), _raster(result)) if layer is not None]
    known = _group(result, project)
    group = known or QgsLayerTreeGroup(tr("Predictions on {image}").format(image=result.image_name))
    group.setCustomProperty(IMAGE_OF_RESULT, result.image_id)
    title = _unused_name(group, result.title)
    for index, layer in enumerate(layers):
        is_second = len(layers) > 1 and isinstance(layer, QgsVectorLayer)
        layer.setName(tr("{title}, polygons").format(title=title) if is_second else title)
        layer.setCustomProperty(IMAGE_OF_RESULT, result.image_id)
        if has_confidence(layer):
            add_slider(layer)
        describe_origin(layer, result.origin, result.classes)
        save_style(layer)
        project.addMapLayer(layer, False)
        group.insertLayer(index, layer)
    if known is None:
        project.layerTreeRoot().insertChildNode(0, group)
    for node in (group, *(group.findLayer(layer.id()) for layer in layers)):
        # Classes and slider are what one wants to see first. QGIS shows new nodes closed though
        # they count as open, and looks again only when that changes.
        node.setExpanded(False)
        node.setExpanded(True)
    return layers


def replace_prediction(layers: Sequence[QgsMapLayer], result: PredictionResult) -> None:
    """Shows another prediction in the same layers: their style, order and threshold stay.

    The map keeps showing the old one until the new one is drawn.
    """
    for layer in layers:
        is_raster = isinstance(layer, QgsRasterLayer)
        path = _raster_path(result, threshold_of(layer)) if is_raster else result.vectors
        if path is None:
            continue
        subset = "" if is_raster else layer.subsetString()
        layer.setDataSource(str(path), layer.name(), "gdal" if is_raster else "ogr")
        if subset:
            layer.setSubsetString(subset)
        describe_origin(layer, result.origin, result.classes)
        layer.triggerRepaint()


def _raster(result: PredictionResult) -> Optional[QgsRasterLayer]:
    path = _raster_path(result, result.threshold)
    if path is None:
        return None
    layer = QgsRasterLayer(str(path), result.title)
    style_label_raster(layer, result.classes)
    if result.confidence:
        renderer = layer.renderer()
        if isinstance(renderer, QgsPalettedRasterRenderer):
            renderer.setAlphaBand(2)
        show_from(layer, result.threshold)
    return layer


def _raster_path(result: PredictionResult, threshold: float) -> Optional[Path]:
    if result.raster is None or not result.confidence:
        return result.raster
    labels, confidence, masked = masked_map_files(result.raster.parent)
    write_masked_map(labels, confidence, threshold, masked)
    return masked


def _vectors(result: PredictionResult) -> Optional[QgsVectorLayer]:
    if result.vectors is None:
        return None
    layer = QgsVectorLayer(str(result.vectors), result.title, "ogr")
    style_polygons(layer, result.classes)
    if has_confidence(layer):
        show_from(layer, result.threshold)
    return layer


def _group(result: PredictionResult, project: QgsProject) -> Optional[QgsLayerTreeGroup]:
    """The group of an image's predictions, wherever the user moved it; None when there is none."""
    groups = project.layerTreeRoot().findGroups(True)
    mine = (g for g in groups if g.customProperty(IMAGE_OF_RESULT, "") == result.image_id)
    return next(mine, None)


def _unused_name(group: QgsLayerTreeGroup, title: str) -> str:
    names = {node.name() for node in group.findLayers()}
    candidate, number = title, 1
    while candidate in names:
        number += 1
        candidate = f"{title} ({number})"
    return candidate
