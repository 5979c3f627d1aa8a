"""The page of RV Studio in QGIS's options."""

from __future__ import annotations

from html import escape
from typing import Any, Callable, Optional

from qgis.core import QgsApplication, QgsProject
from qgis.gui import QgsFileWidget, QgsOptionsPageWidget
from qtpy.QtCore import Signal
from qtpy.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ...rv_engine.errors import RvError
from ..engine import EngineHome, EngineRunner, doctor_command, read_report
from ..engine.report import DOCTOR_TIMEOUT_S
from ..setup.report_html import report_html
from ..tasks import EngineTask
from ..translation import tr
from .compute_box import ComputeBox
from .settings import (
    AFTER_CLOSING,
    ALWAYS,
    ASK,
    KEEP_READY,
    KEEP_RUNNING,
    NEVER,
    STOP,
    WHEN_USED,
    after_closing,
    engine_python,
    keep_ready,
    logs_in_english,
    project_settings,
    set_after_closing,
    set_engine_python,
    set_keep_ready,
    set_logs_in_english,
    set_project_settings,
    set_user_settings,
    user_settings,
)


class OptionsPage(QgsOptionsPageWidget):
    """The engine's Python and whether it is well, how it works, and what runs do at the end.

    Args:
        runner: Runs the check.
        find_home: Answers which Python a setting means.
    """

    set_up_wanted = Signal()
    """The user wants the page that sets the engine up."""
    applied = Signal()
    """Settings were saved."""

    def __init__(
        self,
        runner: EngineRunner,
        find_home: Callable[[str], EngineHome],
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rvstudio")
        self._runner = runner
        self._find_home = find_home
        self._task: Optional[EngineTask] = None
        self._python = QgsFileWidget()
        self._python.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        self._python.setDialogTitle(tr("Choose the engine's Python"))
        self._python.lineEdit().setPlaceholderText(self._default_python())
        self._python.setFilePath(engine_python())
        self._check = QPushButton(tr("Check"))
        self._check.clicked.connect(self.check)
        self._set_up = QPushButton(tr("Set Up..."))
        self._set_up.clicked.connect(self.set_up_wanted)
        self._answer = QTextBrowser()
        self._answer.setOpenExternalLinks(True)
        self._answer.setMinimumHeight(110)
        self._answer.setMaximumHeight(150)
        self._answer.setPlaceholderText(tr("'Check' starts this Python and shows what it has."))
        self._compute = ComputeBox()
        self._compute.set_values(user_settings())
        self._of_project = ComputeBox()
        own = project_settings(QgsProject.instance())
        self._of_project.set_values(own or user_settings())
        self._project_box = QGroupBox(tr("Other values for this project"))
        self._project_box.setCheckable(True)
        self._project_box.setChecked(own is not None)
        self._closing = QComboBox()
        for value, text in (
            (ASK, tr("Ask")),
            (KEEP_RUNNING, tr("Let them run on")),
            (STOP, tr("Stop them")),
        ):
            self._closing.addItem(text, value)
        self._closing.setCurrentIndex(AFTER_CLOSING.index(after_closing()))
        self._ready = QComboBox()
        for value, text in (
            (WHEN_USED, tr("When it was used, for a quarter of an hour")),
            (ALWAYS, tr("From QGIS's start to its end")),
            (NEVER, tr("Not at all: each prediction starts it anew")),
        ):
            self._ready.addItem(text, value)
        self._ready.setCurrentIndex(KEEP_READY.index(keep_ready()))
        self._log_language = QComboBox()
        self._log_language.addItem(tr("QGIS's, as far as it is translated"), False)
        self._log_language.addItem(tr("English"), True)
        self._log_language.setCurrentIndex(int(logs_in_english()))
        self._log_language.setToolTip(
            tr(
                "What the engine itself writes is always English. All in English is easier to ask "
                "others about."
            )
        )
        self._lay_out()

    def apply(self) -> None:
        """Called by QGIS when the user accepts the dialog."""
        set_engine_python(self._python.filePath())
        set_user_settings(self._compute.values())
        own = self._of_project.values() if self._project_box.isChecked() else None
        set_project_settings(QgsProject.instance(), own)
        set_after_closing(self._closing.currentData())
        set_keep_ready(self._ready.currentData())
        set_logs_in_english(self._log_language.currentData())
        self.applied.emit()

    def check(self) -> None:
        """Asks the engine how it is, in the background, and shows the answer."""
        try:
            home = self._find_home(self._python.filePath())
        except RvError as error:
            self._show_error(error)
            return
        self._check.setEnabled(False)
        self._answer.setHtml(
            tr("Starting {python} (from {source}) ...").format(
                python=escape(str(home.python)), source=escape(home.source)
            )
        )
        self._task = EngineTask(
            tr("Checking RV Studio's engine"),
            self._runner,
            doctor_command(),
            home=home,
            timeout_s=DOCTOR_TIMEOUT_S,
        )
        self._task.succeeded.connect(self._show_values)
        self._task.failed.connect(self._show_error)
        self._task.stopped.connect(self._show_stopped)
        QgsApplication.taskManager().addTask(self._task)

    @property
    def answer(self) -> str:
        """What is shown of the last check, as plain text."""
        return self._answer.toPlainText()

    def _default_python(self) -> str:
        try:
            return str(self._find_home("").python)
        except RvError:
            return tr("Not set up yet: press 'Set Up...'")

    def _show_values(self, values: dict[str, Any]) -> None:
        self._check.setEnabled(True)
        self._answer.setHtml(report_html(read_report(values)))
        devices = [
            (str(device.get("name", "")), str(device.get("title", "")))
            for device in values.get("devices") or ()
        ]
        if devices:
            self._compute.offer_devices(devices)
            self._of_project.offer_devices(devices)

    def _show_error(self, error: RvError) -> None:
        self._check.setEnabled(True)
        hint = f"<p>{escape(error.hint)}</p>" if error.hint else ""
        details = escape(getattr(error, "details", ""))
        self._answer.setHtml(
            f"<p><b>{escape(error.message)}</b></p>{hint}"
            + (f"<pre>{details}</pre>" * bool(details))
        )

    def _show_stopped(self) -> None:
        self._check.setEnabled(True)
        self._answer.setHtml(tr("The check was stopped."))

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._engine_box())
        computing = QGroupBox(tr("Computing"))
        QVBoxLayout(computing).addWidget(self._compute)
        column.addWidget(computing)
        QVBoxLayout(self._project_box).addWidget(self._of_project)
        column.addWidget(self._project_box)
        runs = QGroupBox(tr("Runs"))
        form = QFormLayout(runs)
        form.addRow(tr("When QGIS is closed while they run"), self._closing)
        form.addRow(tr("Language of logs"), self._log_language)
        column.addWidget(runs)
        predicting = QGroupBox(tr("One-click prediction"))
        form = QFormLayout(predicting)
        form.addRow(tr("Keep the engine and its models ready"), self._ready)
        column.addWidget(predicting)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(content)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(scroll)

    def _engine_box(self) -> QGroupBox:
        row = QHBoxLayout()
        row.addWidget(self._python, 1)
        row.addWidget(self._check)
        row.addWidget(self._set_up)
        form = QFormLayout()
        form.addRow(tr("Python"), row)
        hint = QLabel(
            tr(
                "The engine runs in a Python of its own, with PyTorch and others, outside QGIS. "
                "'Set Up...' makes one. To use another, choose the Python program of its "
                "environment; leave it empty for the one that was set up."
            )
        )
        hint.setWordWrap(True)
        box = QGroupBox(tr("Engine"))
        column = QVBoxLayout(box)
        column.addWidget(hint)
        column.addLayout(form)
        column.addWidget(self._answer)
        return box
