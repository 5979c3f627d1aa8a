"""The evaluation dock in QGIS's window."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication

from ...rv_engine.errors import RvError
from ..desktop import Desktop
from ..translation import tr
from .evaluation_dock import EvaluationDock


class ReportPart:
    """Shows the scores of a run when they are ready, or asked for.

    Args:
        desktop: QGIS's window.
    """

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self.dock = EvaluationDock(desktop.window, desktop.iface.mapCanvas())
        self.dock.failed.connect(self._show_failure)
        self.dock.told.connect(desktop.show_success)
        desktop.add_dock(self.dock)
        desktop.add_action(
            tr("Show Evaluation..."),
            QgsApplication.getThemeIcon("mActionOpenTable.svg"),
            self.show,
        )
        desktop.notices.evaluated.connect(self.open_file)

    def show(self) -> None:
        """Shows the dock, and asks for a file where it has none."""
        self._desktop.raise_dock(self.dock)
        if self.dock.evaluation is None:
            self.dock.choose_file()

    def open_file(self, path: str) -> None:
        """Shows the scores in an eval.json."""
        if self.dock.open_file(Path(path)):
            self._desktop.raise_dock(self.dock)

    def remove(self) -> None:
        """Takes the dock out of the window."""
        self._desktop.notices.evaluated.disconnect(self.open_file)
        self.dock.close_all()
        self._desktop.remove_dock(self.dock)

    def _show_failure(self, error: RvError) -> None:
        self._desktop.show_failure(tr("Evaluation"), str(error))
