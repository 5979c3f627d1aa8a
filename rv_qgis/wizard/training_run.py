"""A training that the wizard started: followed when the wizard is closed, its maps loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import QgsApplication, QgsProject

from ...rv_engine.errors import RvError
from ..desktop import Desktop
from ..engine import run_command
from ..engine.errors import RunGoesOn
from ..runs.run_results import add_results
from ..runs.run_snapshot import RunSnapshot
from ..tasks import BackgroundTask
from ..translation import tr


class TrainingRun:
    """Runs a pipeline in its folder, as the toolbox does, and shows what it made.

    Args:
        desktop: QGIS's window.
        config_path: The config.
        run_folder: The run folder.
        inputs: The layers that were learnt from, images first, by their ids: they are shown in the
            group of the results once more.
        on_end: Called at the end, however it ended.
    """

    def __init__(
        self,
        desktop: Desktop,
        config_path: str,
        run_folder: str,
        inputs: Sequence[str],
        on_end: Callable[[TrainingRun], None],
    ) -> None:
        self._desktop = desktop
        self._folder = Path(run_folder)
        self._inputs = tuple(inputs)
        self._on_end = on_end
        runner = desktop.runner

        def run(task: BackgroundTask) -> Optional[dict[str, Any]]:
            try:
                return runner.run_in_folder(
                    run_command(config_path), self._folder, is_cancelled=task.isCanceled
                )
            except RunGoesOn:
                return None  # QGIS is being closed; the Runs dock finds it again

        self._task = BackgroundTask(tr("Training {run}").format(run=self._folder.name), run)
        self._task.succeeded.connect(self._show)
        self._task.failed.connect(self._fail)
        self._task.stopped.connect(self._end)

    def start(self) -> None:
        """Starts it; the Runs dock follows it from now on."""
        self._desktop.notices.run_began.emit(str(self._folder))
        QgsApplication.taskManager().addTask(self._task)

    def leave_alone(self) -> None:
        """Nothing is shown any more; the run goes on."""
        self._task.blockSignals(True)

    def _show(self, values: Optional[dict[str, Any]]) -> None:
        if values is not None:
            run = RunSnapshot(self._folder, values=values)
            add_results(run, QgsProject.instance(), self._inputs)
            if values.get("bundle"):
                self._desktop.notices.bundle_made.emit(str(values["bundle"]))
            if values.get("eval"):
                self._desktop.notices.evaluated.emit(str(values["eval"]))
        self._end()

    def _fail(self, error: RvError) -> None:
        self._desktop.notices.report_failure(
            tr("Training {run}").format(run=self._folder.name), error
        )
        self._end()

    def _end(self) -> None:
        self._on_end(self)
