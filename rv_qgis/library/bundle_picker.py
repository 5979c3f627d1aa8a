"""The list of bundles with its search."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.gui import QgsFilterLineEdit
from qtpy.QtCore import QSortFilterProxyModel, Qt, Signal
from qtpy.QtWidgets import QVBoxLayout, QWidget

from ..translation import tr
from .bundle_entry import BundleEntry
from .bundle_list import BundleList
from .bundle_model import PATH_ROLE, SEARCH_ROLE, BundleModel
from .bundle_view import BundleView


class BundlePicker(QWidget):
    """Shows all bundles, or those that fit the search; one of them is the chosen one.

    Args:
        bundles: The bundles.
    """

    chosen_changed = Signal()
    """Another bundle is chosen, or what is known of the chosen one is new."""

    def __init__(self, bundles: BundleList, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._bundles = bundles
        self.model = BundleModel(bundles, self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self.model)
        self._shown.setFilterRole(SEARCH_ROLE)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.view = BundleView()
        self.view.setModel(self._shown)
        self.view.setAccessibleName(tr("Models"))
        self.view.selectionModel().currentChanged.connect(lambda *_: self.chosen_changed.emit())
        self.search = QgsFilterLineEdit()
        self.search.setPlaceholderText(tr("Search name, class, task"))
        self.search.setAccessibleName(tr("Search the models"))
        self.search.textChanged.connect(self._shown.setFilterFixedString)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        # After the model, which hears of the change too.
        bundles.changed.connect(self._refresh)
        self._refresh()

    @property
    def chosen(self) -> Optional[BundleEntry]:
        """The bundle that is chosen."""
        index = self.view.currentIndex()
        return self._bundles.entry(index.data(PATH_ROLE)) if index.isValid() else None

    def choose(self, path: Path) -> None:
        """Chooses a bundle, if it is shown."""
        for row in range(self._shown.rowCount()):
            index = self._shown.index(row, 0)
            if index.data(PATH_ROLE) == path:
                self.view.setCurrentIndex(index)

    def rename(self) -> None:
        """Lets the user type another name, in the list."""
        if self.view.currentIndex().isValid():
            self.view.edit(self.view.currentIndex())

    def close_all(self) -> None:
        """Shows nothing new any more."""
        self._bundles.changed.disconnect(self._refresh)
        self.model.previews.close()

    def _refresh(self) -> None:
        if not self.view.currentIndex().isValid() and self._shown.rowCount():
            current = self._bundles.current
            self.view.setCurrentIndex(self._shown.index(0, 0))
            if current is not None:
                self.choose(current.path)
        self.chosen_changed.emit()
