"""One run of the engine as a task of QGIS: progress in the status bar, results on the main thread."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Any, Optional

from qgis.core import QgsTask
from qtpy.QtCore import Signal

from ...rv_engine.errors import Cancelled, RvError
from ...rv_engine.messages import Message, Progress
from ..engine import EngineError, EngineHome, EngineRunner
from .waiting_thread import waiting_thread


class EngineTask(QgsTask):
    """Runs a command of the engine in the background.

    Keep a reference until one of `succeeded`, `failed` or `stopped` has come; they are emitted on
    the main thread.

    Args:
        title: What is done, for the status bar.
        command: See `engine.commands`.
        home: Another Python than the one that is set.
        timeout_s: Stops the run when it takes longer.
    """

    received = Signal(object)
    """A `Message`, as it comes."""
    succeeded = Signal(dict)
    """The values of the engine's result."""
    failed = Signal(object)
    """The `RvError`."""
    stopped = Signal()

    def __init__(
        self,
        title: str,
        runner: EngineRunner,
        command: Sequence[str],
        *,
        home: Optional[EngineHome] = None,
        timeout_s: Optional[float] = None,
    ) -> None:
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._runner = runner
        self._command = tuple(command)
        self._home = home
        self._timeout_s = timeout_s
        self._values: Optional[dict[str, Any]] = None
        self._error: Optional[RvError] = None

    def run(self) -> bool:
        """Called by QGIS in a thread of its own. It must not raise: that would end QGIS."""
        try:
            with waiting_thread():
                self._values = self._runner.run(
                    self._command,
                    self._receive,
                    self.isCanceled,
                    home=self._home,
                    timeout_s=self._timeout_s,
                )
        except RvError as error:
            self._error = error
        except Exception as error:  # noqa: BLE001 - see above; `finished` reports it
            self._error = EngineError(
                f"RV Studio ran into a fault of its own: {error}", details=traceback.format_exc()
            )
        return self._error is None

    def finished(self, result: bool) -> None:
        """Called by QGIS on the main thread."""
        if result and self._values is not None:
            self.succeeded.emit(self._values)
        elif self._error is None or isinstance(self._error, Cancelled):
            self.stopped.emit()
        else:
            self.failed.emit(self._error)

    def _receive(self, message: Message) -> None:
        if isinstance(message, Progress) and message.overall is not None:
            self.setProgress(100.0 * message.overall)
        self.received.emit(message)
