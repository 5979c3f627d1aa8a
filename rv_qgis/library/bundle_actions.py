"""What can be done with a bundle, as actions for a toolbar, a menu and keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Callable, Optional

from qgis.core import QgsApplication
from qtpy.QtCore import QObject, Qt
from qtpy.QtGui import QAction, QKeySequence
from qtpy.QtWidgets import QMenu, QToolBar, QWidget

from ..translation import tr
from .bundle_entry import BundleEntry

# The others are in the menu of the list: a narrow dock shall show what matters most.
_IN_TOOLBAR = ("predict", "report", "footprint", "zoom", "export", "remove")
_IN_MENU = ("predict", "report", "zoom", "rename", "export", "copy", "folder", "remove")
_KEYS = {"predict": "Return", "rename": "F2", "remove": "Del"}


class BundleActions(QObject):
    """One action a verb; which are possible depends on the bundle.

    Args:
        verbs: What each of predict, report, zoom, rename, export, copy, folder and remove does.
        on_footprint: Called when it is to be shown where a model was trained, or no longer.
    """

    def __init__(
        self,
        verbs: Mapping[str, Callable[[], None]],
        on_footprint: Callable[[], None],
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        for name, icon, text in (
            ("predict", "mActionPlay.svg", tr("Predict...")),
            ("report", "mActionOpenTable.svg", tr("Show Its Report")),
            ("footprint", "mActionShowSelectedLayers.svg", tr("Show Where It Was Trained")),
            ("zoom", "mActionZoomToLayer.svg", tr("Zoom to Where It Was Trained")),
            ("rename", "mActionToggleEditing.svg", tr("Rename")),
            ("export", "mActionFileSaveAs.svg", tr("Save a Copy...")),
            ("copy", "mActionEditCopy.svg", tr("Copy the File, to Share It")),
            ("folder", "mIconFolderOpen.svg", tr("Open Its Folder")),
            ("remove", "mActionRemove.svg", tr("Remove from the List")),
        ):
            action = QAction(QgsApplication.getThemeIcon(icon), text, self)
            action.setObjectName(name)
            if name in verbs:
                action.triggered.connect(lambda checked=False, verb=verbs[name]: verb())
            else:
                action.setCheckable(True)
                action.toggled.connect(lambda checked: on_footprint())
            if name in _KEYS:
                action.setShortcut(QKeySequence(_KEYS[name]))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._actions[name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def suit(self, entry: Optional[BundleEntry]) -> None:
        """Enables what is possible with a bundle."""
        for name, action in self._actions.items():
            action.setEnabled(_is_possible(name, entry))

    def fill(self, bar: QToolBar, view: QWidget) -> None:
        """Puts the actions into a toolbar, and those that have keys into the view for these."""
        for name in _IN_TOOLBAR:
            bar.addAction(self._actions[name])
        for name in _IN_TOOLBAR:
            # Of themselves the buttons of toolbars are out of the keyboard's reach.
            bar.widgetForAction(self._actions[name]).setFocusPolicy(Qt.FocusPolicy.TabFocus)
        predict = bar.widgetForAction(self._actions["predict"])
        predict.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        for name in _KEYS:
            view.addAction(self._actions[name])

    def menu(self, parent: QWidget) -> QMenu:
        """A menu of what is done with a bundle."""
        menu = QMenu(parent)
        for name in _IN_MENU:
            menu.addAction(self._actions[name])
        return menu


def _is_possible(name: str, entry: Optional[BundleEntry]) -> bool:
    if name == "footprint":
        return True
    if entry is None:
        return False
    info = entry.info
    if name == "predict":
        return info is not None and not info.refused
    if name == "report":
        return info is not None and info.has_evaluation
    if name == "zoom":
        return info is not None and bool(info.footprint)
    if name in ("export", "copy"):
        return info is not None
    return True
