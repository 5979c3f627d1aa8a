"""Puts the maps of a finished run into the project."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer, QgsVectorLayer

from ..layers import ResultGroup, read_classes, save_style, style_label_raster, style_polygons
from ..layers.provenance import describe_origin
from ..translation import tr
from .run_snapshot import RunSnapshot


def add_results(run: RunSnapshot, project: QgsProject) -> list[QgsMapLayer]:
    """Adds the predicted maps of a run, named, styled, and in a group. Called on the main thread.

    Returns:
        The layers; none when the run has made no maps, or they are gone.
    """
    classes = read_classes(run.values.get("classes") or ())
    group = ResultGroup(tr("Run {run}").format(run=run.title))
    origin = tr("Predicted by the run in '{root}'.").format(root=run.folder)
    predictions = run.values.get("predictions") or ()
    layers: list[QgsMapLayer] = []
    for prediction in predictions:
        suffix = f" {prediction['scene']}" if len(predictions) > 1 else ""
        raster = _existing(prediction.get("label_raster"))
        if raster:
            layer = QgsRasterLayer(raster, tr("Prediction") + suffix)
            if layer.isValid():
                style_label_raster(layer, classes)
                layers.append(layer)
        polygons = _existing(prediction.get("polygons"))
        if polygons:
            vectors = QgsVectorLayer(polygons, tr("Prediction as polygons") + suffix, "ogr")
            if vectors.isValid():
                style_polygons(vectors, classes)
                layers.append(vectors)
    for layer in layers:
        save_style(layer)
        describe_origin(layer, origin, classes)
        project.addMapLayer(layer, False)
        group.take(layer, project)
    return layers


def has_maps(run: RunSnapshot) -> bool:
    """Whether there is something to add."""
    return any(
        _existing(prediction.get(key))
        for prediction in run.values.get("predictions") or ()
        for key in ("label_raster", "polygons")
    )


def report_path(run: RunSnapshot) -> str:
    """The path of the eval.json, "" when there is none."""
    return _existing(run.values.get("eval"))


def _existing(path: object) -> str:
    return str(path) if path and Path(str(path)).is_file() else ""
