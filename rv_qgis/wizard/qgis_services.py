"""The world around the wizard: QGIS, its project and its map, and the engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsApplication, QgsProject, QgsTask
from qtpy.QtCore import QUrl
from qtpy.QtGui import QDesktopServices

from ...rv_engine.errors import OutputError, RvError
from ..desktop import Desktop
from ..places import HELP_FOLDER, SCHEMA_PATH
from ..runs.command_line import command_line
from ..settings.run_places import new_run_folder
from ..tasks import BackgroundTask, EngineTask
from ..translation import tr
from .config_changes import changed_config, request_of
from .draft import Draft
from .draft_files import INPUTS, DraftFiles
from .map_marks import CanvasMarks
from .project_layers import ProjectLayers
from .services import Job, OnDone, OnFailed

CONFIG_NAME = "config.json"
_REQUEST_NAME = "draft.json"
_RUN_NAME = "run.json"
_HELP_NAME = "wizard.html"


class QgisServices:
    """What the pages of the wizard ask for, done by QGIS and the engine.

    Args:
        desktop: QGIS's window.
        start: Starts the run of a config in a folder.
    """

    def __init__(self, desktop: Desktop, start: Callable[[str, str], None]) -> None:
        self._desktop = desktop
        self._start = start
        self._tasks: list[QgsTask] = []
        self._written: Optional[tuple[dict[str, Any], dict[str, Any]]] = None
        self._schema: Optional[dict[str, Any]] = None
        self._made: set[str] = set()
        self.layers = ProjectLayers(self.work, desktop.iface.activeLayer)
        self.marks = CanvasMarks(desktop.iface.mapCanvas())

    # The text in the user's language.
    tr = staticmethod(tr)

    def run(
        self,
        command: Sequence[str],
        on_done: OnDone,
        on_failed: Optional[OnFailed] = None,
        on_message: Optional[Callable[[Any], None]] = None,
    ) -> Job:
        """Runs a command of the engine in the background; answers the values of its result."""
        title = tr("RV Studio: {command}").format(command=command[0])
        task = EngineTask(title, self._desktop.runner, command)
        if on_message is not None:
            task.received.connect(on_message)
        return self._add(task, on_done, on_failed)

    def work(
        self,
        title: str,
        function: Callable[[], Any],
        on_done: OnDone,
        on_failed: Optional[OnFailed] = None,
    ) -> Job:
        """Calls a function in the background that touches neither layers nor widgets."""
        return self._add(BackgroundTask(title, lambda task: function()), on_done, on_failed)

    def write_config(
        self,
        draft: Draft,
        on_done: Callable[[dict[str, Any]], None],
        on_failed: Optional[OnFailed] = None,
    ) -> Job:
        """Writes the files that the draft still lacks, and its config; see `Services`."""
        if _disturbs_a_run(draft):
            draft.run_folder = self.propose_run_folder()
        values = draft.to_dict()
        if self._written is not None and self._written[0] == values:
            answer = self._written[1]
            return self.work(tr("Checking the draft"), lambda: answer, on_done, on_failed)
        try:
            files = DraftFiles(draft)
        except RvError as error:
            problem = error

            def fail() -> None:
                raise problem

            return self.work(tr("Checking the draft"), fail, on_done, on_failed)
        runner = self._desktop.runner
        if not Path(draft.run_folder).exists():
            self._made.add(draft.run_folder)

        def write(task: BackgroundTask) -> dict[str, Any]:
            # The engine's part is quick, and comes after it.
            whole = files.write(task.isCanceled, lambda share: task.setProgress(100.0 * share))
            folder = Path(whole.run_folder) / INPUTS
            request = folder / _REQUEST_NAME
            _write_json(request, request_of(whole))
            command = ["new", "--draft", str(request), "--out", str(folder / CONFIG_NAME)]
            return runner.run(command, is_cancelled=task.isCanceled)

        def take(answer: dict[str, Any]) -> None:
            self._written = (values, answer)
            on_done(answer)

        task = BackgroundTask(tr("Writing the config of the training"), write)
        return self._add(task, take, on_failed)

    def schema(self) -> dict[str, Any]:
        """The schema of all configs."""
        if self._schema is None:
            self._schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
        return self._schema

    def start_run(self, config_path: str, run_folder: str) -> None:
        """Starts the run: it goes on, and its maps are loaded, when the wizard is closed."""
        self._made.discard(run_folder)
        self._start(config_path, run_folder)

    def command_line(self, config_path: str) -> str:
        """What one types in a shell to run a config."""
        return command_line(self._desktop.runner.home().python, Path(config_path))

    def open_help(self, page: str) -> None:
        """Opens the bundled help at the place for a page."""
        address = QUrl.fromLocalFile(str(HELP_FOLDER / _HELP_NAME))
        address.setFragment(page)
        QDesktopServices.openUrl(address)

    def propose_run_folder(self) -> str:
        """A folder that does not exist yet, for the next run."""
        title = QgsProject.instance().baseName()
        return str(new_run_folder(self._desktop.settings.runs_folder, title))

    def sample_folder(self) -> str:
        """Where the sample data goes; it is made once and found again."""
        return str(Path(QgsApplication.qgisSettingsDirPath()) / "rv_studio" / "sample-data")

    def default_device(self) -> str:
        """The device in the settings; "" lets the engine choose."""
        return self._desktop.settings.compute.device

    def close(self) -> None:
        """Stops what is under way; takes marks off the map, and folders that no run needed."""
        for task in list(self._tasks):
            with suppress(RuntimeError):  # QGIS deletes tasks that are done
                task.blockSignals(True)
                task.cancel()
        self._tasks.clear()
        self.marks.close()
        for folder in self._made:
            # Only what the wizard itself has put there; never a run.
            if not (Path(folder) / _RUN_NAME).exists():
                shutil.rmtree(Path(folder) / INPUTS, ignore_errors=True)
                shutil.rmtree(Path(folder) / "areas", ignore_errors=True)
                with suppress(OSError):
                    Path(folder).rmdir()
        self._made.clear()

    def _add(self, task: Any, on_done: OnDone, on_failed: Optional[OnFailed]) -> Job:
        def end(call: Callable[[], None]) -> None:
            if task in self._tasks:
                self._tasks.remove(task)
                call()

        fail = on_failed or self._show_failure
        task.succeeded.connect(lambda answer: end(lambda: on_done(answer)))
        task.failed.connect(lambda error: end(lambda: fail(error)))
        task.stopped.connect(lambda: end(lambda: fail(None)))
        self._tasks.append(task)
        QgsApplication.taskManager().addTask(task)
        return _TaskJob(task, self._tasks)

    def _show_failure(self, error: Optional[RvError]) -> None:
        if error is not None:
            self._desktop.show_failure(tr("Train Model"), str(error))


def _disturbs_a_run(draft: Draft) -> bool:
    """Whether a config that was opened would become another one in the folder of its own run."""
    return (
        draft.base_config is not None
        and changed_config(draft) is None
        and (Path(draft.run_folder) / _RUN_NAME).exists()
    )


class _TaskJob:
    """A task of QGIS that can be stopped without an echo."""

    def __init__(self, task: QgsTask, tasks: list[QgsTask]) -> None:
        self._task = task
        self._tasks = tasks

    def cancel(self) -> None:
        """Stops it; nobody is called back."""
        if self._task in self._tasks:
            self._tasks.remove(self._task)
            self._task.cancel()


def _write_json(path: Path, content: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise OutputError(
            tr("'{path}' cannot be written: {reason}.").format(path=path, reason=error.strerror),
            hint=tr("Choose a folder that you may write to."),
            where=str(path),
        ) from error
