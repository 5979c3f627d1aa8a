"""What can be done with a run, as actions for buttons, a menu and keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Callable, Optional

from qgis.core import QgsApplication
from qtpy.QtCore import QObject, Qt
from qtpy.QtGui import QAction, QKeySequence
from qtpy.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ..translation import tr
from .run_results import has_maps, report_path
from .run_snapshot import FINISHED, RunSnapshot


class RunActions(QObject):
    """One action a verb; which are possible depends on the run.

    Args:
        verbs: What each of stop, resume, add, report, folder, copy and delete does.
    """

    def __init__(
        self, verbs: Mapping[str, Callable[[], None]], parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        for name, icon, text, tip in (
            ("stop", "mActionStop.svg", tr("Stop"), tr("Stop; what is finished stays")),
            ("resume", "mActionPlay.svg", tr("Go On"), tr("Go on with what is not finished")),
            ("add", "mActionAddRasterLayer.svg", tr("Add the Maps"),
             tr("Add the maps to the project")),
            ("report", "mActionOpenTable.svg", tr("Show the Report"), tr("Show the scores")),
            ("folder", "mIconFolderOpen.svg", tr("Open the Folder"), tr("Open the run's folder")),
            ("copy", "mActionEditCopy.svg", tr("Copy the Command Line"),
             tr("Copy the command line")),
            ("delete", "mActionDeleteSelected.svg", tr("Delete..."), tr("Delete the run...")),
        ):  # fmt: skip
            action = QAction(QgsApplication.getThemeIcon(icon), text, self)
            action.setObjectName(name)
            action.setToolTip(tip)
            action.triggered.connect(lambda checked=False, verb=verbs[name]: verb())
            self._actions[name] = action
        self._actions["delete"].setShortcut(QKeySequence("Del"))
        self._actions["delete"].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    @property
    def possible(self) -> set[str]:
        """The names of those that are possible now."""
        return {name for name, action in self._actions.items() if action.isEnabled()}

    def suit(self, run: Optional[RunSnapshot]) -> None:
        """Enables what is possible with a run."""
        for name, action in self._actions.items():
            action.setEnabled(run is not None and _is_possible(name, run))

    def fill(self, row: QHBoxLayout, view: QWidget) -> None:
        """Puts buttons into a row, and all actions into the menu of a view."""
        for name, action in self._actions.items():
            button = QToolButton()
            button.setObjectName(name)
            button.setDefaultAction(action)
            button.setAccessibleName(action.toolTip())
            button.setAutoRaise(True)
            row.addWidget(button)
            view.addAction(action)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)


def _is_possible(name: str, run: RunSnapshot) -> bool:
    if name == "stop":
        return run.is_live
    if name == "resume":
        return not run.is_live and run.state != FINISHED
    if name == "delete":
        return not run.is_live
    if name == "add":
        return has_maps(run)
    if name == "report":
        return bool(report_path(run))
    return True
