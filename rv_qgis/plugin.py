"""The plugin: puts the parts into QGIS and takes them out again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Optional

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsMapLayer,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.gui import QgsDockWidget
from qtpy.QtCore import Qt
from qtpy.QtGui import QAction, QIcon
from qtpy.QtWidgets import QDialog, QMenu, QToolBar

from ..rv_engine.errors import RvError
from . import vendored
from .engine import EngineHome, EngineRunner, find_home
from .engine.home import ENVIRONMENT_VARIABLE
from .engine.managed_home import homes_folder
from .notices import Notices
from .places import ICON_PATH, PLUGIN_ROOT
from .processing import RvStudioProvider
from .report import EvaluationDock
from .runs import ClosingQuestion, RunCollection, RunRegistry, RunsDock
from .runs.run_snapshot import FINISHED, RunSnapshot
from .settings import LiveSettings, OptionsPageFactory, engine_python, homes_folder_setting
from .settings.settings import STOP, remember_set_up_was_offered, set_up_was_offered
from .translation import install_translator, remove_translator, tr

if TYPE_CHECKING:
    from .setup import SetupDialog

_MENU = "RV Studio"


class RvStudioPlugin:
    """What QGIS loads.

    Args:
        iface: QGIS's window; None in `qgis_process`.
    """

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._translator = install_translator()
        self._settings = LiveSettings(has_window=iface is not None)
        self._runner = EngineRunner(
            lambda: _home_of(engine_python()),
            self._settings.variables,
            self._settings.memory_limit_mb,
        )
        self._notices = Notices()
        self._provider: Optional[RvStudioProvider] = None
        self._options: Optional[OptionsPageFactory] = None
        self._menu: Optional[QMenu] = None
        self._toolbar: Optional[QToolBar] = None
        self._actions: list[QAction] = []
        self._dialogs: list[QDialog] = []
        self._dock: Optional[EvaluationDock] = None
        self._set_up: Optional[SetupDialog] = None
        self._runs: Optional[RunCollection] = None
        self._runs_dock: Optional[RunsDock] = None
        self._closing: Optional[ClosingQuestion] = None

    def initProcessing(self) -> None:
        """Called alone by `qgis_process`, which has no window."""
        self._provider = RvStudioProvider(self._runner, self._notices)
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        """Called by QGIS's window."""
        self.initProcessing()
        self._menu = QMenu(_MENU, self._iface.mainWindow())
        self._menu.setIcon(QIcon(str(ICON_PATH)))
        self._iface.rasterMenu().addMenu(self._menu)
        self._toolbar = self._iface.addToolBar(_MENU)
        self._toolbar.setObjectName("RvStudioToolBar")
        self._add_action(
            tr("Train Segmentation Model..."),
            QIcon(str(ICON_PATH)),
            lambda: self._open_algorithm("rvstudio:trainsegmentation"),
        )
        self._add_action(
            tr("Predict with Bundle..."),
            QgsApplication.getThemeIcon("mActionAddRasterLayer.svg"),
            lambda: self._open_algorithm("rvstudio:predictwithbundle"),
        )
        self._add_action(
            tr("Show Evaluation..."),
            QgsApplication.getThemeIcon("mActionOpenTable.svg"),
            self._show_dock,
        )
        self._add_action(
            tr("Show Runs"),
            QgsApplication.getThemeIcon("processingAlgorithm.svg"),
            self.show_runs,
        )
        self._add_action(
            tr("Set Up Engine..."),
            QgsApplication.getThemeIcon("mActionOptions.svg"),
            self.show_set_up,
            in_toolbar=False,
        )
        self._options = OptionsPageFactory(
            self._runner, _home_of, self.show_set_up, self._settings.refresh
        )
        self._iface.registerOptionsWidgetFactory(self._options)
        self._dock = EvaluationDock(self._iface.mainWindow())
        self._dock.failed.connect(self._show_evaluation_failure)
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._dock.hide()
        self._begin_runs()
        self._notices.has_window = True
        self._notices.failed.connect(self._show_failure)
        self._notices.evaluated.connect(self._show_evaluation)

    def unload(self) -> None:
        """Takes everything out again and stops what is running."""
        if self._set_up is not None:
            self._set_up.stop()
        self._end_runs()
        self._runner.stop_all()
        self._close_dialogs()
        # Not deleted: an algorithm that is just being stopped may still have something to say.
        self._notices.blockSignals(True)
        for action in self._actions:
            action.deleteLater()
        self._actions.clear()
        if self._menu is not None:
            # Not through `removePluginRasterMenu`: that takes the menu away but never deletes it.
            self._iface.rasterMenu().removeAction(self._menu.menuAction())
            self._menu.deleteLater()
            self._menu = None
        if self._toolbar is not None:
            self._iface.mainWindow().removeToolBar(self._toolbar)
            self._toolbar.deleteLater()
            self._toolbar = None
        if self._dock is not None:
            self._iface.removeDockWidget(self._dock)
            self._dock.deleteLater()
            self._dock = None
        if self._options is not None:
            self._iface.unregisterOptionsWidgetFactory(self._options)
            self._options = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        self._settings.close()
        remove_translator(self._translator)
        vendored.remove_from_path()

    def show_runs(self) -> None:
        """Shows the dock with the runs."""
        self._runs.refresh()
        self._raise_dock(self._runs_dock)

    def _begin_runs(self) -> None:
        folder = homes_folder(os.environ) or Path(QgsApplication.qgisSettingsDirPath())
        self._runs = RunCollection(
            self._runner,
            RunRegistry(folder / "runs.json"),
            lambda: self._settings.compute.run_folder,
        )
        self._runs.failed.connect(self._show_run_failure)
        self._runs.ended.connect(self._show_run_end)
        self._notices.run_began.connect(self._watch_run)
        window = self._iface.mainWindow()
        self._runs_dock = RunsDock(self._runs, lambda: self._runner.home().python, window)
        self._runs_dock.report_wanted.connect(self._show_evaluation)
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._runs_dock)
        self._runs_dock.hide()
        self._closing = ClosingQuestion(window, self._runs)
        self._runs.refresh()

    def _end_runs(self) -> None:
        if self._runs is None:
            return
        # Without an answer the plugin is only being reloaded: no reason to lose a run.
        self._runs.close(stop_runs=self._closing.answer == STOP)
        self._closing.remove()
        self._iface.removeDockWidget(self._runs_dock)
        self._runs_dock.deleteLater()
        self._runs.deleteLater()
        self._runs = self._runs_dock = self._closing = None

    def _watch_run(self, folder: str) -> None:
        self._runs.watch(Path(folder))

    def _show_run_failure(self, error: RvError) -> None:
        self._show_failure(tr("Runs"), str(error))

    def _show_run_end(self, run: RunSnapshot) -> None:
        if run.state == FINISHED:
            text = tr("The run '{run}' is finished.").format(run=run.title)
            self._iface.messageBar().pushMessage("RV Studio", text, Qgis.MessageLevel.Success, 10)
        elif run.problem:
            self._show_failure(run.title, run.problem)

    def show_set_up(self) -> None:
        """Opens the page that sets the engine up."""
        if self._set_up is None:
            # Only now: QGIS waits for all that the plugin imports when it starts.
            from .setup import SetupDialog

            self._set_up = SetupDialog(self._runner, self._iface.mainWindow())
            self._set_up.ready.connect(self._settings.refresh)
            self._dialogs.append(self._set_up)
        elif not self._set_up.is_working:
            self._set_up.look()
        self._set_up.show()
        self._set_up.raise_()
        self._set_up.activateWindow()

    def _offer_set_up(self) -> None:
        """Opens the set-up page at the first use; later the message says where it is."""
        is_told_another = engine_python() or os.environ.get(ENVIRONMENT_VARIABLE)
        if not set_up_was_offered() and not is_told_another:
            remember_set_up_was_offered()
            self.show_set_up()

    def _add_action(
        self,
        text: str,
        icon: QIcon,
        on_triggered: Callable[[], None],
        *,
        in_toolbar: bool = True,
    ) -> None:
        action = QAction(icon, text, self._iface.mainWindow())
        action.triggered.connect(lambda checked=False: on_triggered())
        self._menu.addAction(action)
        if in_toolbar:
            self._toolbar.addAction(action)
        self._actions.append(action)

    def _open_algorithm(self, algorithm_id: str) -> None:
        # Another plugin, which the user may have switched off.
        import processing

        algorithm = QgsApplication.processingRegistry().algorithmById(algorithm_id)
        runs, reason = algorithm.canExecute()
        if not runs:
            self._offer_set_up()
            self._show_failure(algorithm.displayName(), reason)
            return
        parameters = {
            name: layer.id()
            for name, layer in self._layers_that_are_meant().items()
            if layer is not None and algorithm.parameterDefinition(name) is not None
        }
        # Not `execAlgorithmDialog`: a dialog that blocks the map for a whole training is no help.
        dialog = processing.createAlgorithmDialog(algorithm_id, parameters)
        self._dialogs.append(dialog)
        dialog.show()

    def _layers_that_are_meant(self) -> dict[str, Optional[QgsMapLayer]]:
        """What a dialog begins with: the active layer where it fits, else the topmost that does."""
        layers = [self._iface.activeLayer(), *self._iface.mapCanvas().layers()]
        images = (layer for layer in layers if isinstance(layer, QgsRasterLayer))
        polygons = (
            layer
            for layer in layers
            if isinstance(layer, QgsVectorLayer)
            and layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
        )
        return {"IMAGE": next(images, None), "LABELS": next(polygons, None)}

    def _close_dialogs(self) -> None:
        for dialog in self._dialogs:
            # QGIS deletes some itself when they are closed.
            with suppress(RuntimeError):
                dialog.close()
                dialog.deleteLater()
        self._dialogs.clear()
        self._set_up = None

    def _show_dock(self) -> None:
        self._raise_dock(self._dock)
        if self._dock.evaluation is None:
            self._dock.choose_file()

    def _raise_dock(self, dock: QgsDockWidget) -> None:
        dock.setUserVisible(True)
        width_px = dock.widget().sizeHint().width()
        if dock.width() < width_px:
            self._iface.mainWindow().resizeDocks([dock], [width_px], Qt.Orientation.Horizontal)

    def _show_evaluation(self, path: str) -> None:
        if self._dock.open_file(Path(path)):
            self._raise_dock(self._dock)

    def _show_evaluation_failure(self, error: RvError) -> None:
        self._show_failure(tr("Evaluation"), str(error))

    def _show_failure(self, title: str, text: str) -> None:
        """The one place where failures reach QGIS's message bar."""
        self._iface.messageBar().pushMessage(
            f"RV Studio, {title}", text, Qgis.MessageLevel.Critical, 0
        )


def _home_of(setting: str) -> EngineHome:
    managed = homes_folder(os.environ, homes_folder_setting())
    return find_home(setting, os.environ, PLUGIN_ROOT, managed)
