"""The one engine that stays ready: started when it is needed, and again after a crash."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Callable, Optional

from qtpy.QtCore import QObject, Qt, QTimer, Signal

from ...rv_engine.errors import RvError
from ...rv_engine.messages import SCHEMA_VERSION, CancelledRun, Failure, Message, Result, decode
from ...rv_engine.messages import to_json as message_text
from .errors import EngineError, EngineNotFoundError
from .home import EngineHome
from .warm_process import HANG_S, Content, WarmProcess
from .warm_request import WarmRequest

# docs/warm-engine.md
_CANCELLED = -32800
_HELLO_ID = "hello"
# After this a request that was cancelled but goes on costs the engine its life.
_CANCEL_GRACE_S = 15.0
_CHECK_MS = 1000
# With the kill itself; unloading the plugin waits no longer.
_CLOSE_WAIT_S = 2.0


class WarmEngine(QObject):
    """Asks `rv serve`. It lives on the main thread, and nothing in it waits.

    Args:
        find_home: Answers the engine's Python, or raises `EngineNotFoundError`.
        variables: Answers what the engine's environment gets besides. When that changes, the engine
            is started anew for the next request.
        idle_minutes: Answers after how many minutes without a request it is ended; 0 for never.
        hang_s: It is ended when it answers nothing for as long.
    """

    crashed = Signal(object)
    """It ended by itself while nobody waited for it: the `RvError`."""
    is_running_changed = Signal(bool)
    """It was started or has ended."""
    _said = Signal(object, object)
    _ended = Signal(object, object)

    def __init__(
        self,
        find_home: Callable[[], EngineHome],
        variables: Callable[[], Mapping[str, str]] = dict,
        idle_minutes: Callable[[], float] = float,
        *,
        hang_s: float = HANG_S,
    ) -> None:
        super().__init__()
        self._find_home = find_home
        self._variables = variables
        self._idle_minutes = idle_minutes
        self._hang_s = hang_s
        self._process: Optional[WarmProcess] = None
        # Those that are ending: their threads hold them, `close` waits for them.
        self._ending: list[WarmProcess] = []
        self._requests: dict[int, WarmRequest] = {}
        # Those that the engine has not let go of, with the time since when.
        self._cancelled: dict[int, tuple[float, WarmRequest]] = {}
        self._count = 0
        self._used_s = self._started_s = time.monotonic()
        self.lived_s = 0.0
        """How long the last engine that ended had been there, in seconds."""
        self._is_closed = False
        self._said.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._see_end, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(_CHECK_MS)
        self._timer.timeout.connect(self._check)

    @property
    def process_id(self) -> Optional[int]:
        """Of the engine, None while there is none."""
        return None if self._process is None else self._process.process_id

    @property
    def is_running(self) -> bool:
        """Whether the engine is there, or being started."""
        return self._process is not None

    @property
    def open_requests(self) -> list[WarmRequest]:
        """Those that wait for an answer."""
        return list(self._requests.values())

    def start(self) -> None:
        """Starts the engine ahead of the first request.

        Raises:
            EngineNotFoundError: There is none.
        """
        home, variables = self._find_home(), dict(self._variables())
        process = self._process
        if process is not None:
            if (process.home.python, process.variables) == (home.python, variables):
                return
            if self._requests:
                return  # The next request gets the new one.
            self._end(process)
        if self._is_closed:
            raise EngineError("RV Studio is being closed.")
        # Signals take what its thread says to the main thread.
        self._process = WarmProcess(
            home,
            variables,
            self._said.emit,
            self._ended.emit,
            self._hang_s,
        )
        self._used_s = self._started_s = time.monotonic()
        self._timer.start()
        self._send(_HELLO_ID, "hello", {})
        self.is_running_changed.emit(True)

    def ask(self, method: str, params: Mapping[str, Any]) -> WarmRequest:
        """Asks for something; starts the engine where needed.

        Args:
            method: See docs/warm-engine.md.

        Raises:
            EngineNotFoundError: There is no engine.
        """
        self.start()
        self._count += 1
        request = WarmRequest(self._count, method, dict(params), self._cancel)
        self._requests[request.id] = request
        self._used_s = time.monotonic()
        self._send(request.id, method, request.params)
        return request

    def end(self) -> None:
        """Ends the engine; open requests are stopped. The next request starts another."""
        if self._process is not None:
            self._end(self._process)
        for request in self.open_requests:
            self._finish(request, request.stopped)

    def close(self) -> None:
        """Ends it for good; returns when the process tree is gone."""
        self._is_closed = True
        self._timer.stop()
        self.blockSignals(True)
        ending = [*self._ending, *([self._process] if self._process else [])]
        for process in ending:
            process.close()
        deadline_s = time.monotonic() + _CLOSE_WAIT_S
        for process in ending:
            process.wait(max(0.0, deadline_s - time.monotonic()))
        self._process = None
        self._ending.clear()
        self._let_go(list(self._cancelled))
        for request in self.open_requests:
            self._finish(request, request.stopped)

    def _send(self, request_id: Any, method: str, params: Mapping[str, Any]) -> None:
        self._process.send(
            {"jsonrpc": "2.0", "id": request_id, "method": method, "params": dict(params)}
        )

    def _cancel(self, request: WarmRequest) -> None:
        if self._process is not None:
            self._cancelled[request.id] = (time.monotonic(), request)
            self._count += 1
            self._send(self._count, "cancel", {"id": request.id})
        self._finish(request, request.stopped)

    def _hear(self, process: WarmProcess, content: Content) -> None:
        if process is not self._process:
            return
        if content.get("method") == "message":
            self._tell(content.get("params"))
            return
        request_id = content.get("id")
        if request_id == _HELLO_ID:
            self._greet(process, content)
            return
        self._let_go([request_id])
        request = self._requests.get(request_id)
        if request is None:
            return
        self._used_s = time.monotonic()
        error = content.get("error")
        if isinstance(error, dict):
            self._refuse(request, error)
        else:
            result = content.get("result")
            values = result if isinstance(result, dict) else {"value": result}
            self._finish(request, request.succeeded, values)

    def _tell(self, params: Any) -> None:
        if not isinstance(params, dict):
            return
        request = self._requests.get(params.get("id"))
        message: Optional[Message] = None
        with suppress(RvError, TypeError, ValueError):
            message = decode(message_text(params.get("message")))
        is_last = isinstance(message, (Result, Failure, CancelledRun))
        if request is not None and message is not None and not is_last:
            request.told.emit(message)

    def _greet(self, process: WarmProcess, content: Content) -> None:
        """Engine and plugin must be of one version; they are, unless somebody mixed them."""
        version = (content.get("result") or {}).get("message_version", SCHEMA_VERSION)
        if version != SCHEMA_VERSION:
            error = EngineError(
                f"The engine speaks message version {version!r}, but this plugin understands "
                f"version {SCHEMA_VERSION}.",
                hint="Install the engine and the plugin of the same release.",
            )
            self._end(process)
            self._fail_all(error)

    def _refuse(self, request: WarmRequest, error: Mapping[str, Any]) -> None:
        if error.get("code") == _CANCELLED:
            self._finish(request, request.stopped)
            return
        data = error.get("data")
        parts = data if isinstance(data, dict) else {}
        failure = EngineError(
            str(parts.get("message") or error.get("message") or "The engine refused."),
            hint=str(parts.get("hint") or ""),
            where=str(parts.get("where") or ""),
            code=str(parts.get("code") or "engine"),
        )
        self._finish(request, request.failed, failure)

    def _finish(self, request: WarmRequest, signal: Any, *values: Any) -> None:
        if not request.is_open:
            return
        request.is_open = False
        self._requests.pop(request.id, None)
        signal.emit(*values)

    def _let_go(self, request_ids: list[int]) -> None:
        for request_id in request_ids:
            _, request = self._cancelled.pop(request_id, (0.0, None))
            if request is not None:
                request.let_go.emit()

    def _fail_all(self, error: RvError) -> None:
        for request in self.open_requests:
            self._finish(request, request.failed, error)

    def _end(self, process: WarmProcess) -> None:
        process.close()
        self._ending.append(process)
        if process is self._process:
            self._process = None
            self._let_go(list(self._cancelled))
            self._timer.stop()
            self.is_running_changed.emit(False)

    def _see_end(self, process: WarmProcess, reason: Optional[RvError]) -> None:
        if process in self._ending:
            self._ending.remove(process)
        if process is not self._process:
            return
        self._process = None
        self._let_go(list(self._cancelled))
        self._timer.stop()
        self.is_running_changed.emit(False)
        self.lived_s = time.monotonic() - self._started_s
        error = reason or EngineError("The engine has ended.")
        was_waited_for = bool(self._requests)
        self._fail_all(error)
        if not was_waited_for and not isinstance(error, EngineNotFoundError):
            self.crashed.emit(error)

    def _check(self) -> None:
        """Ends an engine that does not let go of a cancelled request, or that nobody needs."""
        if self._process is None:
            return
        now_s = time.monotonic()
        if any(now_s - since_s > _CANCEL_GRACE_S for since_s, _ in self._cancelled.values()):
            waiting = self.open_requests
            self._end(self._process)
            for request in waiting:
                self._ask_again(request)
            return
        idle_s = 60 * self._idle_minutes()
        if idle_s and not self._requests and now_s - self._used_s > idle_s:
            self._end(self._process)

    def _ask_again(self, request: WarmRequest) -> None:
        try:
            self.start()
        except RvError as error:
            self._finish(request, request.failed, error)
        else:
            self._send(request.id, request.method, request.params)
