"""Supervises one run as a task of QGIS."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Optional

from qgis.core import QgsTask
from qtpy.QtCore import Signal

from ..engine.detached import is_engine_process, remove_temporary, stop_engine_process
from ..tasks import waiting_thread
from ..translation import tr
from .run_reader import RunReader
from .run_snapshot import FINISHED, RUNNING, RunSnapshot

_INTERVAL_S = 0.5
# A run that was just started needs a while for its first message: it imports much.
_PATIENCE_S = 120.0
_LEAVE_S = 10.0


class RunTask(QgsTask):
    """Follows a run folder until the run has ended. Cancelling it stops the run.

    Args:
        folder: The run folder.
        process_id: Of the engine, where it was just started by us.
        not_before_s: When the run begins that is meant, in seconds since the epoch: what the folder
            tells of earlier attempts is left out while this one is starting. None for whatever is
            in the folder.
    """

    changed = Signal(object)
    """A `RunSnapshot`, whenever something is new."""
    ended = Signal(object)
    """The last `RunSnapshot`."""

    def __init__(
        self, folder: Path, process_id: int = 0, not_before_s: Optional[float] = None
    ) -> None:
        title = tr("RV Studio: {run}").format(run=folder.name)
        # QGIS asks nothing of its own when it is closed: we have asked, and "yes" would stop the run.
        super().__init__(title, QgsTask.Flag.CanCancel | QgsTask.Flag.CancelWithoutPrompt)
        self._reader = RunReader(folder)
        self._process_id = process_id
        self._not_before_s = not_before_s
        self._snapshot = RunSnapshot(folder)
        self._leave = threading.Event()

    def leave_alone(self) -> None:
        """Stops following; the run goes on."""
        self._leave.set()

    def run(self) -> bool:
        """Called by QGIS in a thread of its own. It must not raise: that would end QGIS."""
        try:
            with waiting_thread():
                return self._wait_for_start() and self._follow()
        except Exception:  # noqa: BLE001 - see above; what was read last stays
            return False

    def finished(self, result: bool) -> None:
        """Called by QGIS on the main thread."""
        if not self._leave.is_set():
            self.ended.emit(self._snapshot)

    def _wait_for_start(self) -> bool:
        """Waits for the first message of the attempt that is meant; False when none comes."""
        if self._not_before_s is None:
            return True
        deadline_s = time.monotonic() + _PATIENCE_S
        while not self._leave.is_set():
            snapshot = self._reader.read()
            if (snapshot.started_s or 0.0) >= self._not_before_s:
                return True
            gone = self._process_id and not is_engine_process(self._process_id)
            if gone or self.isCanceled() or time.monotonic() > deadline_s:
                if self._process_id and not gone:
                    stop_engine_process(self._process_id)
                self._snapshot = self._reader.without_start(stopped=self.isCanceled())
                return False
            waiting = replace(snapshot, state=RUNNING, doing=tr("Starting"), fraction=None)
            self._show(replace(waiting, problem="", ended_s=None, values={}))
            self._leave.wait(_INTERVAL_S)
        return False

    def _follow(self) -> bool:
        asked_to_stop = False
        while not self._leave.is_set():
            snapshot = self._reader.read()
            self._show(snapshot)
            if not snapshot.is_live:
                self._wait_for_exit(snapshot.process_id)
                return snapshot.state == FINISHED
            if self.isCanceled() and not asked_to_stop:
                asked_to_stop = True
                stop_engine_process(snapshot.process_id)
            self._leave.wait(_INTERVAL_S)
        return True

    def _wait_for_exit(self, process_id: int) -> None:
        """After its last word the engine needs a moment to leave, and to let go of the folder."""
        deadline_s = time.monotonic() + _LEAVE_S
        while is_engine_process(process_id) and time.monotonic() < deadline_s:
            if self._leave.wait(_INTERVAL_S / 5):
                return
        remove_temporary(self._snapshot.folder)

    def _show(self, snapshot: RunSnapshot) -> None:
        if snapshot == self._snapshot:
            return
        self._snapshot = snapshot
        if snapshot.fraction is not None:
            self.setProgress(100.0 * snapshot.fraction)
        self.changed.emit(snapshot)
