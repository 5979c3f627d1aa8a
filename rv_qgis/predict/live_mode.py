"""Predicts again when the map moves; the last request wins."""

from __future__ import annotations

from typing import Any, Callable, Optional

from qgis.core import QgsMapLayer, QgsProject
from qtpy.QtCore import QObject, QTimer, Signal

from .one_click import OneClick
from .prediction_job import PredictionJob

# The map has to rest that long: a wheel or a drag moves it many times a second.
CALM_MS = 300


class LiveMode(QObject):
    """Keeps one prediction in step with the map.

    Args:
        canvas: QGIS's map canvas.
        one_click: Predicts.
        predict: Called to predict into the layers that it gets; quietly, or with progress.
    """

    is_on_changed = Signal(bool)

    def __init__(
        self,
        canvas: Any,
        one_click: OneClick,
        predict: Callable[[list[QgsMapLayer], bool], None],
    ) -> None:
        super().__init__()
        self._canvas = canvas
        self._one_click = one_click
        self._predict = predict
        self._layers: list[QgsMapLayer] = []
        self._ids: list[str] = []
        self._shown: Optional[PredictionJob] = None
        self._is_on = False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._predict_now)

    @property
    def is_on(self) -> bool:
        """Whether the map is followed."""
        return self._is_on

    def set_on(self, is_on: bool) -> None:
        """Begins or ends to follow the map. The last prediction stays."""
        if is_on == self._is_on:
            return
        self._is_on = is_on
        if is_on:
            self._layers, self._ids, self._shown = [], [], None
            self._canvas.extentsChanged.connect(self._calm.start)
            self._canvas.destinationCrsChanged.connect(self._calm.start)
            self._one_click.ended.connect(self._see_end)
            self._one_click.failed.connect(self._see_failure)
            QgsProject.instance().layersRemoved.connect(self._see_removal)
            self._predict_now()
        else:
            self._calm.stop()
            self._canvas.extentsChanged.disconnect(self._calm.start)
            self._canvas.destinationCrsChanged.disconnect(self._calm.start)
            self._one_click.ended.disconnect(self._see_end)
            self._one_click.failed.disconnect(self._see_failure)
            QgsProject.instance().layersRemoved.disconnect(self._see_removal)
            self._one_click.cancel_live()
        self.is_on_changed.emit(is_on)

    def refresh(self) -> None:
        """Predicts anew, with another model or other options."""
        if self._is_on:
            self._calm.start()

    def forget_layers(self) -> None:
        """Lets the next prediction make layers of its own: it may be of another kind."""
        self._layers, self._ids, self._shown = [], [], None

    def _predict_now(self) -> None:
        if self._is_on:
            # The first one may have to start the engine, which one wants to see.
            self._predict(self._layers, bool(self._layers))

    def _see_end(self, job: PredictionJob) -> None:
        if not self._layers or not job.folder.exists():
            return
        ids = [layer.id() for layer in self._layers]
        shows_it = any(str(job.folder) in layer.source() for layer in self._layers)
        if not shows_it:
            return
        self._ids = ids
        last, self._shown = self._shown, job
        if last is not None and last.folder != job.folder:
            last.remove_files()

    def _see_failure(self, error: object) -> None:
        self.set_on(False)

    def _see_removal(self, ids: list[str]) -> None:
        # Who deletes the layer has seen enough.
        if set(ids) & set(self._ids):
            self.set_on(False)
