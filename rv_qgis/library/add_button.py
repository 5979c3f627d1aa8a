"""The button that adds bundles: from files, an address, or a folder that is watched."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qtpy.QtCore import Signal
from qtpy.QtWidgets import QInputDialog, QLineEdit, QMenu, QToolButton, QWidget

from ..file_dialogs import ask_folder, ask_open_many
from ..translation import tr
from .bundle_list import BundleList


class AddButton(QToolButton):
    """Asks where the bundles are.

    Args:
        bundles: Knows the folders that are watched.
    """

    files_given = Signal(list)
    """The paths of bundles."""
    address_given = Signal(str)
    """Where a bundle is on the internet."""

    def __init__(self, bundles: BundleList, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._bundles = bundles
        self.setObjectName("add")
        self.setIcon(QgsApplication.getThemeIcon("mActionAdd.svg"))
        self.setToolTip(tr("Add a model"))
        self.setAccessibleName(tr("Add a model"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.addAction(tr("From a File..."), self.choose_files)
        menu.addAction(tr("From an Address..."), self.choose_address)
        menu.addAction(tr("Watch a Folder..."), self.choose_folder)
        self._watched_menu = menu.addMenu(tr("Watch No More"))
        self._watched_menu.aboutToShow.connect(self._list_watched)
        self.setMenu(menu)

    def choose_files(self) -> None:
        """Lets the user choose bundles."""
        paths = ask_open_many(self, tr("Add models"), tr("Model bundles (*.zip)"))
        if paths:
            self.files_given.emit(paths)

    def choose_address(self) -> None:
        """Lets the user give an address."""
        address, accepted = QInputDialog.getText(
            self,
            tr("Add a Model from an Address"),
            tr("Address of the model bundle (https://…/model-bundle.zip):"),
            QLineEdit.EchoMode.Normal,
            "https://",
        )
        if accepted and address.strip():
            self.address_given.emit(address)

    def choose_folder(self) -> None:
        """Lets the user choose a folder, whose bundles are listed from now on."""
        folder = ask_folder(self, tr("Watch a folder for models"))
        if folder is not None:
            self._bundles.watch(folder)

    def _list_watched(self) -> None:
        self._watched_menu.clear()
        for folder in self._bundles.watched:
            self._watched_menu.addAction(
                str(folder), lambda folder=folder: self._bundles.unwatch(folder)
            )
        if self._watched_menu.isEmpty():
            self._watched_menu.addAction(tr("No folder is watched")).setEnabled(False)
