"""QGIS's window, as the parts of the plugin use it."""

from __future__ import annotations

import re
from contextlib import suppress
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
from qtpy.QtWidgets import QDialog, QMenu, QToolBar, QWidget

from .engine import EngineRunner
from .notices import Notices
from .places import ICON_PATH

if TYPE_CHECKING:
    from .settings import LiveSettings

_NAME = "RV Studio"
# Letters in a line of the message bar of a window 1400 pixels wide, beside QGIS's panels.
_ROOM = 115
_SENTENCE_END = re.compile(r"[.!?]\s+|\n")


class Desktop:
    """Puts actions, docks and dialogs into QGIS's window, and takes them out again.

    A part of the plugin is made with it in `initGui`, and has a `remove` that undoes what it did.

    Args:
        iface: QGIS's interface.
        runner: Runs the engine.
        notices: By which the parts hear of each other.
        settings: The settings as they are now.
    """

    def __init__(
        self, iface: Any, runner: EngineRunner, notices: Notices, settings: LiveSettings
    ) -> None:
        self.iface = iface
        self.runner = runner
        self.notices = notices
        self.settings = settings
        self._menu = QMenu(_NAME, self.window)
        self._menu.setIcon(QIcon(str(ICON_PATH)))
        iface.rasterMenu().addMenu(self._menu)
        self._toolbar: QToolBar = iface.addToolBar(_NAME)
        self._toolbar.setObjectName("RvStudioToolBar")
        self._actions: list[QAction] = []
        self._shown_docks: list[QgsDockWidget] = []
        self._dialogs: list[QDialog] = []

    @property
    def window(self) -> QWidget:
        """QGIS's main window."""
        return self.iface.mainWindow()

    @property
    def toolbar(self) -> QToolBar:
        """The plugin's toolbar, for widgets that are no plain actions."""
        return self._toolbar

    def add_action(
        self,
        text: str,
        icon: QIcon,
        on_triggered: Callable[[], None],
        *,
        in_toolbar: bool = True,
    ) -> QAction:
        """A new entry of the plugin's menu and toolbar, which goes with the plugin."""
        action = QAction(icon, text, self.window)
        action.triggered.connect(lambda checked=False: on_triggered())
        self._menu.addAction(action)
        if in_toolbar:
            self._toolbar.addAction(action)
        self._actions.append(action)
        return action

    def add_dock(
        self,
        dock: QgsDockWidget,
        area: Qt.DockWidgetArea = Qt.DockWidgetArea.RightDockWidgetArea,
    ) -> None:
        """Puts a dock into the window, hidden; its part removes it with `remove_dock`."""
        self.iface.addDockWidget(area, dock)
        dock.hide()

    def raise_dock(self, dock: QgsDockWidget) -> None:
        """Shows a dock in front of others, as wide as it needs to be."""
        if dock not in self._shown_docks:
            self._put_behind_others(dock)
        dock.setUserVisible(True)
        width_px = dock.widget().sizeHint().width()
        if dock.width() < width_px:
            self.window.resizeDocks([dock], [width_px], Qt.Orientation.Horizontal)

    def remove_dock(self, dock: QgsDockWidget) -> None:
        """Takes a dock out of the window and deletes it."""
        if dock in self._shown_docks:
            self._shown_docks.remove(dock)
        self.iface.removeDockWidget(dock)
        dock.deleteLater()

    def keep_dialog(self, dialog: QDialog) -> None:
        """Closes and deletes a dialog when the plugin goes."""
        self._dialogs.append(dialog)

    def show_failure(self, title: str, text: str) -> None:
        """The one place where failures reach QGIS's message bar, where they stay.

        What is too long for the bar is behind a button in it.
        """
        self._push(f"{_NAME}, {title}", text, Qgis.MessageLevel.Critical, 0)

    def show_warning(self, text: str) -> None:
        """Says for fifteen seconds what may not be as it should; else as `show_failure`."""
        self._push(_NAME, text, Qgis.MessageLevel.Warning, 15)

    def show_success(self, text: str) -> None:
        """Says for ten seconds that something is done."""
        self.iface.messageBar().pushMessage(_NAME, text, Qgis.MessageLevel.Success, 10)

    def show_hint(self, text: str) -> None:
        """Says for five seconds what to do next."""
        self.iface.messageBar().pushMessage(_NAME, text, Qgis.MessageLevel.Info, 5)

    def _push(self, title: str, text: str, level: Qgis.MessageLevel, duration_s: int) -> None:
        bar = self.iface.messageBar()
        beginning, rest = _begin(text, _ROOM - len(title))
        if rest:
            bar.pushMessage(title, beginning, rest, level, duration_s)
        else:
            bar.pushMessage(title, beginning, level, duration_s)

    def open_algorithm(
        self, algorithm_id: str, parameters: Optional[dict[str, Any]] = None
    ) -> None:
        """Opens an algorithm's dialog, with the layers that are meant where none are given."""
        # Another plugin, which the user may have switched off.
        import processing

        algorithm = QgsApplication.processingRegistry().algorithmById(algorithm_id)
        runs, reason = algorithm.canExecute()
        if not runs:
            self.notices.engine_missing.emit()
            self.show_failure(algorithm.displayName(), reason)
            return
        layers = {
            name: layer.id()
            for name, layer in self._layers_that_are_meant().items()
            if layer is not None and algorithm.parameterDefinition(name) is not None
        }
        # Not `execAlgorithmDialog`: a dialog that blocks the map for a whole training is no help.
        dialog = processing.createAlgorithmDialog(algorithm_id, {**layers, **(parameters or {})})
        self.keep_dialog(dialog)
        dialog.show()

    def remove(self) -> None:
        """Takes everything out again."""
        for dialog in self._dialogs:
            # QGIS deletes some itself when they are closed.
            with suppress(RuntimeError):
                dialog.close()
                dialog.deleteLater()
        self._dialogs.clear()
        for action in self._actions:
            action.deleteLater()
        self._actions.clear()
        # Not through `removePluginRasterMenu`: that takes the menu away but never deletes it.
        self.iface.rasterMenu().removeAction(self._menu.menuAction())
        self._menu.deleteLater()
        self.window.removeToolBar(self._toolbar)
        self._toolbar.deleteLater()

    def _put_behind_others(self, dock: QgsDockWidget) -> None:
        """With tabs: no dock of the plugin has room enough above another. Users may part them."""
        area = self.window.dockWidgetArea(dock)
        for other in self._shown_docks:
            if self.window.dockWidgetArea(other) == area and not other.isFloating():
                self.window.tabifyDockWidget(other, dock)
                break
        self._shown_docks.append(dock)

    def _layers_that_are_meant(self) -> dict[str, Optional[QgsMapLayer]]:
        """What a dialog begins with: the active layer where it fits, else the topmost that does."""
        # Not before: QGIS shall start fast.
        from .layers.provenance import is_result

        shown = [self.iface.activeLayer(), *self.iface.mapCanvas().layers()]
        layers = [layer for layer in shown if not is_result(layer)]
        images = (layer for layer in layers if isinstance(layer, QgsRasterLayer))
        polygons = (
            layer
            for layer in layers
            if isinstance(layer, QgsVectorLayer)
            and layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
        )
        return {"IMAGE": next(images, None), "LABELS": next(polygons, None)}


def _begin(text: str, room: int) -> tuple[str, str]:
    """The sentences of a text that have room, and the rest; "" where all of it has."""
    if len(text) <= room:
        return text, ""
    ends = [found.end() for found in _SENTENCE_END.finditer(text[:room])]
    if ends:
        return text[: ends[-1]].rstrip(), text[ends[-1] :].lstrip()
    # The first is too long: it is whole in the rest.
    return f"{text[:room].rsplit(maxsplit=1)[0]} ...", text
