"""The list of bundles for a view."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsApplication
from qtpy.QtCore import QAbstractListModel, QModelIndex, QObject, QSize, Qt
from qtpy.QtGui import QFont, QIcon

from ..translation import tr
from .bundle_entry import BundleEntry
from .bundle_file import read_preview
from .bundle_html import class_names, date_text, score_text, task_text
from .bundle_list import BundleList
from .thumbnails import Thumbnails

PATH_ROLE = Qt.ItemDataRole.UserRole
SEARCH_ROLE = Qt.ItemDataRole.UserRole + 1
PREVIEW_SIZE = QSize(384, 240)
_TOP = QModelIndex()


class BundleModel(QAbstractListModel):
    """Name, task, classes and quality of each bundle, with its picture; the name can be changed.

    Args:
        bundles: What is shown.
    """

    def __init__(self, bundles: BundleList, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._bundles = bundles
        self._entries: tuple[BundleEntry, ...] = ()
        self._current: Optional[Path] = None
        self.previews = Thumbnails(_read, PREVIEW_SIZE, self)
        self.previews.loaded.connect(self._show_preview)
        bundles.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows what the list holds now."""
        entries = self._bundles.bundles
        current = self._bundles.current
        same = [entry.path for entry in entries] == [entry.path for entry in self._entries]
        if not same:
            self.beginResetModel()
        self._entries = entries
        self._current = current.path if current else None
        if not same:
            self.endResetModel()
        elif entries:
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))

    def entry(self, index: QModelIndex) -> Optional[BundleEntry]:
        """The bundle in a row."""
        return self._entries[index.row()] if index.isValid() else None

    def rowCount(self, parent: QModelIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: QModelIndex) -> Any:
        flags = super().flags(index)
        if index.isValid():
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDropEnabled
        return flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _two_lines(entry)
        if role == Qt.ItemDataRole.EditRole:
            return entry.name
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(entry)
        if role == Qt.ItemDataRole.FontRole and entry.path == self._current:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(entry.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _two_lines(entry).replace("\n", ", ")
        if role == PATH_ROLE:
            return entry.path
        if role == SEARCH_ROLE:
            return f"{_two_lines(entry)} {entry.path}"
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self._bundles.rename(self._entries[index.row()].path, str(value))
        return True

    def _icon(self, entry: BundleEntry) -> QIcon:
        if entry.info is None or entry.info.refused:
            return QgsApplication.getThemeIcon("mIconWarning.svg")
        if entry.info.has_preview:
            pixmap = self.previews.pixmap(preview_key(entry))
            if not pixmap.isNull():
                return QIcon(pixmap)
        return QgsApplication.getThemeIcon("mIconRaster.svg")

    def _show_preview(self, key: Hashable) -> None:
        for row, entry in enumerate(self._entries):
            if preview_key(entry) == key:
                self.dataChanged.emit(self.index(row), self.index(row))


def preview_key(entry: BundleEntry) -> Hashable:
    """By which the picture of a bundle is known: another file has another picture."""
    return (entry.path, entry.info.size_bytes, entry.info.created) if entry.info else entry.path


def _read(key: Any) -> bytes:
    return read_preview(key[0])


def _two_lines(entry: BundleEntry) -> str:
    if entry.info is None:
        return f"{entry.name}\n{tr('cannot be read')}"
    if entry.info.refused:
        return f"{entry.name}\n{tr('not safe to use')}"
    facts = (
        task_text(entry.info.task),
        class_names(entry.info),
        score_text(entry.info),
        date_text(entry.info),
    )
    return f"{entry.name}\n" + " · ".join(fact for fact in facts if fact)
