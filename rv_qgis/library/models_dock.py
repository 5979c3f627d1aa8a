"""The dock with the models."""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import suppress
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsApplication, QgsProcessingUtils
from qgis.gui import QgsDockWidget, QgsMapCanvas
from qtpy.QtCore import QMimeData, QSize, Qt, QTimer, QUrl, Signal
from qtpy.QtGui import QDesktopServices
from qtpy.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMessageBox,
    QSplitter,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from ...rv_engine.errors import RvError
from ..bundled_help import DOCKS, help_button
from ..file_dialogs import ask_save
from ..tasks import BackgroundTask
from ..translation import tr
from .add_button import AddButton
from .bundle_actions import BundleActions
from .bundle_admission import BundleAdmission
from .bundle_card import BundleCard
from .bundle_copy import copy_bundle, file_name_of
from .bundle_entry import RUN, URL, BundleEntry
from .bundle_file import unpack_evaluation
from .bundle_list import BundleList
from .bundle_model import preview_key
from .bundle_picker import BundlePicker
from .bundle_view import bundle_paths, image_sources
from .download_row import DownloadRow
from .footprint_band import FootprintBand

_WIDTH_PX = 380
_EVALUATION_IN_RUN = Path("eval", "validation_scenes", "eval.json")


class ModelsDock(QgsDockWidget):
    """Lists the bundles, shows the chosen one, and what can be done with it.

    Args:
        bundles: The bundles.
        canvas: The map, on which it is shown where a model was trained.
    """

    predict_wanted = Signal(str, str)
    """The path of a bundle, and the source of an image or ""."""
    report_wanted = Signal(str)
    """The path of an eval.json."""
    failed = Signal(object)
    """An `RvError`."""
    told = Signal(str)
    """Something is done."""

    def __init__(
        self, bundles: BundleList, canvas: QgsMapCanvas, parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(tr("RV models"), parent)
        self.setObjectName("RvStudioModelsDock")
        self._bundles = bundles
        self._copying: list[BackgroundTask] = []
        self.footprint = FootprintBand(canvas)
        """Where the chosen bundle was trained, on the map."""
        self.admission = BundleAdmission(bundles, self)
        self.admission.listed.connect(self.choose)
        self.admission.failed.connect(self.failed)
        self.downloading = DownloadRow()
        self.downloading.done.connect(self.admission.take)
        self.downloading.failed.connect(self.failed)
        self.card = BundleCard()
        self.actions_of_bundle = BundleActions(
            {
                "predict": self.predict,
                "report": self.show_report,
                "zoom": self.zoom_to_footprint,
                "rename": self.rename,
                "export": self.export,
                "copy": self.copy_file,
                "folder": self.open_folder,
                "remove": self.remove,
            },
            self._show_footprint,
            self,
        )
        self.picker = BundlePicker(bundles)
        self.picker.chosen_changed.connect(self._show_chosen)
        self.picker.model.previews.loaded.connect(self._show_preview)
        self.view = self.picker.view
        self.view.doubleClicked.connect(lambda index: self.predict())
        self.view.bundles_dropped.connect(self._add_later)
        self.view.image_dropped.connect(self._predict_later)
        self.view.menu_wanted.connect(self._show_menu)
        self.setAcceptDrops(True)
        self._lay_out()
        # What is outlined on the map is explained here: it goes with the dock.
        self.visibilityChanged.connect(lambda is_visible: self._show_footprint())
        self._show_chosen()

    @property
    def chosen(self) -> Optional[BundleEntry]:
        """The bundle that is shown."""
        return self.picker.chosen

    def choose(self, path: Path) -> None:
        """Shows a bundle."""
        self.picker.choose(path)

    def add(self, paths: list[Path]) -> None:
        """Reads bundles from elsewhere; each is shown for what it is before it is listed."""
        for path in paths:
            self.admission.take(path)

    def download(self, address: str) -> None:
        """Fetches a bundle; it is shown for what it is before it is listed."""
        self.downloading.start(address, self._bundles.registry.downloads_folder)

    def predict(self, image: str = "") -> None:
        """Predicts with the chosen bundle; one from elsewhere is shown for what it is first.

        Args:
            image: The source of a raster; "" where the user chooses it.
        """
        entry = self.chosen
        if entry is None or entry.info is None:
            return
        if not entry.is_accepted or entry.info.refused:
            self.admission.ask(entry, lambda: self._predict(entry.path, image))
            return
        self._predict(entry.path, image)

    def show_report(self) -> None:
        """Asks for the chosen bundle's scores to be shown."""
        entry = self.chosen
        if entry is None or entry.info is None or not entry.info.has_evaluation:
            return
        in_run = Path(entry.source) / _EVALUATION_IN_RUN
        if entry.origin == RUN and in_run.is_file():
            self.report_wanted.emit(str(in_run))
            return
        try:
            folder = Path(QgsProcessingUtils.generateTempFilename(file_name_of(entry.name)))
            folder.mkdir(parents=True, exist_ok=True)
            self.report_wanted.emit(str(unpack_evaluation(entry.path, folder)))
        except RvError as error:
            self.failed.emit(error)

    def zoom_to_footprint(self) -> None:
        """Moves the map to where the chosen bundle was trained."""
        self.actions_of_bundle["footprint"].setChecked(True)
        self.footprint.zoom()

    def rename(self) -> None:
        """Lets the user type another name, in the list."""
        self.picker.rename()

    def export(self) -> None:
        """Lets the user choose where a copy of the chosen bundle goes."""
        entry = self.chosen
        if entry is None:
            return
        name = f"{file_name_of(entry.name)}.zip"
        path = ask_save(self, tr("Save a copy of the model"), name, tr("Model bundles (*.zip)"))
        if path is not None:
            self.export_to(path)

    def export_to(self, target: Path) -> None:
        """Copies the chosen bundle, in the background."""
        entry = self.chosen
        if entry is None or target == entry.path:
            return
        task = BackgroundTask(
            tr("Copying {name}").format(name=entry.name),
            lambda task: copy_bundle(entry.path, target),
        )
        task.succeeded.connect(
            lambda nothing: self.told.emit(tr("Saved: {path}").format(path=target))
        )
        task.failed.connect(self.failed.emit)
        self._copying.append(task)
        QgsApplication.taskManager().addTask(task)

    def copy_file(self) -> None:
        """Puts the file on the clipboard, to be pasted into a message or a folder."""
        if self.chosen is not None:
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(self.chosen.path))])
            mime.setText(str(self.chosen.path))
            QApplication.clipboard().setMimeData(mime)
            self.told.emit(tr("The model's file is on the clipboard; paste it where it shall go."))

    def open_folder(self) -> None:
        """Opens the folder of the chosen bundle in the system's file manager."""
        if self.chosen is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.chosen.path.parent)))

    def remove(self) -> None:
        """Takes the chosen bundle out of the list; a downloaded file can be deleted as well."""
        entry = self.chosen
        if entry is None:
            return
        downloads = self._bundles.registry.downloads_folder
        if entry.origin == URL and entry.path.parent == downloads and entry.path.exists():
            question = tr("Delete the downloaded file of '{name}' as well?").format(name=entry.name)
            answer = QMessageBox.question(
                self,
                tr("Remove a Model"),
                question,
                QMessageBox.StandardButton.Yes
                | QMessageBox.StandardButton.No
                | QMessageBox.StandardButton.Cancel,
                QMessageBox.StandardButton.Yes,
            )
            if answer == QMessageBox.StandardButton.Cancel:
                return
            if answer == QMessageBox.StandardButton.Yes:
                with suppress(OSError):
                    entry.path.unlink()
        self._bundles.remove(entry.path)

    def close_all(self) -> None:
        """Ends what is under way; called before the dock goes."""
        self.picker.close_all()
        self.downloading.cancel()
        self.admission.close()
        for task in self._copying:
            # QGIS deletes tasks that are done.
            with suppress(RuntimeError):
                task.blockSignals(True)
        self.footprint.remove()

    def dragEnterEvent(self, event: Any) -> None:
        mime = event.mimeData()
        if bundle_paths(mime) or (self.chosen is not None and image_sources(mime)):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: Any) -> None:
        """Beside the list, bundles are added, and an image is predicted with the chosen one."""
        paths, images = bundle_paths(event.mimeData()), image_sources(event.mimeData())
        event.acceptProposedAction()
        if paths:
            self._add_later(paths)
        elif images and self.chosen is not None:
            self._predict_later(self.chosen.path, images[0])

    def _predict(self, path: Path, image: str) -> None:
        self._bundles.set_current(path)
        self.predict_wanted.emit(str(path), image)

    def _add_later(self, paths: list[Path]) -> None:
        QTimer.singleShot(0, lambda: self.add(paths))

    def _predict_later(self, path: Path, image: str) -> None:
        self.choose(path)
        QTimer.singleShot(0, lambda: self.predict(image))

    def _show_preview(self, key: Hashable) -> None:
        if self.chosen is not None and preview_key(self.chosen) == key:
            self._show_chosen()

    def _show_chosen(self) -> None:
        entry = self.chosen
        self.actions_of_bundle.suit(entry)
        self._show_footprint()
        if entry is None:
            self.card.show_welcome(has_models=bool(self._bundles.bundles))
            return
        preview = None
        if entry.info is not None and entry.info.has_preview:
            preview = self.picker.model.previews.pixmap(preview_key(entry))
        self.card.show_entry(entry, preview)

    def _show_footprint(self) -> None:
        entry = self.chosen
        is_wanted = self.actions_of_bundle["footprint"].isChecked() and self.isVisible()
        info = entry.info if entry is not None and is_wanted else None
        self.footprint.show(info.footprint if info is not None else ())

    def _show_menu(self, place: Any) -> None:
        menu = self.actions_of_bundle.menu(self)
        menu.exec(self.view.viewport().mapToGlobal(place))
        menu.deleteLater()

    def _lay_out(self) -> None:
        add = AddButton(self._bundles)
        add.files_given.connect(self.add)
        add.address_given.connect(self.download)
        bar = QToolBar()
        bar.setIconSize(QSize(20, 20))
        bar.addWidget(add)
        self.actions_of_bundle.fill(bar, self.view)
        row = QHBoxLayout()
        row.addWidget(bar, 1)
        row.addWidget(help_button(DOCKS, "models"))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.picker)
        splitter.addWidget(self.card)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        content = _Content()
        page = QVBoxLayout(content)
        page.addLayout(row)
        page.addWidget(self.downloading)
        page.addWidget(splitter, 1)
        self.setWidget(content)


class _Content(QWidget):
    """As wide as it should be; it can be made narrower."""

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH_PX, super().sizeHint().height())
