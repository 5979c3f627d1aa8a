"""The page of RV Studio in QGIS's options."""

from __future__ import annotations

from html import escape
from typing import Any, Callable, Optional

from qgis.core import QgsApplication
from qgis.gui import QgsFileWidget, QgsOptionsPageWidget
from qtpy.QtWidgets import (
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ...rv_engine.errors import RvError
from ..engine import EngineHome, EngineReport, EngineRunner, doctor_command, read_report
from ..engine.report import DOCTOR_TIMEOUT_S
from ..tasks import EngineTask
from ..translation import tr
from .settings import engine_python, set_engine_python


class OptionsPage(QgsOptionsPageWidget):
    """Where the engine's Python is, and whether it is well.

    Args:
        runner: Runs the check.
        find_home: Answers which Python a setting means.
    """

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
        self._answer = QTextBrowser()
        self._answer.setOpenExternalLinks(True)
        self._answer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._answer.setPlaceholderText(tr("'Check' starts this Python and shows what it has."))
        self._lay_out()

    def apply(self) -> None:
        """Called by QGIS when the user accepts the dialog."""
        set_engine_python(self._python.filePath())

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
            return tr("Not found: choose the Python of an environment with the engine's packages")

    def _show_values(self, values: dict[str, Any]) -> None:
        self._check.setEnabled(True)
        self._answer.setHtml(_report_html(read_report(values)))

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
        row = QHBoxLayout()
        row.addWidget(self._python, 1)
        row.addWidget(self._check)
        form = QFormLayout()
        form.addRow(tr("Python"), row)
        hint = QLabel(
            tr(
                "The engine runs in a Python of its own, with PyTorch and others, outside QGIS. "
                "Choose the Python program of that environment; leave it empty for the one that "
                "was built with RV Studio."
            )
        )
        hint.setWordWrap(True)
        box = QGroupBox(tr("Engine"))
        column = QVBoxLayout(box)
        column.addWidget(hint)
        column.addLayout(form)
        column.addWidget(self._answer, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(box)


def _report_html(report: EngineReport) -> str:
    lines: list[str] = []
    if report.is_healthy:
        lines.append(f"<p><b>{escape(tr('The engine is ready.'))}</b></p>")
    else:
        lines.append(f"<p><b>{escape(tr('The engine is not ready:'))}</b></p><ul>")
        lines += [f"<li>{escape(problem)}</li>" for problem in report.problems]
        lines.append("</ul>")
    devices = ", ".join(report.devices) or "–"
    facts = [
        (tr("Engine"), report.engine_version),
        (tr("Python"), report.python_version),
        (tr("Computes on"), devices),
    ]
    facts += [(name, version or tr("missing")) for name, version in report.packages]
    lines.append("<table>")
    lines += [
        f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(value)}</td></tr>"
        for name, value in facts
    ]
    lines.append("</table>")
    return "".join(lines)
