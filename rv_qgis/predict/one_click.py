"""From a click to layers: looks whether all fits, asks the warm engine, and shows what it made."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Mapping as AnyMapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import (
    Qgis,
    QgsMapLayer,
    QgsMessageLog,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qtpy.QtCore import QObject, Signal

from ...rv_engine.errors import RasterError, RvError
from ...rv_engine.messages import Log, Message
from ..desktop import Desktop
from ..engine import EngineNotFoundError, WarmEngine, WarmRequest
from ..layers import RasterFile, raster_file
from ..library import BundleEntry
from ..translation import tr
from .area import Area, selected_area, visible_area, whole_area
from .choices import SELECTED, WHOLE, PredictChoices
from .confidence import threshold_of
from .fit import Mapping, find_misfit
from .image_choice import layer_with_selection, value_ranges
from .image_facts import image_facts
from .prediction_job import PredictionJob
from .prediction_layers import add_prediction, replace_prediction
from .progress_item import ProgressItem

# Pixels that live prediction takes on: about what a screen of a large image has.
_MOST_LIVE_PX = 5000 * 5000
_NUMBER = re.compile(r"\d+(\.\d+)?(e[+-]?\d+)?")


@dataclass(frozen=True)
class _Wish:
    """What the user wants to see, before it is known whether all fits."""

    bundle: BundleEntry
    raster: RasterFile
    image_id: str
    area: Area
    choices: PredictChoices
    begun_s: float
    live_layers: Optional[list[QgsMapLayer]]
    is_quiet: bool


@dataclass(frozen=True)
class _Running:
    """A prediction under way."""

    wish: _Wish
    job: PredictionJob
    request: WarmRequest
    item: Optional[ProgressItem]


class OneClick(QObject):
    """Predicts. It lives on the main thread.

    Args:
        desktop: QGIS's window.
        engine: The warm engine.
    """

    added = Signal(list)
    """The layers of a new prediction."""
    ended = Signal(object)
    """The `PredictionJob` that is over, however it ended."""
    failed = Signal(object)
    """The `RvError`, after it was shown."""

    def __init__(self, desktop: Desktop, engine: WarmEngine) -> None:
        super().__init__()
        self._desktop = desktop
        self._engine = engine
        self._running: list[_Running] = []
        # What the user said about images that do not fit, by bundle and layer.
        self._mappings: dict[tuple[str, str], Mapping] = {}
        # What the engine warned of, by bundle and layer: once is enough.
        self._warned: set[tuple[str, str, str]] = set()
        self.problem: Optional[RvError] = None
        """What went wrong the last time, if something did."""
        self.timings: dict[str, float] = {}
        """Seconds that the last prediction took: `click_s` until its layers were there, and the
        engine's own."""

    @property
    def jobs(self) -> list[PredictionJob]:
        """What is being predicted."""
        return [running.job for running in self._running]

    @property
    def is_busy(self) -> bool:
        """Whether something is being predicted."""
        return bool(self._running)

    def predict(
        self,
        bundle: BundleEntry,
        layer: QgsRasterLayer,
        choices: PredictChoices,
        *,
        live_layers: Optional[list[QgsMapLayer]] = None,
        is_quiet: bool = False,
    ) -> None:
        """Predicts a part of a layer; the answer comes as layers, or as a message.

        Args:
            live_layers: Layers of an earlier prediction that are to show this one; an empty list
                for the first of a live mode. Earlier ones under way are cancelled.
            is_quiet: Whether no progress is shown.
        """
        begun_s = time.perf_counter()
        self.problem = None
        try:
            raster = raster_file(layer)
            area = self._area(choices, raster)
            if live_layers is not None:
                _check_size(area, layer)
        except RvError as error:
            self._show(error)
            return
        wish = _Wish(bundle, raster, layer.id(), area, choices, begun_s, live_layers, is_quiet)
        self._with_mapping(bundle, layer, partial(self._start, wish))

    def cancel_live(self) -> None:
        """Stops the predictions of the live mode."""
        for running in [
            running for running in self._running if running.wish.live_layers is not None
        ]:
            running.request.cancel()

    def cancel_all(self) -> None:
        """Stops all predictions."""
        for running in list(self._running):
            running.request.cancel()

    def _area(self, choices: PredictChoices, raster: RasterFile) -> Area:
        context = QgsProject.instance().transformContext()
        if choices.area == WHOLE:
            return whole_area(raster)
        if choices.area == SELECTED:
            layer = layer_with_selection(self._desktop.iface)
            polygons = [] if layer is None else [f.geometry() for f in layer.selectedFeatures()]
            crs = raster.crs if layer is None else layer.crs()
            return selected_area(polygons, crs, raster, context)
        return visible_area(self._desktop.iface.mapCanvas().mapSettings(), raster, context)

    def _with_mapping(
        self, bundle: BundleEntry, layer: QgsRasterLayer, start: Callable[[Mapping], None]
    ) -> None:
        """Goes on at once where the image fits; else when the user has said how it shall."""
        key = (str(bundle.path), layer.id())
        known = self._mappings.get(key)
        facts = image_facts(layer)
        misfit = None if bundle.info is None else find_misfit(bundle.info, facts)
        if known is not None or not misfit:
            start(known or Mapping())
            return
        # Only now: QGIS waits for all that the plugin imports when it starts.
        from .fit_dialog import FitDialog

        ranges = value_ranges(layer) if misfit.dtype else []
        dialog = FitDialog(
            bundle.info, bundle.name, facts, layer.name(), misfit, ranges, self._desktop.window
        )

        def go_on(mapping: Mapping) -> None:
            self._mappings[key] = mapping
            start(mapping)

        dialog.chosen.connect(go_on)
        dialog.rejected.connect(lambda: self.failed.emit(None))
        dialog.finished.connect(lambda result: dialog.deleteLater())
        self._desktop.keep_dialog(dialog)
        dialog.open()

    def _start(self, wish: _Wish, mapping: Mapping) -> None:
        is_live = wish.live_layers is not None
        folder = self._new_folder(is_live=is_live)
        job = PredictionJob(
            wish.bundle, wish.raster, wish.image_id, wish.area, mapping, wish.choices, folder
        )
        if is_live:
            self.cancel_live()
        try:
            request = self._engine.ask("predict", job.params())
        except RvError as error:
            job.remove_files()
            self._show(error)
            return
        item = None
        if not wish.is_quiet:
            bar = self._desktop.iface.messageBar()
            item = ProgressItem(bar, wish.bundle.name, wish.raster.name)
        running = _Running(wish, job, request, item)
        self._running.append(running)
        request.told.connect(partial(self._warn, wish))
        if item is not None:
            request.told.connect(item.show_message)
            item.cancelled.connect(request.cancel)
        request.succeeded.connect(partial(self._succeed, running))
        request.failed.connect(partial(self._fail, running))
        request.stopped.connect(partial(self._stop, running))

    def _succeed(self, running: _Running, values: AnyMapping[str, Any]) -> None:
        self._forget(running)
        job, layers, project = running.job, running.wish.live_layers, QgsProject.instance()
        if layers and all(project.mapLayer(layer.id()) is layer for layer in layers):
            replace_prediction(layers, job.result(values))
        else:
            made = add_prediction(job.result(values), project)
            self._tell_of_nothing(made)
            if layers is not None:
                layers[:] = made
            self.added.emit(made)
        self._note_times(running, values)
        self.ended.emit(job)

    def _tell_of_nothing(self, layers: list[QgsMapLayer]) -> None:
        """A layer without a single box or cell explains nothing by itself."""
        if len(layers) != 1 or not isinstance(layers[0], QgsVectorLayer):
            return
        layer = layers[0]
        if layer.featureCount() != 0:
            return
        if layer.subsetString():
            text = tr(
                "The model is at least {percent} % sure of nothing here. Move the slider below the "
                "layer to the left to see what it is less sure of."
            ).format(percent=round(100 * threshold_of(layer)))
        else:
            text = tr("The model found nothing here.")
        self._desktop.iface.messageBar().pushMessage("RV Studio", text, Qgis.MessageLevel.Info, 10)

    def _warn(self, wish: _Wish, message: Message) -> None:
        """What the engine doubts would else be seen by nobody."""
        if not isinstance(message, Log) or message.level != "warning":
            return
        # Elsewhere on the map the numbers in it are others.
        told = (str(wish.bundle.path), wish.image_id, _NUMBER.sub("#", message.message))
        if told not in self._warned:
            self._warned.add(told)
            self._desktop.show_warning(message.message)

    def _fail(self, running: _Running, error: RvError) -> None:
        self._stop(running)
        self._show(error)

    def _stop(self, running: _Running) -> None:
        self._forget(running)
        running.job.remove_files()
        # Until it has noticed, the engine may write more.
        # Not the method itself: a connection does not keep alive what it is of.
        running.request.let_go.connect(partial(_remove_files, running.job))
        self.ended.emit(running.job)

    def _forget(self, running: _Running) -> None:
        if running in self._running:
            self._running.remove(running)
        if running.item is not None:
            running.item.remove()
        # The connections hold what they are of.
        with suppress(TypeError):
            running.request.disconnect()

    def _note_times(self, running: _Running, values: AnyMapping[str, Any]) -> None:
        click_s = time.perf_counter() - running.wish.begun_s
        told = values.get("timings")
        self.timings = {**(told if isinstance(told, dict) else {}), "click_s": click_s}
        QgsMessageLog.logMessage(
            tr("Predicted in {all:.2f} s, {model:.2f} s of them in the model.").format(
                all=click_s, model=float(self.timings.get("model_s", 0.0))
            ),
            "RV Studio",
            Qgis.MessageLevel.Info,
        )

    def _show(self, error: RvError) -> None:
        if isinstance(error, EngineNotFoundError):
            self._desktop.notices.engine_missing.emit()
        self.problem = error
        self._desktop.show_failure(tr("Predict"), str(error))
        self.failed.emit(error)

    def _new_folder(self, *, is_live: bool) -> Path:
        """Results go where runs go, those of the live mode and without such a place to temporary files."""
        parent = self._desktop.settings.compute.run_folder
        if parent and not is_live:
            folder = Path(parent) / "predictions"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                stamp = time.strftime("%Y-%m-%d-%H%M%S-")
                return Path(tempfile.mkdtemp(prefix=stamp, dir=folder))
            except OSError:
                pass
        return Path(tempfile.mkdtemp(prefix="rv-predict-", dir=QgsProcessingUtils.tempFolder()))


def _check_size(area: Area, layer: QgsRasterLayer) -> None:
    pixel = layer.rasterUnitsPerPixelX() * layer.rasterUnitsPerPixelY()
    if pixel > 0 and area.extent.width() * area.extent.height() / pixel > _MOST_LIVE_PX:
        raise RasterError(
            tr("The map shows too much of '{image}' to be predicted live.").format(
                image=layer.name()
            ),
            hint=tr("Zoom in, or predict the visible map with a click."),
        )


def _remove_files(job: PredictionJob) -> None:
    job.remove_files()
