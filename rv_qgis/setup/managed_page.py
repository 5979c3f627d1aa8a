"""The choices for an environment that the plugin makes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from qgis.gui import QgsFileWidget
from qtpy.QtCore import Signal
from qtpy.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ..engine.managed_home import ManagedHome
from ..engine.setup import PythonProgram, Survey, TorchBuild
from ..engine.setup.plan import PYTHON_OF_UV
from ..engine.setup.survey import free_disk_mb, is_writable
from ..translation import tr


class ManagedPage(QWidget):
    """Where the engine goes, which Python it is made from, and what it computes on.

    Args:
        folder: The usual folder of the environments, or the one that was chosen before.
    """

    set_up_wanted = Signal()
    repair_wanted = Signal()
    remove_wanted = Signal()
    folder_changed = Signal()

    def __init__(self, folder: Path, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._survey: Optional[Survey] = None
        self._usual_folder = folder
        self._builds = QComboBox()
        self._builds.setObjectName("builds")
        self._builds.currentIndexChanged.connect(self._choice_changed)
        self._reason = _small_label()
        self._pythons = QComboBox()
        self._pythons.setObjectName("pythons")
        self._pythons.currentIndexChanged.connect(self._choice_changed)
        self._folder = QgsFileWidget()
        self._folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self._folder.setDialogTitle(tr("Choose the folder for the engine"))
        self._folder.setFilePath(str(folder))
        self._folder.fileChanged.connect(self._choice_changed)
        self._room = _small_label()
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._set_up = QPushButton(tr("Set Up"))
        self._set_up.setObjectName("setUp")
        self._set_up.setDefault(True)
        self._set_up.clicked.connect(self.set_up_wanted)
        self._repair = QPushButton(tr("Repair"))
        self._repair.setToolTip(tr("Deletes this environment and makes it again."))
        self._repair.clicked.connect(self.repair_wanted)
        self._remove = QPushButton(tr("Remove"))
        self._remove.setToolTip(tr("Deletes the engine from this computer."))
        self._remove.clicked.connect(self.remove_wanted)
        for button in (self._repair, self._remove):
            button.setAutoDefault(False)
        self._lay_out()

    @property
    def folder(self) -> Path:
        """The folder of the environments."""
        return Path(self._folder.filePath().strip() or self._usual_folder).expanduser()

    @property
    def folder_setting(self) -> str:
        """What to remember of the folder: "" for the usual one."""
        return "" if self.folder == self._usual_folder else str(self.folder)

    @property
    def build(self) -> Optional[TorchBuild]:
        """The chosen build; None where there is none, or before it is known."""
        return self._builds.currentData()

    @property
    def python(self) -> Optional[PythonProgram]:
        """The Python to begin with; None lets uv fetch one."""
        return self._pythons.currentData()

    def show_looking(self) -> None:
        """Says that the computer is being looked at."""
        self._state.setText(tr("Looking at this computer..."))
        self._set_up.setEnabled(False)

    def show_survey(self, survey: Survey) -> None:
        """Shows the choices."""
        self._survey = survey
        for combo in (self._builds, self._pythons):
            combo.blockSignals(True)
            combo.clear()
        for build in survey.builds:
            self._builds.addItem(_build_text(build), build)
        if survey.advice is not None:
            self._builds.setCurrentIndex(survey.builds.index(survey.advice.build))
            self._reason.setText(survey.advice.reason)
        else:
            self._reason.setText(
                tr(
                    "PyTorch is no longer made for this kind of computer. Use an existing Python "
                    "that has it."
                )
            )
        for python in survey.usable_pythons:
            text = tr("Python {version} ({path})").format(
                version=python.version_text, path=python.path
            )
            self._pythons.addItem(text, python)
        if survey.uv is not None:
            version = ".".join(str(number) for number in PYTHON_OF_UV)
            self._pythons.addItem(
                tr("Python {version}, downloaded by uv").format(version=version), None
            )
        for combo in (self._builds, self._pythons):
            combo.blockSignals(False)
        self._show_room()

    def show_state(self, *, is_ready: bool, is_begun: bool, homes: Sequence[ManagedHome]) -> None:
        """Shows what is there already and what can be done.

        Args:
            is_ready: Whether what is chosen is there, whole.
            is_begun: Whether it is there at all.
            homes: All environments in the folder.
        """
        problem = self._problem(is_begun=is_begun)
        is_update = not is_ready and any(home.is_whole() for home in homes)
        self._set_up.setEnabled(not problem and not is_ready)
        if is_update:
            self._set_up.setText(tr("Update"))
        else:
            self._set_up.setText(tr("Go On") if is_begun and not is_ready else tr("Set Up"))
        self._repair.setVisible(is_begun)
        self._repair.setEnabled(not problem)
        self._remove.setVisible(bool(homes))
        if problem:
            self._state.setText(problem)
        elif is_ready:
            self._state.setText(tr("This is set up and ready."))
        elif is_begun:
            self._state.setText(tr("A set-up was begun and not finished."))
        elif is_update:
            self._state.setText(
                tr(
                    "An engine is there, but with another build or for another release. What was "
                    "downloaded before is used again."
                )
            )
        else:
            self._state.setText(tr("Nothing is installed yet."))

    def _problem(self, *, is_begun: bool) -> str:
        """Why nothing can be set up as chosen; "" when it can."""
        if self._survey is None:
            return tr("Looking at this computer...")
        if not self._pythons.count():
            return tr(
                "No Python 3.10 or later was found. Install Python 3.12 from python.org (on Debian "
                "and Ubuntu: the package python3-venv), or uv, and open this page again."
            )
        if self.build is None:
            return self._reason.text()
        if not is_writable(self.folder):
            return tr("The folder cannot be written. Choose another one.")
        if not is_begun and free_disk_mb(self.folder) < self.build.needed_mb:
            return tr("There is too little room on this disk. Choose a folder on another one.")
        return ""

    def _choice_changed(self) -> None:
        self._show_room()
        self.folder_changed.emit()

    def _show_room(self) -> None:
        if self.build is None:
            self._room.clear()
            return
        self._room.setText(
            tr("About {disk:.1f} GB are needed; {free:.0f} GB are free here.").format(
                disk=self.build.needed_mb / 1e3, free=free_disk_mb(self.folder) / 1e3
            )
        )

    def _lay_out(self) -> None:
        welcome = QLabel(
            tr(
                "RV Studio computes in a Python environment of its own, with PyTorch and others, so "
                "that it never disturbs QGIS. It is downloaded once, from pypi.org and pytorch.org, "
                "and serves all QGIS versions on this computer."
            )
        )
        welcome.setWordWrap(True)
        self._folder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for combo in (self._builds, self._pythons):
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            combo.setMinimumContentsLength(30)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Computes on"), self._builds)
        form.addRow("", self._reason)
        form.addRow(tr("Made from"), self._pythons)
        form.addRow(tr("Folder"), self._folder)
        form.addRow("", self._room)
        buttons = QHBoxLayout()
        buttons.addWidget(self._state, 1)
        buttons.addWidget(self._remove)
        buttons.addWidget(self._repair)
        buttons.addWidget(self._set_up)
        column = QVBoxLayout(self)
        column.addWidget(welcome)
        column.addSpacing(6)
        column.addLayout(form)
        column.addStretch(1)
        column.addLayout(buttons)


def _build_text(build: TorchBuild) -> str:
    text = tr("Processor") if build.name == "cpu" else tr("NVIDIA graphics card")
    return tr("{what} – about {size:.1f} GB to download").format(
        what=text, size=build.download_mb / 1e3
    )


def _small_label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setEnabled(True)
    font = label.font()
    font.setItalic(True)
    label.setFont(font)
    return label
