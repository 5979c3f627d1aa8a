"""The dock with the models."""

from __future__ import annotations

import shutil
from collections.abc import Hashable
from contextlib import suppress
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import QgsApplication, QgsProcessingUtils, QgsSettings
from qgis.gui import QgsDockWidget, QgsFilterLineEdit, QgsMapCanvas
from qtpy.QtCore import QMimeData, QSize, QSortFilterProxyModel, Qt, QTimer, QUrl, Signal
from qtpy.QtGui import QAction, QDesktopServices, QIcon, QKeySequence, QTextDocument, QTextOption
from qtpy.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...rv_engine.errors import OutputError, RvError
from ..tasks import BackgroundTask
from ..translation import tr
from .bundle_dialog import BundleDialog
from .bundle_download import BundleDownload
from .bundle_entry import FILE, RUN, URL, BundleEntry
from .bundle_file import read_bundle, read_preview, unpack_evaluation
from .bundle_html import PREVIEW_URL, details_html, size_text, warnings_html
from .bundle_list import BundleList
from .bundle_model import PATH_ROLE, SEARCH_ROLE, BundleModel, preview_key
from .bundle_view import BundleView, bundle_paths, image_sources
from .footprint_band import FootprintBand

_LAST_FOLDER_KEY = "rv_studio/last_bundle_folder"
_WIDTH_PX = 380
_IN_TOOLBAR = ("predict", "report", "footprint", "zoom", "export", "remove")
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
        super().__init__(tr("RV Studio models"), parent)
        self.setObjectName("RvStudioModelsDock")
        self._bundles = bundles
        self._download: Optional[BundleDownload] = None
        self._tasks: list[BackgroundTask] = []
        self._dialogs: list[BundleDialog] = []
        self._band = FootprintBand(canvas)
        self._model = BundleModel(bundles, self)
        self._model.previews.loaded.connect(self._show_preview)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._model)
        self._shown.setFilterRole(SEARCH_ROLE)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.view = BundleView()
        self.view.setModel(self._shown)
        self.view.setAccessibleName(tr("Models"))
        self.view.selectionModel().currentChanged.connect(self._show_chosen)
        self.view.doubleClicked.connect(lambda index: self.predict())
        self.view.bundles_dropped.connect(self._add_later)
        self.view.image_dropped.connect(self._predict_later)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self._search = QgsFilterLineEdit()
        self._search.setPlaceholderText(tr("Search name, class, task"))
        self._search.setAccessibleName(tr("Search the models"))
        self._search.textChanged.connect(self._shown.setFilterFixedString)
        self._details = QTextBrowser()
        self._details.setOpenLinks(False)
        self._details.setAccessibleName(tr("The chosen model"))
        self._details.setAcceptDrops(False)
        # Paths have no spaces to break at.
        self._details.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(tr("Download"))
        self._stop = QPushButton(tr("Cancel"))
        self._stop.clicked.connect(self.cancel_download)
        self._actions: dict[str, QAction] = {}
        self.setAcceptDrops(True)
        self._lay_out()
        bundles.changed.connect(self._refresh)
        self._refresh()

    @property
    def chosen(self) -> Optional[BundleEntry]:
        """The bundle that is shown."""
        index = self.view.currentIndex()
        return self._bundles.entry(index.data(PATH_ROLE)) if index.isValid() else None

    @property
    def footprint(self) -> FootprintBand:
        """Where the chosen bundle was trained, on the map."""
        return self._band

    def choose(self, path: Path) -> None:
        """Shows a bundle."""
        for row in range(self._shown.rowCount()):
            index = self._shown.index(row, 0)
            if index.data(PATH_ROLE) == path:
                self.view.setCurrentIndex(index)

    def choose_files(self) -> None:
        """Lets the user choose bundles, and adds them."""
        folder = QgsSettings().value(_LAST_FOLDER_KEY, "")
        paths, _ = QFileDialog.getOpenFileNames(
            self, tr("Add models"), folder, tr("Model bundles (*.zip)")
        )
        if paths:
            QgsSettings().setValue(_LAST_FOLDER_KEY, str(Path(paths[0]).parent))
            self.add([Path(path) for path in paths])

    def choose_address(self) -> None:
        """Lets the user give an address, and downloads what is there."""
        address, accepted = QInputDialog.getText(
            self,
            tr("Add a Model from an Address"),
            tr("Address of the model bundle (https://…/model-bundle.zip):"),
            QLineEdit.EchoMode.Normal,
            "https://",
        )
        if accepted and address.strip():
            self.download(address)

    def choose_folder(self) -> None:
        """Lets the user choose a folder, whose bundles are listed from now on."""
        folder = QFileDialog.getExistingDirectory(self, tr("Watch a folder for models"))
        if folder:
            self._bundles.watch(Path(folder))

    def add(self, paths: list[Path]) -> None:
        """Reads bundles from elsewhere; each is shown for what it is before it is listed."""
        for path in paths:
            self._read(path, "")

    def download(self, address: str) -> None:
        """Fetches a bundle; it is shown for what it is before it is listed."""
        if self._download is not None:
            return
        download = BundleDownload(address, self._bundles.registry.downloads_folder, self)
        download.progressed.connect(self._show_progress)
        download.done.connect(self._take_download)
        download.failed.connect(self._end_download)
        download.stopped.connect(lambda: self._end_download(None))
        self._download = download
        self._bar.setRange(0, 0)
        self._bar.setFormat(tr("Connecting…"))
        self._download_row.setVisible(True)
        download.start()

    def cancel_download(self) -> None:
        """Stops the download; nothing of it stays."""
        if self._download is not None:
            self._download.cancel()

    def predict(self, image: str = "") -> None:
        """Predicts with the chosen bundle; one from elsewhere is shown for what it is first.

        Args:
            image: The source of a raster; "" where the user chooses it.
        """
        entry = self.chosen
        if entry is None or entry.info is None:
            return
        if not entry.is_accepted or entry.info.refused:
            self._ask(entry, lambda: self._predict(entry.path, image))
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
            folder = Path(QgsProcessingUtils.generateTempFilename(_safe_name(entry.name)))
            folder.mkdir(parents=True, exist_ok=True)
            self.report_wanted.emit(str(unpack_evaluation(entry.path, folder)))
        except RvError as error:
            self.failed.emit(error)

    def zoom_to_footprint(self) -> None:
        """Moves the map to where the chosen bundle was trained."""
        self._actions["footprint"].setChecked(True)
        self._band.zoom()

    def rename(self) -> None:
        """Lets the user type another name, in the list."""
        if self.view.currentIndex().isValid():
            self.view.edit(self.view.currentIndex())

    def export(self) -> None:
        """Lets the user choose where a copy of the chosen bundle goes."""
        entry = self.chosen
        if entry is None:
            return
        name = f"{_safe_name(entry.name)}.zip"
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Save a copy of the model"), name, tr("Model bundles (*.zip)")
        )
        if path:
            self.export_to(Path(path))

    def export_to(self, target: Path) -> None:
        """Copies the chosen bundle, in the background."""
        entry = self.chosen
        if entry is None or target == entry.path:
            return
        self._in_background(
            tr("Copying {name}").format(name=entry.name),
            lambda: _copy(entry.path, target),
            lambda nothing: self.told.emit(tr("Saved: {path}").format(path=target)),
        )

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
        self._bundles.changed.disconnect(self._refresh)
        self.cancel_download()
        self._model.previews.close()
        for task in self._tasks:
            with suppress(RuntimeError):
                task.blockSignals(True)
        for dialog in self._dialogs:
            with suppress(RuntimeError):
                dialog.close()
                dialog.deleteLater()
        self._band.remove()

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

    def _read(self, path: Path, source: str) -> None:
        known = self._bundles.entry(path)
        if known is not None and known.is_accepted:
            self.choose(path)
            return
        origin = URL if source else FILE

        def take(answer: Any) -> None:
            info, preview = answer
            entry = BundleEntry(path, path.stem, origin, source, info)
            self._ask(entry, lambda: self._list(path, source), preview)

        def give_up(error: RvError) -> None:
            self._discard(path, source)
            self.failed.emit(error)

        self._in_background(
            tr("Reading {name}").format(name=path.name),
            lambda: (read_bundle(path), read_preview(path)),
            take,
            give_up,
        )

    def _list(self, path: Path, source: str) -> None:
        self._bundles.add(path, source=source, is_accepted=True)

        def choose() -> None:
            if self._bundles.entry(path) is not None:
                self._bundles.changed.disconnect(choose)
                self.choose(path)

        self._bundles.changed.connect(choose)

    def _discard(self, path: Path, source: str) -> None:
        """A download that is not wanted does not stay."""
        if source:
            with suppress(OSError):
                path.unlink()

    def _ask(self, entry: BundleEntry, on_yes: Callable[[], None], preview: bytes = b"") -> None:
        dialog = BundleDialog(entry, preview, self)
        is_listed = self._bundles.entry(entry.path) is not None

        def take(answer: int) -> None:
            self._dialogs.remove(dialog)
            dialog.deleteLater()
            if answer:
                if is_listed:
                    self._bundles.accept(entry.path)
                on_yes()
            elif not is_listed:
                self._discard(entry.path, entry.source)

        dialog.finished.connect(take)
        self._dialogs.append(dialog)
        dialog.open()

    def _in_background(
        self,
        title: str,
        work: Callable[[], Any],
        on_done: Callable[[Any], None],
        on_failed: Optional[Callable[[RvError], None]] = None,
    ) -> None:
        task = BackgroundTask(title, lambda task: work())
        task.succeeded.connect(on_done)
        task.failed.connect(on_failed or self.failed.emit)
        self._tasks.append(task)
        QgsApplication.taskManager().addTask(task)

    def _show_progress(self, received: float, total: float) -> None:
        if total > 0:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * received / total))
            text = tr("{received} of {total}").format(
                received=size_text(int(received)), total=size_text(int(total))
            )
        else:
            text = size_text(int(received))
        self._bar.setFormat(text)

    def _take_download(self, path: Path) -> None:
        address = self._download.address if self._download else ""
        self._end_download(None)
        self._read(path, address)

    def _end_download(self, error: Optional[RvError]) -> None:
        if self._download is not None:
            self._download.deleteLater()
            self._download = None
        self._download_row.setVisible(False)
        if error is not None:
            self.failed.emit(error)

    def _refresh(self) -> None:
        # After the model, which hears of the change too.
        if not self.view.currentIndex().isValid() and self._shown.rowCount():
            current = self._bundles.current
            self.view.setCurrentIndex(self._shown.index(0, 0))
            if current is not None:
                self.choose(current.path)
        self._show_chosen()

    def _show_preview(self, key: Hashable) -> None:
        if self.chosen is not None and preview_key(self.chosen) == key:
            self._show_chosen()

    def _show_chosen(self, *_: object) -> None:
        entry = self.chosen
        info = entry.info if entry else None
        for name, action in self._actions.items():
            action.setEnabled(_is_possible(name, entry))
        self._show_footprint()
        if entry is None:
            self._details.setHtml(_welcome(is_empty=not self._bundles.bundles))
            return
        pixmap = None
        if info is not None and info.has_preview:
            pixmap = self._model.previews.pixmap(preview_key(entry))
            kind = QTextDocument.ResourceType.ImageResource
            self._details.document().addResource(kind, QUrl(PREVIEW_URL), pixmap.toImage())
        has_preview = pixmap is not None and not pixmap.isNull()
        html = details_html(entry, has_preview=has_preview)
        if info is not None and not entry.is_usable:
            html = warnings_html(info) + html
        self._details.setHtml(html)

    def _show_footprint(self, *_: object) -> None:
        entry = self.chosen
        wanted = self._actions["footprint"].isChecked() and entry is not None
        self._band.show(entry.info.footprint if wanted and entry.info else ())

    def _show_menu(self, place: Any) -> None:
        if not self.view.indexAt(place).isValid():
            return
        menu = QMenu(self)
        for name in ("predict", "report", "zoom", "rename", "export", "copy", "folder", "remove"):
            menu.addAction(self._actions[name])
        menu.exec(self.view.viewport().mapToGlobal(place))
        menu.deleteLater()

    def _lay_out(self) -> None:
        bar = QToolBar()
        bar.setIconSize(QSize(20, 20))
        bar.addWidget(self._add_button())
        for name, icon, text, slot, key in (
            ("predict", "mActionPlay.svg", tr("Predict..."), self.predict, "Return"),
            ("report", "mActionOpenTable.svg", tr("Show Its Report"), self.show_report, ""),
            ("footprint", "mActionShowSelectedLayers.svg", tr("Show Where It Was Trained"), None, ""),
            ("zoom", "mActionZoomToLayer.svg", tr("Zoom to Where It Was Trained"),
             self.zoom_to_footprint, ""),
            ("rename", "mActionToggleEditing.svg", tr("Rename"), self.rename, "F2"),
            ("export", "mActionFileSaveAs.svg", tr("Save a Copy..."), self.export, ""),
            ("copy", "mActionEditCopy.svg", tr("Copy the File, to Share It"), self.copy_file, ""),
            ("folder", "mIconFolderOpen.svg", tr("Open Its Folder"), self.open_folder, ""),
            ("remove", "mActionRemove.svg", tr("Remove from the List"), self.remove, "Del"),
        ):  # fmt: skip
            action = QAction(_icon(icon), text, self)
            action.setObjectName(name)
            if slot is None:
                action.setCheckable(True)
                action.toggled.connect(self._show_footprint)
            else:
                action.triggered.connect(lambda checked=False, slot=slot: slot())
            if key:
                action.setShortcut(QKeySequence(key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                self.view.addAction(action)
            self._actions[name] = action
            # The others are in the menu of the list: a narrow dock shall show what matters most.
            if name in _IN_TOOLBAR:
                bar.addAction(action)
        predict = bar.widgetForAction(self._actions["predict"])
        predict.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._download_row = QWidget()
        row = QHBoxLayout(self._download_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(tr("Download")))
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self._download_row.hide()
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.view)
        splitter.addWidget(self._details)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        content = _Content()
        page = QVBoxLayout(content)
        page.addWidget(bar)
        page.addWidget(self._search)
        page.addWidget(self._download_row)
        page.addWidget(splitter, 1)
        self.setWidget(content)

    def _add_button(self) -> QToolButton:
        add = QToolButton()
        add.setIcon(QgsApplication.getThemeIcon("mActionAdd.svg"))
        add.setToolTip(tr("Add a model"))
        add.setAccessibleName(tr("Add a model"))
        add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(add)
        menu.addAction(tr("From a File..."), self.choose_files)
        menu.addAction(tr("From an Address..."), self.choose_address)
        menu.addAction(tr("Watch a Folder..."), self.choose_folder)
        self._watched_menu = menu.addMenu(tr("Watch No More"))
        self._watched_menu.aboutToShow.connect(self._list_watched)
        add.setMenu(menu)
        add.setObjectName("add")
        return add

    def _list_watched(self) -> None:
        self._watched_menu.clear()
        for folder in self._bundles.watched:
            self._watched_menu.addAction(
                str(folder), lambda folder=folder: self._bundles.unwatch(folder)
            )
        if self._watched_menu.isEmpty():
            self._watched_menu.addAction(tr("No folder is watched")).setEnabled(False)


class _Content(QWidget):
    """As wide as it should be; it can be made narrower."""

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH_PX, super().sizeHint().height())


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


def _welcome(*, is_empty: bool) -> str:
    if not is_empty:
        return f"<p>{tr('Choose a model above.')}</p>"
    text = tr(
        "No models yet. Each training leaves one here. Add others with the plus above, or drop "
        "their files here."
    )
    return f"<p>{text}</p>"


def _icon(name: str) -> QIcon:
    return QgsApplication.getThemeIcon(name)


def _safe_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in " -_.()" else "_" for letter in name)


def _copy(source: Path, target: Path) -> None:
    partial = target.with_name(f"{target.name}.partial")
    try:
        shutil.copyfile(source, partial)
        partial.replace(target)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise OutputError(
            tr("'{path}' cannot be written: {reason}.").format(path=target, reason=error.strerror),
            hint=tr("Choose another folder, or make room on the disk."),
            where=str(target),
        ) from error
