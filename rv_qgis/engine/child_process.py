"""One child process: its lines arrive without blocking, and it stops when it is told to."""

from __future__ import annotations

import queue
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Callable, Optional

from .process_tree import kill_tree, tree_options

_LONGEST_LINE_BYTES = 8 * 1024 * 1024
_STDERR_LINES_KEPT = 60
# How long to wait for the rest of the output of a process that has ended: something that it
# started may still hold the pipe open.
_DRAIN_S = 1.0


class ChildProcess:
    """A started program with pipes to its stdin, stdout and stderr.

    Args:
        arguments: The program and its arguments; no shell is involved.
        environment: All of its environment variables.
        folder: Its working folder.
        joined: Whether what it writes to stderr comes among the lines of stdout.

    Raises:
        OSError: It cannot be started.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        *,
        joined: bool = False,
    ) -> None:
        # A list of arguments and no shell: nothing in it can become a command.
        self._process = subprocess.Popen(  # nosec B603
            list(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if joined else subprocess.PIPE,
            env=dict(environment),
            cwd=str(folder),
            **tree_options(),
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._stderr: deque[str] = deque(maxlen=_STDERR_LINES_KEPT)
        self._ended_s: Optional[float] = None
        self._readers = [self._start_reader(self._process.stdout, self._lines.put)]
        if not joined:
            self._readers.append(self._start_reader(self._process.stderr, self._stderr.append))

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> Optional[int]:
        """None while it runs; negative when a signal ended it."""
        return self._process.poll()

    @property
    def stderr_tail(self) -> str:
        """The last lines that it wrote to stderr."""
        return "\n".join(tuple(self._stderr))

    def next_line(self, timeout_s: float) -> Optional[str]:
        """The next line of its stdout, or None when there was none for that long."""
        try:
            return self._lines.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def has_ended(self) -> bool:
        """Whether it has ended and all that it said was taken with `next_line`."""
        if self._process.poll() is None or not self._lines.empty():
            return False
        if self._ended_s is None:
            self._ended_s = time.monotonic()
        drained = not any(reader.is_alive() for reader in self._readers)
        late = time.monotonic() - self._ended_s > _DRAIN_S
        return (drained or late) and self._lines.empty()

    def send_line(self, line: str) -> None:
        """Writes a line to its stdin; nothing happens when it no longer listens."""
        try:
            self._process.stdin.write(line.encode("utf-8") + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            return

    def close(self) -> None:
        """Stops it and everything that it started, and frees the pipes."""
        kill_tree(self._process)
        for reader in self._readers:
            reader.join(timeout=_DRAIN_S)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is None:
                continue
            try:
                stream.close()
            except (OSError, ValueError):
                continue

    def _start_reader(self, stream: IO[bytes], take: Callable[[str], None]) -> threading.Thread:
        def read() -> None:
            try:
                for line in iter(lambda: stream.readline(_LONGEST_LINE_BYTES), b""):
                    take(line.decode("utf-8", errors="replace").rstrip("\r\n"))
            except (OSError, ValueError):
                return  # The pipe was closed under us: `close` was called.

        reader = threading.Thread(target=read, name="rv-studio-reader", daemon=True)
        reader.start()
        return reader
