"""One process of `rv serve`: what it says is handed on, and it is ended when it hangs."""

from __future__ import annotations

import json
import os
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, Optional

from ...rv_engine.errors import RvError
from .child_process import ChildProcess
from .environment import engine_environment
from .errors import EngineError, EngineNotFoundError
from .exit_codes import explain_exit
from .home import EngineHome

_POLL_S = 0.05
_PING_EVERY_S = 4.0
# Loading PyTorch from a slow disk can hold even the answer to a ping up.
HANG_S = 40.0
_PING_ID = "ping"
_MESSAGE_START = '{"jsonrpc"'

Content = dict[str, Any]


class WarmProcess:
    """Starts the engine in a thread of its own, and tells what comes from it.

    Both functions are called from that thread; `on_end` once, and last.

    Args:
        home: The engine's Python.
        variables: Environment variables that the engine gets besides.
        on_content: Gets every JSON-RPC message.
        on_end: Gets the reason; None when `close` was called.
        hang_s: It is ended when it answers nothing for as long.
    """

    def __init__(
        self,
        home: EngineHome,
        variables: Mapping[str, str],
        on_content: Callable[[WarmProcess, Content], None],
        on_end: Callable[[WarmProcess, Optional[RvError]], None],
        hang_s: float = HANG_S,
    ) -> None:
        self.home = home
        self.variables = dict(variables)
        self._on_content = on_content
        self._on_end = on_end
        self._hang_s = hang_s
        self._outbox: queue.Queue[Optional[Content]] = queue.Queue()
        self._closing = threading.Event()
        self._child: Optional[ChildProcess] = None
        self._last_words: Optional[EngineError] = None
        self._thread = threading.Thread(target=self._run, name="rv-studio-warm", daemon=True)
        self._thread.start()

    @property
    def process_id(self) -> Optional[int]:
        """None until it is started."""
        return None if self._child is None else self._child.process_id

    def send(self, content: Content) -> None:
        """Says something to it; nothing happens when it has ended. It never waits."""
        self._outbox.put(content)

    def close(self) -> None:
        """Ends it with all that it started. Answers at once; `wait` waits for it."""
        self._closing.set()

    def wait(self, timeout_s: float) -> None:
        """Waits until the process tree is gone."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="rv-warm-"))
        reason: Optional[RvError] = None
        writer = None
        try:
            self._child = self._start(folder)
            # It may not listen: whoever writes to it may have to wait.
            writer = threading.Thread(target=self._write, name="rv-studio-warm-writer", daemon=True)
            writer.start()
            self._follow(self._child)
        except RvError as error:
            reason = error
        except Exception as error:  # noqa: BLE001 - the outermost place of a thread
            reason = EngineError(f"RV Studio ran into a fault of its own: {error}")
        finally:
            if self._child is not None:
                self._child.close()
            self._outbox.put(None)
            if writer is not None:
                writer.join(1.0)
            shutil.rmtree(folder, ignore_errors=True)
        self._on_end(self, None if self._closing.is_set() else reason)

    def _start(self, folder: Path) -> ChildProcess:
        environment = engine_environment(os.environ, self.home.plugin_root, folder)
        # Somebody waits for it: it goes before trainings, though not before QGIS.
        environment["RV_NICENESS"] = "2"
        environment.update(self.variables)
        arguments = [str(self.home.python), "-m", "rv_engine", "serve", "--stdio"]
        try:
            return ChildProcess(arguments, environment, folder)
        except OSError as error:
            raise EngineNotFoundError(
                f"The engine's Python '{self.home.python}' does not start: {error.strerror}.",
                hint="Choose another one in Settings > Options > RV Studio.",
                where=str(self.home.python),
            ) from error

    def _follow(self, child: ChildProcess) -> None:
        """Hands on what it says until it ends, or has to be ended."""
        heard_s = pinged_s = time.monotonic()
        while not self._closing.is_set():
            if child.has_ended():
                raise self._last_words or _explained(child)
            line = child.next_line(_POLL_S)
            now_s = time.monotonic()
            if line is not None:
                heard_s = now_s
                self._take(line)
            elif now_s - heard_s > self._hang_s:
                raise EngineError(
                    "The engine did not answer any more and was ended.",
                    hint="Try again. If it happens again, the computer may be short of memory.",
                    details=child.stderr_tail,
                )
            elif now_s - max(heard_s, pinged_s) > min(_PING_EVERY_S, self._hang_s / 4):
                pinged_s = now_s
                self.send({"jsonrpc": "2.0", "id": _PING_ID, "method": "ping"})

    def _take(self, line: str) -> None:
        # A library may have printed something without ending the line.
        start = line.find(_MESSAGE_START)
        if start < 0:
            return
        try:
            content = json.loads(line[start:])
        except (ValueError, RecursionError):
            return
        if not isinstance(content, dict) or content.get("id") == _PING_ID:
            return
        self._last_words = _last_words(content) or self._last_words
        self._on_content(self, content)

    def _write(self) -> None:
        for content in iter(self._outbox.get, None):
            self._child.send_line(json.dumps(content))


def _explained(child: ChildProcess) -> EngineError:
    exit_code = child.exit_code
    message, hint = explain_exit(-9 if exit_code is None else exit_code, child.stderr_tail)
    return EngineError(message, hint=hint, details=child.stderr_tail)


def _last_words(content: Content) -> Optional[EngineError]:
    """The reason for its end, where the engine tells that it is about to end itself."""
    params = content.get("params")
    message = params.get("message") if isinstance(params, dict) else None
    if not isinstance(message, dict) or params.get("id") is not None:
        return None
    if message.get("kind") != "failure":
        return None
    return EngineError(
        str(message.get("message") or ""),
        hint=str(message.get("hint") or ""),
        code=str(message.get("code") or "engine"),
    )
