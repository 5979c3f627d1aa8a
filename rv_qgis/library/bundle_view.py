"""The list of bundles that takes what is dropped on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsMimeDataUtils
from qtpy.QtCore import QMimeData, QModelIndex, QSize, Qt, Signal
from qtpy.QtGui import QContextMenuEvent
from qtpy.QtWidgets import QAbstractItemView, QLineEdit, QListView, QStyledItemDelegate, QWidget

from .bundle_model import PATH_ROLE

_ICON_SIZE = QSize(96, 60)


class NameDelegate(QStyledItemDelegate):
    """Keeps what is being typed when something else of the bundle is new, its picture for one."""

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)


class BundleView(QListView):
    """Bundles are dropped anywhere to be added, an image on a bundle to be predicted."""

    bundles_dropped = Signal(list)
    """The paths of zips."""
    image_dropped = Signal(object, str)
    """The path of the bundle, and the source of the image."""
    menu_wanted = Signal(object)
    """Where in the list the menu of the chosen bundle is to open."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(NameDelegate(self))
        self.setIconSize(_ICON_SIZE)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAlternatingRowColors(True)
        self.setUniformItemSizes(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)

    def contextMenuEvent(self, event: Any) -> None:
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).center()
        if self.indexAt(place).isValid():
            self.menu_wanted.emit(place)

    def dragEnterEvent(self, event: Any) -> None:
        if bundle_paths(event.mimeData()) or image_sources(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: Any) -> None:
        index = self.indexAt(_place(event))
        if bundle_paths(event.mimeData()) or (index.isValid() and image_sources(event.mimeData())):
            if index.isValid():
                self.setCurrentIndex(index)
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: Any) -> None:
        paths, images = bundle_paths(event.mimeData()), image_sources(event.mimeData())
        index = self.indexAt(_place(event))
        event.acceptProposedAction()
        # Dialogs open when the drag is over: the program that it came from would wait for them.
        if paths:
            self.bundles_dropped.emit(paths)
        elif images and index.isValid():
            self.image_dropped.emit(index.data(PATH_ROLE), images[0])


def bundle_paths(mime: QMimeData) -> list[Path]:
    """The zips among files that are dragged."""
    return [path for path in _files(mime) if path.suffix.lower() == ".zip"]


def image_sources(mime: QMimeData) -> Sequence[str]:
    """The sources of rasters that are dragged: from the layers, QGIS's browser, or as files."""
    if QgsMimeDataUtils.isUriList(mime):
        uris = QgsMimeDataUtils.decodeUriList(mime)
        return [uri.uri for uri in uris if uri.layerType == "raster"]
    return [str(path) for path in _files(mime) if path.suffix.lower() not in (".zip", "")]


def _files(mime: QMimeData) -> list[Path]:
    if not mime.hasUrls():
        return []
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _place(event: Any) -> Any:
    return event.position().toPoint() if hasattr(event, "position") else event.pos()
