"""A training that the wizard started: followed when the wizard is closed, its maps loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import (
    QgsApplication,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ...rv_engine.errors import RvError
from ..desktop import Desktop
from ..engine import run_command
from ..engine.errors import RunGoesOn
from ..layers import MapClass, ResultGroup, read_classes, style_label_raster, style_polygons
from ..layers.provenance import describe_origin
from ..tasks import BackgroundTask
from ..translation import tr


class TrainingRun:
    """Runs a pipeline in its folder, as the toolbox does, and shows what it made.

    Args:
        desktop: QGIS's window.
        config_path: The config.
        run_folder: The run folder.
        inputs: The layers that were learnt from, images first, by their ids: they are shown in the
            group of the results once more.
        on_end: Called at the end, however it ended.
    """

    def __init__(
        self,
        desktop: Desktop,
        config_path: str,
        run_folder: str,
        inputs: Sequence[str],
        on_end: Callable[[TrainingRun], None],
    ) -> None:
        self._desktop = desktop
        self._folder = Path(run_folder)
        self._inputs = tuple(inputs)
        self._on_end = on_end
        runner = desktop.runner

        def run(task: BackgroundTask) -> Optional[dict[str, Any]]:
            try:
                return runner.run_in_folder(
                    run_command(config_path), self._folder, is_cancelled=task.isCanceled
                )
            except RunGoesOn:
                return None  # QGIS is being closed; the Runs dock finds it again

        self._task = BackgroundTask(tr("Training {run}").format(run=self._folder.name), run)
        self._task.succeeded.connect(self._show)
        self._task.failed.connect(self._fail)
        self._task.stopped.connect(self._end)

    def start(self) -> None:
        """Starts it; the Runs dock follows it from now on."""
        self._desktop.notices.run_began.emit(str(self._folder))
        QgsApplication.taskManager().addTask(self._task)

    def leave_alone(self) -> None:
        """Nothing is shown any more; the run goes on."""
        self._task.blockSignals(True)

    def _show(self, values: Optional[dict[str, Any]]) -> None:
        if values is not None:
            add_training_layers(values, self._folder, self._inputs, QgsProject.instance())
            if values.get("bundle"):
                self._desktop.notices.bundle_made.emit(str(values["bundle"]))
            if values.get("eval"):
                self._desktop.notices.evaluated.emit(str(values["eval"]))
            self._desktop.show_success(
                tr("The training '{run}' is finished.").format(run=self._folder.name)
            )
        self._end()

    def _fail(self, error: RvError) -> None:
        self._desktop.notices.report_failure(
            tr("Training {run}").format(run=self._folder.name), error
        )
        self._end()

    def _end(self) -> None:
        self._on_end(self)


def add_training_layers(
    values: dict[str, Any], folder: Path, inputs: Sequence[str], project: QgsProject
) -> list[QgsMapLayer]:
    """Adds what a training made, in one group: image, labels, prediction, errors.

    Args:
        values: The result of `rv run`.
        folder: The run folder.
        inputs: Ids of layers that were learnt from.
        project: Gets the layers.

    Returns:
        The new layers.
    """
    classes = read_classes(values.get("classes") or ())
    group = ResultGroup(tr("Training {run}").format(run=folder.name))
    origin = tr("Predicted by the run in '{root}'.").format(root=folder)
    predictions = values.get("predictions") or ()
    made: list[QgsMapLayer] = []
    for prediction in predictions:
        suffix = f" {prediction['scene']}" if len(predictions) > 1 else ""
        raster, vectors = prediction.get("label_raster"), prediction.get("polygons")
        if raster:
            made += _raster(str(raster), tr("Prediction") + suffix, classes)
        if vectors:
            title = tr("Prediction as polygons") if raster else tr("Prediction")
            made += _vectors(str(vectors), title + suffix, classes)
    made += _errors(folder)
    for layer in made:
        describe_origin(layer, origin, classes)
        project.addMapLayer(layer, False)
        group.take(layer, project)
    _show_inputs(inputs, group, project)
    return made


def _raster(path: str, title: str, classes: Sequence[MapClass]) -> list[QgsMapLayer]:
    layer = QgsRasterLayer(path, title)
    if not layer.isValid():
        return []
    style_label_raster(layer, classes)
    return [layer]


def _vectors(path: str, title: str, classes: Sequence[MapClass]) -> list[QgsMapLayer]:
    layer = QgsVectorLayer(path, title, "ogr")
    if not layer.isValid():
        return []
    style_polygons(layer, classes)
    return [layer]


def _errors(folder: Path) -> list[QgsMapLayer]:
    """Where predictions and labels differ, as EVAL has left it; switched off at first."""
    found: list[QgsMapLayer] = []
    for path in sorted((folder / "eval").rglob("errors.*")):
        if path.suffix == ".tif":
            layer: QgsMapLayer = QgsRasterLayer(str(path), tr("Errors"))
        elif path.suffix == ".gpkg":
            layer = QgsVectorLayer(str(path), tr("Errors"), "ogr")
        else:
            continue
        if layer.isValid():
            found.append(layer)
    return found


def _show_inputs(inputs: Sequence[str], group: ResultGroup, project: QgsProject) -> None:
    """Moves image and labels into the group, where the project has them by themselves."""
    root = project.layerTreeRoot()
    for layer_id in inputs:
        node = root.findLayer(layer_id)
        # What the user has put into a group of their own stays there.
        if node is not None and node.parent() == root:
            group.take(project.mapLayer(layer_id), project)
