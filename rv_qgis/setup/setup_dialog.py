"""The dialog that sets the engine up: what will be installed, how big it is, and how far it is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import QgsApplication
from qtpy.QtCore import Qt, Signal
from qtpy.QtGui import QFont, QIcon
from qtpy.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ...rv_engine.errors import RvError
from ..engine import EngineReport, EngineRunner
from ..engine.lock import read_lock
from ..engine.managed_home import homes_folder, list_homes, read_home
from ..engine.network import network_environment
from ..engine.setup import (
    EngineInstaller,
    SetupPlan,
    SetupProgress,
    Survey,
    diagnostics_text,
    remove_home,
    survey_computer,
)
from ..places import ICON_PATH, PLUGIN_ROOT
from ..settings.settings import homes_folder_setting, set_engine_python, set_homes_folder
from ..tasks import BackgroundTask
from ..translation import tr
from .existing_python_page import ExistingPythonPage
from .managed_page import ManagedPage
from .versions import program_versions


class SetupDialog(QDialog):
    """Makes the engine's environment, or takes one that exists. It does not block QGIS.

    Args:
        runner: Runs the check of an existing Python.
        survey: Looks at the computer, in the background; replaced in tests.
    """

    ready = Signal()
    """The engine was set up, changed or removed."""

    def __init__(
        self,
        runner: EngineRunner,
        parent: Optional[QWidget] = None,
        survey: Callable[..., Survey] = survey_computer,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Set Up RV Studio's Engine"))
        self.setWindowIcon(QIcon(str(ICON_PATH)))
        self.setObjectName("RvStudioSetupDialog")
        self._survey_computer = survey
        self._survey: Optional[Survey] = None
        self._network: Mapping[str, str] = {}
        self._task: Optional[BackgroundTask] = None
        self._failure = ""
        base = homes_folder(os.environ, homes_folder_setting())
        self._managed = ManagedPage(base or Path.home() / "rv-studio")
        self._managed.set_up_wanted.connect(lambda: self._install(afresh=False))
        self._managed.repair_wanted.connect(lambda: self._install(afresh=True))
        self._managed.remove_wanted.connect(self._ask_remove)
        self._managed.folder_changed.connect(self._show_state)
        self._existing = ExistingPythonPage(runner)
        self._existing.accepted.connect(self._use_existing)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(True)
        self._step = QLabel()
        self._step.setWordWrap(True)
        self._step.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._step.setOpenExternalLinks(True)
        self._log = QPlainTextEdit()
        self._log.setReadOnly(True)
        self._log.setMaximumBlockCount(5000)
        self._log.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        font = QFont("monospace")
        font.setStyleHint(QFont.StyleHint.Monospace)
        self._log.setFont(font)
        self._cancel = QPushButton(tr("Stop"))
        self._cancel.clicked.connect(self.stop)
        self._details = QPushButton(tr("Show Log"))
        self._details.setCheckable(True)
        self._details.toggled.connect(self._show_log)
        self._copy = QPushButton(tr("Copy Diagnostics"))
        self._copy.setToolTip(
            tr("Copies a text for a report, without your name, home folder and passwords.")
        )
        self._copy.clicked.connect(self.copy_diagnostics)
        self._close = QPushButton(tr("Close"))
        self._close.clicked.connect(self.close)
        self._lay_out()
        self._show_log(shown=False)
        self._show_working(False)
        self.look()

    @property
    def is_working(self) -> bool:
        """Whether something is being installed or removed."""
        return self._task is not None

    @property
    def status(self) -> str:
        """What is said about the present step or the last failure."""
        return self._step.text()

    def look(self) -> None:
        """Looks at the computer in the background, and then shows the choices."""
        self._network = network_environment(self._managed.folder)
        self._managed.show_looking()
        network = dict(self._network)
        self._start(
            tr("Looking for Python"),
            lambda task: self._survey_computer(os.environ, PLUGIN_ROOT, network),
            self._show_survey,
            quiet=True,
        )

    def stop(self) -> None:
        """Stops what is being done; what was downloaded stays."""
        if self._task is not None:
            self._task.cancel()
            self._step.setText(tr("Stopping..."))

    def copy_diagnostics(self) -> None:
        """Puts a text about this computer and the set-up on the clipboard."""
        QApplication.clipboard().setText(
            diagnostics_text(
                {**os.environ, **self._network},
                program_versions(),
                self._managed.folder,
                self._survey,
                self._failure,
            )
        )
        self._step.setText(tr("The diagnostics are on the clipboard."))

    def _install(self, *, afresh: bool) -> None:
        plan = self._plan()
        if plan is None:
            return
        set_homes_folder(self._managed.folder_setting)
        self._log.clear()
        self._failure = ""

        def work(task: BackgroundTask) -> EngineReport:
            def tell(progress: SetupProgress) -> None:
                task.tell(progress, progress.fraction)

            installer = EngineInstaller(plan, tell, task.isCanceled)
            return installer.repair() if afresh else installer.install()

        self._start(tr("Setting up RV Studio's engine"), work, self._show_installed)

    def _plan(self) -> Optional[SetupPlan]:
        if self._survey is None or self._managed.build is None:
            return None
        return SetupPlan(
            base=self._managed.folder,
            plugin_root=PLUGIN_ROOT,
            lock=read_lock(PLUGIN_ROOT / "resources"),
            build=self._managed.build,
            python=self._managed.python,
            uv=self._survey.uv,
            network=self._network,
        )

    def _ask_remove(self) -> None:
        homes = list_homes(self._managed.folder)
        if not homes:
            return
        question = tr(
            "Remove the engine from this computer? Its {count} environment(s) in '{folder}' are "
            "deleted. Your runs and models stay."
        ).format(count=len(homes), folder=self._managed.folder)
        answer = QMessageBox.question(self, tr("Remove the Engine"), question)
        if answer == QMessageBox.StandardButton.Yes:
            self.remove()

    def remove(self) -> None:
        """Removes all environments in the folder."""
        homes = list_homes(self._managed.folder)

        def work(task: BackgroundTask) -> None:
            for index, home in enumerate(homes):
                text = tr("Removing {name}").format(name=home.folder.name)
                task.tell(SetupProgress(index / len(homes), text), index / len(homes))
                remove_home(home)

        self._start(tr("Removing RV Studio's engine"), work, self._show_removed)

    def _start(
        self,
        title: str,
        work: Callable[[BackgroundTask], Any],
        on_success: Callable[[Any], None],
        *,
        quiet: bool = False,
    ) -> None:
        task = BackgroundTask(title, work)
        task.told.connect(self._show_progress)
        task.succeeded.connect(lambda answer: self._end(lambda: on_success(answer)))
        task.failed.connect(lambda error: self._end(lambda: self._show_failure(error)))
        task.stopped.connect(lambda: self._end(self._show_stopped))
        self._task = task
        self._show_working(not quiet)
        self._managed.setEnabled(False)
        QgsApplication.taskManager().addTask(task)

    def _end(self, show: Callable[[], None]) -> None:
        self._task = None
        self._show_working(False)
        self._managed.setEnabled(True)
        show()
        self._show_state()

    def _show_survey(self, survey: Survey) -> None:
        self._survey = survey
        self._managed.show_survey(survey)

    def _show_progress(self, progress: SetupProgress) -> None:
        self._bar.setValue(round(1000 * progress.fraction))
        self._step.setText(progress.text)
        if progress.line:
            self._log.appendPlainText(progress.line)

    def _show_installed(self, report: EngineReport) -> None:
        # What was set up here counts from now on, not a path that was given before.
        set_engine_python("")
        devices = ", ".join(report.devices)
        self._step.setText(
            "<b>{}</b> {}".format(
                tr("The engine is ready."), tr("It computes on: {devices}").format(devices=devices)
            )
        )
        self.ready.emit()

    def _show_removed(self, nothing: Any) -> None:
        self._step.setText(tr("The engine was removed."))
        self.ready.emit()

    def _show_failure(self, error: RvError) -> None:
        self._failure = str(error)
        self._step.setText(f"<b>{_html(error.message)}</b><br>{_html(error.hint)}")
        details = getattr(error, "details", "")
        if details and not self._log.toPlainText():
            self._log.setPlainText(details)

    def _show_stopped(self) -> None:
        self._step.setText(
            tr("Stopped. What was downloaded is kept: 'Go On' continues from there.")
        )

    def _show_state(self) -> None:
        plan = self._plan()
        home = read_home(plan.folder) if plan is not None else None
        self._managed.show_state(
            is_ready=home is not None and home.is_whole(),
            is_begun=home is not None and home.folder.is_dir(),
            homes=list_homes(self._managed.folder),
        )

    def _use_existing(self, python: str) -> None:
        set_engine_python(python)
        self._step.setText(
            "<b>{}</b> {}".format(tr("The engine is ready."), _html(tr("It uses") + f" {python}."))
        )
        self.ready.emit()

    def _show_log(self, shown: bool) -> None:
        self._log.setVisible(shown)
        self._details.setText(tr("Hide Log") if shown else tr("Show Log"))
        if not shown:
            self.adjustSize()
        self._grow()

    def _show_working(self, working: bool) -> None:
        self._bar.setVisible(working)
        self._bar.setValue(0)
        self._cancel.setVisible(working)
        self._existing.setEnabled(not working)
        self._grow()

    def _grow(self) -> None:
        """Makes the dialog as high as what it shows now needs."""
        self.layout().activate()
        self.resize(self.width(), max(self.height(), self.sizeHint().height()))

    def _lay_out(self) -> None:
        tabs = QTabWidget()
        tabs.addTab(self._managed, tr("Install"))
        tabs.addTab(self._existing, tr("Use an Existing Python"))
        self._step.setMinimumHeight(self.fontMetrics().lineSpacing() * 3)
        self._step.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._log.setMinimumHeight(180)
        progress = QHBoxLayout()
        progress.addWidget(self._bar, 1)
        progress.addWidget(self._cancel)
        buttons = QHBoxLayout()
        buttons.addWidget(self._details)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.addWidget(tabs)
        column.addLayout(progress)
        column.addWidget(self._step)
        column.addWidget(self._log, 1)
        column.addLayout(buttons)
        self.setMinimumWidth(620)


def _html(text: str) -> str:
    """Text as HTML, with its addresses as links."""
    import re
    from html import escape

    return re.sub(r"(https?://[^\s)<,]+[^\s)<,.])", r'<a href="\1">\1</a>', escape(text))
