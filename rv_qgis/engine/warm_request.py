"""A request to the warm engine, and its outcome."""

from __future__ import annotations

from typing import Any, Callable

from qtpy.QtCore import QObject, Signal


class WarmRequest(QObject):
    """What was asked. One of `succeeded`, `failed` and `stopped` comes, once, on the main thread.

    Keep a reference until then. It is made by `WarmEngine.ask`.
    """

    told = Signal(object)
    """A `Message`: progress, a line of the log."""
    succeeded = Signal(dict)
    """The engine's answer."""
    failed = Signal(object)
    """The `RvError`."""
    stopped = Signal()
    """It was cancelled, or the engine ended on purpose."""
    let_go = Signal()
    """After `stopped` by `cancel`: the engine has stopped too, and writes no more files."""

    def __init__(
        self,
        request_id: int,
        method: str,
        params: dict[str, Any],
        cancel: Callable[[WarmRequest], None],
    ) -> None:
        super().__init__()
        self.id = request_id
        self.method = method
        self.params = params
        self.is_open = True
        self._cancel = cancel

    def cancel(self) -> None:
        """Stops it; `stopped` comes at once, whatever the engine still does."""
        if self.is_open:
            self._cancel(self)
