"""The choice of a Python that has the engine's packages already."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.gui import QgsFileWidget
from qtpy.QtCore import Signal
from qtpy.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from ...rv_engine.errors import RvError
from ..engine import EngineError, EngineRunner, find_home
from ..engine.environment import engine_environment
from ..engine.setup import check_existing_python
from ..places import PLUGIN_ROOT
from ..tasks import BackgroundTask
from ..translation import tr
from .report_html import report_html


class ExistingPythonPage(QWidget):
    """Checks a Python with the engine itself before it is taken.

    Args:
        runner: Runs the check.
    """

    accepted = Signal(str)
    """The path of a Python that is well."""

    def __init__(self, runner: EngineRunner, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._task: Optional[BackgroundTask] = None
        self._python = QgsFileWidget()
        self._python.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        self._python.setDialogTitle(tr("Choose a Python"))
        self._python.lineEdit().setPlaceholderText(
            tr("The Python, or the folder, of a virtual, conda or pixi environment")
        )
        self._check = QPushButton(tr("Check and Use"))
        self._check.clicked.connect(self.check)
        self._answer = QTextBrowser()
        self._answer.setOpenExternalLinks(True)
        self._lay_out()

    @property
    def answer(self) -> str:
        """What is shown of the last check, as plain text."""
        return self._answer.toPlainText()

    def set_path(self, path: str) -> None:
        """Fills in a path, as if it was typed."""
        self._python.setFilePath(path)

    def check(self) -> None:
        """Checks the Python in the background; when it is well it is taken."""
        text = self._python.filePath().strip()
        if not text:
            self._answer.setHtml(escape(tr("Choose a Python first.")))
            return
        try:
            home = find_home(text, {}, PLUGIN_ROOT)
        except RvError as error:
            self._show_error(error)
            return
        self._check.setEnabled(False)
        self._answer.setHtml(escape(tr("Starting {path}...").format(path=home.python)))
        environment = engine_environment(os.environ, PLUGIN_ROOT, Path.home())
        task = BackgroundTask(
            tr("Checking a Python for RV Studio"),
            lambda task: check_existing_python(home, self._runner, environment, task.isCanceled),
        )
        task.succeeded.connect(lambda report: self._take(str(home.python), report))
        task.failed.connect(self._show_error)
        task.stopped.connect(lambda: self._show_error(EngineError(tr("The check was stopped."))))
        self._task = task
        QgsApplication.taskManager().addTask(task)

    def _take(self, python: str, report: Any) -> None:
        self._check.setEnabled(True)
        self._answer.setHtml(report_html(report))
        if report.is_healthy:
            self.accepted.emit(python)

    def _show_error(self, error: RvError) -> None:
        self._check.setEnabled(True)
        details = escape(getattr(error, "details", ""))
        self._answer.setHtml(
            f"<p><b>{escape(error.message)}</b></p><p>{escape(error.hint)}</p>"
            + (f"<pre>{details}</pre>" if details else "")
        )

    def _lay_out(self) -> None:
        hint = QLabel(
            tr(
                "For a Python environment that has the engine's packages: PyTorch, torchvision, "
                "rasterio and others. Nothing is installed into it. It is checked before it is "
                "taken."
            )
        )
        hint.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self._python, 1)
        row.addWidget(self._check)
        column = QVBoxLayout(self)
        column.addWidget(hint)
        column.addLayout(row)
        column.addWidget(self._answer, 1)
