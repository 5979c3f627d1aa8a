"""The runs in QGIS's window: their dock, their end, and what becomes of them when QGIS is closed."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import QgsApplication

from ...rv_engine.errors import RvError
from ..desktop import Desktop
from ..engine.managed_home import homes_folder
from ..settings.settings import STOP
from ..translation import tr
from .closing_question import ClosingQuestion
from .run_collection import RunCollection
from .run_registry import RunRegistry
from .run_snapshot import FINISHED, RunSnapshot
from .runs_dock import RunsDock


class RunsPart:
    """Follows the runs of this computer.

    Args:
        desktop: QGIS's window.
    """

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        notices = desktop.notices
        folder = homes_folder(os.environ) or Path(QgsApplication.qgisSettingsDirPath())
        self.runs = RunCollection(
            desktop.runner,
            RunRegistry(folder / "runs.json"),
            lambda: str(desktop.settings.runs_folder),
        )
        self.runs.failed.connect(self._show_failure)
        self.runs.ended.connect(self._show_end)
        self.runs.listed.connect(notices.runs_listed)
        self.dock = RunsDock(self.runs, lambda: desktop.runner.home().python, desktop.window)
        self.dock.report_wanted.connect(notices.evaluated)
        desktop.add_dock(self.dock)
        desktop.add_action(
            tr("Show Runs"), QgsApplication.getThemeIcon("processingAlgorithm.svg"), self.show
        )
        self.closing = ClosingQuestion(desktop.window, self.runs)
        notices.run_began.connect(self._watch)
        self.runs.refresh()

    def show(self) -> None:
        """Shows the dock with the runs."""
        self.runs.refresh()
        self._desktop.raise_dock(self.dock)

    def remove(self) -> None:
        """Lets runs go on, unless the user wanted them to stop; they are found again."""
        self._desktop.notices.run_began.disconnect(self._watch)
        # Without an answer the plugin is only being reloaded: no reason to lose a run.
        self.runs.close(stop_runs=self.closing.answer == STOP)
        self.closing.remove()
        self._desktop.remove_dock(self.dock)
        self.runs.deleteLater()

    def _watch(self, folder: str) -> None:
        self.runs.watch(Path(folder))

    def _show_failure(self, error: RvError) -> None:
        self._desktop.show_failure(tr("Runs"), str(error))

    def _show_end(self, run: RunSnapshot) -> None:
        if run.state == FINISHED:
            self._desktop.show_success(tr("The run '{run}' is finished.").format(run=run.title))
        elif run.problem:
            self._desktop.show_failure(run.title, run.problem)
