"""Any piece of Python that takes long and touches neither layers nor widgets, as a task of QGIS."""

from __future__ import annotations

import traceback
from typing import Any, Callable, Optional

from qgis.core import QgsTask
from qtpy.QtCore import Signal

from ...rv_engine.errors import Cancelled, RvError
from ..engine import EngineError


class BackgroundTask(QgsTask):
    """Calls a function in the background.

    Keep a reference until one of `succeeded`, `failed` or `stopped` has come; they are emitted on
    the main thread.

    Args:
        title: What is done, for the status bar.
        work: Called with the task itself, in a thread of its own: it may ask `isCanceled`, and
            calls `tell` to say how far it is.
    """

    told = Signal(object)
    """What `work` says while it works."""
    succeeded = Signal(object)
    """What `work` returned."""
    failed = Signal(object)
    """The `RvError`."""
    stopped = Signal()

    def __init__(self, title: str, work: Callable[[BackgroundTask], Any]) -> None:
        # What it reads or writes is nothing that a user wants to be asked about at QGIS's end.
        super().__init__(title, QgsTask.Flag.CanCancel | QgsTask.Flag.CancelWithoutPrompt)
        self._work = work
        self._answer: Any = None
        self._error: Optional[RvError] = None

    def tell(self, news: Any, fraction: Optional[float] = None) -> None:
        """Passes something on to who listens to `told`; called from the thread of `work`."""
        if fraction is not None:
            self.setProgress(100.0 * fraction)
        self.told.emit(news)

    def run(self) -> bool:
        """Called by QGIS in a thread of its own. It must not raise: that would end QGIS."""
        try:
            self._answer = self._work(self)
        except RvError as error:
            self._error = error
        except Exception as error:  # noqa: BLE001 - see above; `finished` reports it
            self._error = EngineError(
                f"RV Studio ran into a fault of its own: {error}", details=traceback.format_exc()
            )
        return self._error is None

    def finished(self, result: bool) -> None:
        """Called by QGIS on the main thread."""
        if result:
            self.succeeded.emit(self._answer)
        elif self._error is None or isinstance(self._error, Cancelled):
            self.stopped.emit()
        else:
            self.failed.emit(self._error)
