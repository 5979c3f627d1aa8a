"""Puts the maps of a finished run into the project, with what they were made from and judged by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer, QgsVectorLayer

from ...rv_engine.errors import RvError
from ..layers import ResultGroup, read_classes, save_style, style_label_raster, style_polygons
from ..layers.provenance import describe_origin
from ..layers.style import hides_what_is_below, outline_labels
from ..report.error_layers import new_error_layers
from ..report.evaluation import read_evaluation
from ..translation import tr
from .run_inputs import read_inputs
from .run_snapshot import RunSnapshot


def add_results(
    run: RunSnapshot, project: QgsProject, learnt_from: Sequence[str] = ()
) -> list[QgsMapLayer]:
    """Adds the predicted maps of a run, named, styled, and in a group. Called on the main thread.

    In the group are, from the top: the maps of errors, hidden; the labels; the predictions; and the
    images. Images and labels that the project has already are left where they are, but for those
    that are named.

    Args:
        run: What was run.
        project: Gets the layers.
        learnt_from: Ids of layers that come into the group, unless they are in one already. Labels
            that would hide the prediction are switched off.

    Returns:
        The predictions; none when the run has made no maps, or they are gone.
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
            # Boxes and cells have no map of pixels beside them.
            title = tr("Prediction as polygons") if raster else tr("Prediction")
            vectors = QgsVectorLayer(polygons, title + suffix, "ogr")
            if vectors.isValid():
                style_polygons(vectors, classes)
                layers.append(vectors)
    for layer in layers:
        save_style(layer)
        describe_origin(layer, origin, classes)
        project.addMapLayer(layer, False)
        group.take(layer, project)
    if layers:
        _add_inputs(run, group, project)
        _take_inputs(learnt_from, group, project)
        _add_errors(run, group, project)
    return layers


def _add_inputs(run: RunSnapshot, group: ResultGroup, project: QgsProject) -> None:
    inputs = read_inputs(run.folder)
    known = {layer.source() for layer in project.mapLayers().values()}
    added: list[QgsMapLayer] = [
        QgsRasterLayer(str(path), path.stem) for path in (*inputs.raster_labels, *inputs.images)
    ]
    for path, name in inputs.vector_labels:
        source = f"{path}|layername={name}" if name else str(path)
        suffix = f" {path.stem}" if len(inputs.vector_labels) > 1 else ""
        layer = QgsVectorLayer(source, tr("Labels") + suffix, "ogr")
        if layer.isValid():
            outline_labels(layer)
        added.append(layer)
    for layer in added:
        # A file's first layer may be open without its name.
        sources = {layer.source(), layer.source().split("|")[0]}
        if layer.isValid() and not sources & known:
            project.addMapLayer(layer, False)
            group.take(layer, project)


def _take_inputs(layer_ids: Sequence[str], group: ResultGroup, project: QgsProject) -> None:
    root = project.layerTreeRoot()
    for layer_id in layer_ids:
        node = root.findLayer(layer_id)
        # What the user has put into a group of their own stays there.
        if node is not None and node.parent() == root:
            layer = project.mapLayer(layer_id)
            group.take(layer, project)
            if hides_what_is_below(layer):
                # The prediction is what one wants to see now.
                root.findLayer(layer_id).setItemVisibilityChecked(False)


def _add_errors(run: RunSnapshot, group: ResultGroup, project: QgsProject) -> None:
    path = report_path(run)
    if not path:
        return
    try:
        evaluation = read_evaluation(Path(path))
    except RvError:
        return  # the report says so when it is opened
    # Vectors come first: they end above the rasters.
    for layer in reversed(new_error_layers(evaluation, project)):
        project.addMapLayer(layer, False)
        group.take(layer, project, on_top=True)
        project.layerTreeRoot().findLayer(layer.id()).setItemVisibilityChecked(False)


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
