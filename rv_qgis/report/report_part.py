"""The evaluation dock in QGIS's window."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Optional

from qgis.core import QgsApplication

from ...rv_engine.errors import RvError
from ..desktop import Desktop
from ..engine.commands import compare_command
from ..engine.managed_home import homes_folder
from ..runs.run_registry import RunRegistry
from ..tasks import BackgroundTask, EngineTask
from ..translation import tr
from .evaluation import find_evaluation
from .verdicts import read_verdicts


class ReportPart:
    """Shows the scores of a run when they are ready, or asked for.

    Args:
        desktop: QGIS's window.
    """

    def __init__(self, desktop: Desktop) -> None:
        # Not with the plugin: its import shall be quick.
        from .evaluation_dock import EvaluationDock

        self._desktop = desktop
        self.dock = EvaluationDock(desktop.window, desktop.iface.mapCanvas())
        self.dock.failed.connect(self._show_failure)
        self.dock.told.connect(desktop.show_success)
        self.dock.comparison.verdicts_wanted.connect(self._compare)
        desktop.add_dock(self.dock)
        desktop.add_action(
            tr("Show Evaluation..."),
            QgsApplication.getThemeIcon("mActionOpenTable.svg"),
            self.show,
        )
        folder = homes_folder(os.environ) or Path(QgsApplication.qgisSettingsDirPath())
        self._registry = RunRegistry(folder / "runs.json")
        self._listing: Optional[BackgroundTask] = None
        self._comparing: Optional[EngineTask] = None
        desktop.notices.evaluated.connect(self.open_file)
        desktop.notices.runs_listed.connect(self._list_runs)

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
        self._desktop.notices.runs_listed.disconnect(self._list_runs)
        # QGIS deletes tasks that are done.
        with suppress(RuntimeError):
            if self._listing is not None:
                self._listing.blockSignals(True)
        self._stop_comparing()
        self.dock.close_all()
        self._desktop.remove_dock(self.dock)

    def _list_runs(self) -> None:
        """Looks up which runs have scores, in the background."""
        registry = self._registry
        parent = self._desktop.settings.runs_folder

        def look_up() -> list[Path]:
            folders = registry.folders(parent)
            return [path for path in map(find_evaluation, folders) if path.is_file()]

        task = BackgroundTask(tr("Looking up the reports of RV Studio"), lambda task: look_up())
        task.succeeded.connect(self.dock.set_runs)
        self._listing = task
        QgsApplication.taskManager().addTask(task)

    def _compare(self, first: str, second: str) -> None:
        """Asks the engine, in the background, whether two runs differ."""
        self._stop_comparing()
        show = self.dock.comparison.show_verdicts
        task = EngineTask(
            tr("Comparing two runs"), self._desktop.runner, compare_command(first, second)
        )
        task.succeeded.connect(lambda values: show(first, second, read_verdicts(values)))
        task.failed.connect(lambda error: show(first, second, None))
        self._comparing = task
        QgsApplication.taskManager().addTask(task)

    def _stop_comparing(self) -> None:
        with suppress(RuntimeError):
            if self._comparing is not None:
                self._comparing.blockSignals(True)
                self._comparing.cancel()

    def _show_failure(self, error: RvError) -> None:
        self._desktop.show_failure(tr("Evaluation"), str(error))
