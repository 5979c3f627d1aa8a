"""`rv run-command`: parts of commands in a process of a runner's; no command for people."""

from __future__ import annotations

import os
import queue
import threading
import time
from typing import TYPE_CHECKING, Any

import click

from rv_engine.cli.session import Session, engine_command
from rv_engine.messages import Result

if TYPE_CHECKING:
    from rv_engine.pipeline.command_config import CommandRun

_STDIN = "-"
# From the end of stdin until the process ends itself, whatever it is doing.
_LEAVE_GRACE_S = 1.5


@click.command("run-command", hidden=True)
@click.argument("file")
@engine_command
def run_command(session: Session, file: str) -> dict[str, Any]:
    """Run the part of a command that the command config FILE describes.

    With "-" as FILE the paths of such files are read from stdin, one a line, until it ends; each is
    answered by a result. The line "cancel" stops the work.
    """
    if file != _STDIN:
        _Worker().run(session, file)
        return {"file": file}
    worker = _Worker()
    for path in _files_from_stdin(session):
        worker.run(session, path)
        session.send(Result({"file": path}))
    return {}


class _Worker:
    """Keeps what the next part of the same command needs too, such as the model."""

    def __init__(self) -> None:
        self._key = ("", "")
        self._run: CommandRun | None = None

    def run(self, session: Session, file: str) -> None:
        from rv_engine.pipeline.command_config import CommandConfig

        config = CommandConfig.from_file(file)
        key = (config.folder, config.fingerprint)
        if self._run is None or key != self._key:
            self._run = None
            self._run = config.build()
            self._key = key
        self._run.run(config, session.monitor)


def _files_from_stdin(session: Session) -> Any:
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read_stdin, args=(session, lines), daemon=True).start()
    while True:
        # With a timeout: where it blocks for good, a signal would not be heard.
        try:
            line = lines.get(timeout=0.2)
        except queue.Empty:
            session.monitor.check()
            continue
        if line is None:
            return
        yield line


def _read_stdin(session: Session, lines: queue.Queue[str | None]) -> None:
    # Not `sys.stdin`: at its end the interpreter aborts when a thread holds the lock of a stream.
    received = b""
    while part := os.read(0, 4096):
        *whole, received = (received + part).split(b"\n")
        for line in whole:
            if line.strip() == b"cancel":
                session.cancelled.set()
            else:
                lines.put(os.fsdecode(line.strip()))
    from rv_engine.runner.process_tree import end_own_tree

    # Who started this has ended, or has no more work: what still runs is for nobody.
    lines.put(None)
    session.cancelled.set()
    time.sleep(_LEAVE_GRACE_S)
    end_own_tree()
