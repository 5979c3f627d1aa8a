"""The engine's maps of errors as layers of the project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateTransform,
    QgsCsException,
    QgsExpression,
    QgsFillSymbol,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsProperty,
    QgsRasterLayer,
    QgsRectangle,
    QgsRendererCategory,
    QgsSimpleLineSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qtpy.QtGui import QColor

from ..layers import ResultGroup
from ..layers.provenance import mark_result
from ..translation import tr
from .evaluation import Evaluation

_RED = "#d62728"
_OUTCOMES = {
    "wrong": _RED,
    "false": _RED,
    "missed": "#ff7f0e",
    "found": "#2ca02c",
    "right": "#2ca02c",
}
_COLOURS = ("#d62728", "#ff7f0e", "#9467bd", "#e377c2", "#17becf", "#bcbd22", "#8c564b", "#1f77b4")
_MARGIN = 1.2
_LINE_WIDTH_MM = 0.6


@dataclass(frozen=True)
class ErrorQuery:
    """Which errors are wanted.

    Attributes:
        label: The class that it is.
        predicted: The class that it was taken for; the same as `label` for all errors that have to
            do with the class.
    """

    label: str
    predicted: str

    @property
    def of_class(self) -> bool:
        """Whether all errors of one class are meant."""
        return self.label == self.predicted

    def fits(self, label: str, predicted: str) -> bool:
        """Whether an error is one of these."""
        if self.of_class:
            return self.label in (label, predicted)
        return (label, predicted) == (self.label, self.predicted)

    def expression(self, fields: Sequence[str]) -> str:
        """An expression of QGIS for a layer with some fields."""
        quote = QgsExpression.quotedValue
        parts = []
        if "class_name" in fields:
            parts.append(f'"class_name" = {quote(self.label)} AND "outcome" <> \'found\'')
        elif "label" in fields and self.of_class:
            name = quote(self.label)
            parts.append(f'("label" = {name} OR "predicted" = {name})')
        elif "label" in fields:
            parts.append(f'"label" = {quote(self.label)} AND "predicted" = {quote(self.predicted)}')
        if "outcome" in fields and "class_name" not in fields:
            parts.append("\"outcome\" <> 'right'")
        return " AND ".join(parts) or "FALSE"


def has_errors(evaluation: Evaluation) -> bool:
    """Whether there are maps of errors."""
    return any(True for _ in _files(evaluation))


def show_errors(
    evaluation: Evaluation, query: ErrorQuery, project: QgsProject, canvas: QgsMapCanvas
) -> int:
    """Adds the maps of errors to the project, selects the errors that are wanted, and zooms there.

    Returns:
        How many cells, boxes or blocks of the image are selected.
    """
    group = ResultGroup(tr("Errors of {run}").format(run=evaluation.name))
    extents, count = [], 0
    for scene, kind, path, entry in _files(evaluation):
        layer = _layer_of(path, project)
        if layer is None:
            layer = _new_layer(scene, kind, path, entry)
            if not layer.isValid():
                continue
            project.addMapLayer(layer, False)
            group.take(layer, project, on_top=isinstance(layer, QgsVectorLayer))
        project.layerTreeRoot().findLayer(layer.id()).setItemVisibilityCheckedParentRecursive(True)
        if isinstance(layer, QgsRasterLayer):
            _style_raster(layer, entry, query)
        else:
            layer.selectByExpression(query.expression(layer.fields().names()))
            count += layer.selectedFeatureCount()
            if layer.selectedFeatureCount():
                extents.append((layer.boundingBoxOfSelected(), layer))
    _zoom(extents, project, canvas)
    return count


def new_error_layers(evaluation: Evaluation, project: QgsProject) -> list[QgsMapLayer]:
    """The maps of errors that the project does not have; all errors are shown."""
    layers: list[QgsMapLayer] = []
    for scene, kind, path, entry in _files(evaluation):
        if _layer_of(path, project) is None:
            layer = _new_layer(scene, kind, path, entry)
            if layer.isValid():
                layers.append(layer)
    return layers


def zoom_to(canvas: QgsMapCanvas, extent: QgsRectangle, crs: Any, project: QgsProject) -> bool:
    """Moves the map to an extent in another CRS; False where that has no place on the map."""
    target = canvas.mapSettings().destinationCrs()
    if crs.isValid() and target.isValid() and crs != target:
        try:
            extent = QgsCoordinateTransform(crs, target, project).transformBoundingBox(extent)
        except QgsCsException:
            return False
    shown = QgsRectangle(extent)
    shown.scale(_MARGIN)
    canvas.setExtent(shown)
    canvas.refresh()
    return True


def _files(evaluation: Evaluation) -> Any:
    """Scene, kind, path and entry of each map of errors that is there, vectors first."""
    folder = evaluation.path.parent.resolve()
    for kind in ("boxes", "cells", "blocks", "raster"):
        for scene, entry in evaluation.errors.items():
            name = entry.get(kind)
            if not isinstance(name, str):
                continue
            path = (folder / name).resolve()
            # Whatever the file says, nothing from elsewhere is opened.
            if folder in path.parents and path.is_file():
                yield scene, kind, path, entry


def _new_layer(scene: str, kind: str, path: Path, entry: Mapping[str, Any]) -> QgsMapLayer:
    if kind == "raster":
        raster = QgsRasterLayer(str(path), tr("Wrong pixels of {scene}").format(scene=scene))
        if raster.isValid():
            _style_raster(raster, entry, None)
            mark_result(raster)
        return raster
    name = entry.get("layer")
    source = f"{path}|layername={name}" if name else str(path)
    titles = {
        "boxes": tr("Missed and false objects of {scene}"),
        "cells": tr("Wrong cells of {scene}"),
        "blocks": tr("Share of wrong pixels of {scene}"),
    }
    layer = QgsVectorLayer(source, titles[kind].format(scene=scene), "ogr")
    if layer.isValid():
        _style_vectors(layer)
        mark_result(layer)
    return layer


def _layer_of(path: Path, project: QgsProject) -> Optional[QgsMapLayer]:
    for layer in project.mapLayers().values():
        if layer.source().split("|")[0] == str(path):
            return layer
    return None


def _style_vectors(layer: QgsVectorLayer) -> None:
    if layer.fields().lookupField("outcome") >= 0:
        categories = [
            QgsRendererCategory(outcome, _outline(colour), _outcome_text(outcome))
            for outcome, colour in _OUTCOMES.items()
        ]
        index = layer.fields().lookupField("outcome")
        there = layer.uniqueValues(index, 10)
        shown = [category for category in categories if category.value() in there]
        layer.setRenderer(QgsCategorizedSymbolRenderer("outcome", shown))
        return
    symbol = _outline(_RED)
    # The more is wrong, the thicker.
    symbol.symbolLayer(0).setDataDefinedProperty(
        QgsSymbolLayer.Property.PropertyStrokeWidth,
        QgsProperty.fromExpression('scale_linear(coalesce("wrong_share", 0), 0, 0.5, 0.2, 1.6)'),
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


def _outcome_text(outcome: str) -> str:
    return {
        "wrong": tr("wrong"),
        "false": tr("wrongly found"),
        "missed": tr("missed"),
        "found": tr("found"),
        "right": tr("right"),
    }[outcome]


def _outline(colour: str) -> QgsFillSymbol:
    """A line alone: a fill would hide the errors below, above all where they are selected."""
    symbol = QgsFillSymbol()
    symbol.changeSymbolLayer(0, QgsSimpleLineSymbolLayer(QColor(colour), _LINE_WIDTH_MM))
    return symbol


def _style_raster(
    layer: QgsRasterLayer, entry: Mapping[str, Any], query: Optional[ErrorQuery]
) -> None:
    """Shows the wanted errors only; all without a query."""
    palette = []
    values = entry.get("values")
    for item in values if isinstance(values, list) else ():
        label, predicted = str(item.get("label")), str(item.get("predicted"))
        if query is None or query.fits(label, predicted):
            colour = QColor(_COLOURS[len(palette) % len(_COLOURS)])
            text = tr("{label} taken for {predicted}").format(label=label, predicted=predicted)
            palette.append(QgsPalettedRasterRenderer.Class(int(item["value"]), colour, text))
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, palette))
    layer.triggerRepaint()


def _zoom(
    extents: Sequence[tuple[QgsRectangle, QgsMapLayer]], project: QgsProject, canvas: QgsMapCanvas
) -> None:
    """To the first scene that has such errors: those of others may lie far away."""
    for extent, layer in extents[:1]:
        zoom_to(canvas, extent, layer.crs(), project)
