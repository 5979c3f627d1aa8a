"""All runs that are known: looked up, followed, started, stopped and deleted."""

from __future__ import annotations

import json
import shutil
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Callable, Optional

from qgis.core import QgsApplication
from qtpy.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from ...rv_engine.errors import ConfigError, OutputError, RvError
from ..engine import EngineRunner, run_command
from ..engine.detached import stop_engine_process
from ..engine.run_folder import CONFIG_NAME, is_run_folder
from ..tasks import BackgroundTask
from ..translation import tr
from .run_reader import RunReader
from .run_registry import RunRegistry
from .run_snapshot import RunSnapshot
from .run_task import RunTask

_LOOK_AFTER_MS = (1_000, 8_000)


class RunCollection(QObject):
    """Knows the runs of this user. It shows nothing; lives on the main thread.

    Args:
        runner: Starts the engine.
        registry: Remembers the folders.
        run_folder: Answers the folder in which the user keeps runs, or "".
    """

    listed = Signal()
    """The list was read anew."""
    changed = Signal(object)
    """The new `RunSnapshot` of one run, with its log."""
    ended = Signal(object)
    """The last `RunSnapshot` of a run that nobody else has an eye on."""
    failed = Signal(object)
    """An `RvError`: what the user asked for could not be done."""

    def __init__(
        self,
        runner: EngineRunner,
        registry: RunRegistry,
        run_folder: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__()
        self._runner = runner
        self._registry = registry
        self._run_folder = run_folder
        self._snapshots: dict[Path, RunSnapshot] = {}
        self._tasks: dict[Path, RunTask] = {}
        self._watched: set[Path] = set()
        self._next: dict[Path, Path] = {}
        self._reading: Optional[BackgroundTask] = None
        self._wanted: Optional[BackgroundTask] = None
        # A run that somebody starts in a shell makes its folder first, and its files a little later.
        self._looking: list[QTimer] = []
        self._watcher = QFileSystemWatcher(self)
        for wait_ms in _LOOK_AFTER_MS:
            timer = QTimer(self)
            timer.setSingleShot(True)
            timer.setInterval(wait_ms)
            timer.timeout.connect(self.refresh)
            self._watcher.directoryChanged.connect(lambda folder, timer=timer: timer.start())
            self._looking.append(timer)

    @property
    def snapshots(self) -> list[RunSnapshot]:
        """All runs, those under way first, then the newest."""
        return sorted(
            self._snapshots.values(), key=lambda run: (not run.is_live, -(run.started_s or 0.0))
        )

    @property
    def live(self) -> list[RunSnapshot]:
        """Those that are under way."""
        return [run for run in self._snapshots.values() if run.is_live]

    def snapshot(self, folder: Path) -> Optional[RunSnapshot]:
        """What is known of a run; without its log when it is over and was not asked for."""
        return self._snapshots.get(folder)

    def refresh(self) -> None:
        """Looks all runs up, in the background; those that are under way are followed."""
        if self._reading is not None:
            return
        parent = Path(self._run_folder()) if self._run_folder() else None
        self._watch_for_runs(parent)
        registry = self._registry

        def read() -> list[RunSnapshot]:
            return [RunReader(folder).read() for folder in registry.folders(parent)]

        title = tr("Looking up the runs of RV Studio")
        self._reading = BackgroundTask(title, lambda task: read())
        self._reading.succeeded.connect(self._take_list)
        self._reading.failed.connect(lambda error: self._take_list([]))
        self._reading.stopped.connect(lambda: self._take_list([]))
        QgsApplication.taskManager().addTask(self._reading)

    def read_log(self, folder: Path) -> None:
        """Reads a run with its log; `changed` brings it."""
        if folder in self._tasks:
            self.changed.emit(self._snapshots[folder])
            return
        task = BackgroundTask(tr("Reading a run"), lambda task: RunReader(folder).read())
        task.succeeded.connect(self._take)
        self._wanted = task
        QgsApplication.taskManager().addTask(task)

    def start(self, config_path: Path) -> None:
        """Starts the pipeline of a config; its folder is the config's own `root_uri`."""
        try:
            root = root_of(config_path)
        except RvError as error:
            self.failed.emit(error)
            return
        self._start(config_path, root)

    def resume(self, folder: Path) -> None:
        """Runs what is not finished in a run folder."""
        config = folder / CONFIG_NAME
        if not config.is_file():
            self.failed.emit(
                ConfigError(
                    tr("'{folder}' holds no {name}, without which the run cannot go on.").format(
                        folder=folder, name=CONFIG_NAME
                    ),
                    hint=tr("Start it again from its config or its layers."),
                    where=str(config),
                )
            )
            return
        self._start(config, folder)

    def add(self, folder: Path) -> None:
        """Lists a run that was made elsewhere, on this computer or another."""
        if not is_run_folder(folder):
            self.failed.emit(
                ConfigError(
                    tr("'{folder}' is no folder of a run.").format(folder=folder),
                    hint=tr("Choose the folder that holds {name}.").format(name=CONFIG_NAME),
                    where=str(folder),
                )
            )
            return
        self._registry.add(folder)
        self.refresh()

    def watch(self, folder: Path) -> None:
        """Follows a run that an algorithm is starting just now, and will speak about itself."""
        self._watched.add(folder)
        self._registry.add(folder)
        self._follow(folder, 0, time.time())

    def stop(self, folder: Path) -> None:
        """Stops a run; its checkpoints and finished outputs stay."""
        if folder in self._tasks:
            self._tasks[folder].cancel()

    def delete(self, folder: Path) -> None:
        """Deletes a run's folder, in the background, and forgets the run."""
        task = BackgroundTask(
            tr("Deleting run {name}").format(name=folder.name), lambda task: _delete(folder)
        )
        task.succeeded.connect(lambda nothing: self._forget(folder))
        task.failed.connect(self.failed.emit)
        self._wanted = task
        QgsApplication.taskManager().addTask(task)

    def let_go(self) -> None:
        """Follows no run for the moment: whoever cancels tasks now stops no run. See `refresh`."""
        for task in self._tasks.values():
            task.leave_alone()
        self._tasks.clear()

    def close(self, *, stop_runs: bool = False) -> None:
        """Follows no run any more.

        Args:
            stop_runs: Whether the runs are stopped, too; else they go on by themselves.
        """
        if stop_runs:
            for run in self.live:
                stop_engine_process(run.process_id)
        for task in self._tasks.values():
            task.leave_alone()
        self._tasks.clear()
        for timer in self._looking:
            timer.stop()
        for task in (self._reading, self._wanted):
            # QGIS deletes tasks that are done.
            with suppress(RuntimeError):
                if task is not None:
                    task.blockSignals(True)
        self.blockSignals(True)

    def _watch_for_runs(self, parent: Optional[Path]) -> None:
        wanted = [str(parent)] if parent is not None and parent.is_dir() else []
        if self._watcher.directories() != wanted:
            if self._watcher.directories():
                self._watcher.removePaths(self._watcher.directories())
            if wanted:
                self._watcher.addPaths(wanted)

    def _start(self, config: Path, folder: Path) -> None:
        if folder in self._tasks:
            run = self._snapshots.get(folder)
            if run is not None and not run.is_live:
                # Its last word is said, but the engine still holds the folder for a moment.
                self._next[folder] = config
            return
        begun_s = time.time()
        try:
            process_id = self._runner.start_detached(run_command(str(config)), folder)
        except RvError as error:
            self.failed.emit(error)
            return
        except OSError as error:
            self.failed.emit(
                OutputError(
                    tr("The folder '{folder}' cannot be written: {reason}.").format(
                        folder=folder, reason=error.strerror
                    ),
                    hint=tr("Choose a folder that you may write to."),
                    where=str(folder),
                )
            )
            return
        self._registry.add(folder)
        self._follow(folder, process_id, begun_s)

    def _follow(self, folder: Path, process_id: int, not_before_s: Optional[float]) -> None:
        if folder in self._tasks:
            return
        task = RunTask(folder, process_id, not_before_s)
        task.changed.connect(self._take)
        task.ended.connect(self._take_end)
        self._tasks[folder] = task
        QgsApplication.taskManager().addTask(task)

    def _take_list(self, snapshots: list[RunSnapshot]) -> None:
        self._reading = None
        followed = {folder: self._snapshots.get(folder) for folder in self._tasks}
        self._snapshots = {run.folder: replace(run, log=()) for run in snapshots}
        self._snapshots.update({folder: run for folder, run in followed.items() if run})
        for run in snapshots:
            if run.is_live:
                self._follow(run.folder, 0, None)
        self.listed.emit()

    def _take(self, snapshot: RunSnapshot) -> None:
        is_new = snapshot.folder not in self._snapshots
        self._snapshots[snapshot.folder] = snapshot
        if is_new:
            self.listed.emit()
        self.changed.emit(snapshot)

    def _take_end(self, snapshot: RunSnapshot) -> None:
        self._tasks.pop(snapshot.folder, None)
        self._take(snapshot)
        self.listed.emit()
        if snapshot.folder in self._watched:
            self._watched.discard(snapshot.folder)
        else:
            self.ended.emit(snapshot)
        config = self._next.pop(snapshot.folder, None)
        if config is not None:
            self._start(config, snapshot.folder)

    def _forget(self, folder: Path) -> None:
        self._registry.forget(folder)
        self._snapshots.pop(folder, None)
        self.listed.emit()


def root_of(config_path: Path) -> Path:
    """The run folder that a config names; raises `ConfigError`."""
    try:
        root = json.loads(config_path.read_text(encoding="utf-8")).get("root_uri")
    except (OSError, ValueError, AttributeError) as error:
        raise ConfigError(
            tr("'{path}' is no config of a pipeline.").format(path=config_path),
            hint=tr("Choose a file such as pipeline-config.json."),
            where=str(config_path),
        ) from error
    if not root or "://" in str(root):
        raise ConfigError(
            tr("The config '{path}' names no folder on this computer for its run.").format(
                path=config_path
            ),
            hint=tr("Set its `root_uri` to a folder."),
            where=str(config_path),
        )
    folder = Path(root).expanduser()
    return folder if folder.is_absolute() else (config_path.parent / folder).absolute()


def _delete(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise OutputError(
            tr("'{folder}' could not be deleted altogether: {reason}.").format(
                folder=folder, reason=error.strerror
            ),
            hint=tr("Close programs and layers that use its files, and try again."),
            where=str(folder),
        ) from error
