"""What surrounds every command: messages out, a stop in, errors to exit codes."""

from __future__ import annotations

import functools
import logging
import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, TextIO

import click

from rv_engine.cli.memory_limit import limit_memory
from rv_engine.errors import Cancelled, RvError, describe
from rv_engine.messages import CancelledRun, Failure, Log, Message, Result, Started, encode
from rv_engine.monitor import Monitor
from rv_engine.version import __version__

EXIT_USER_ERROR = 1
EXIT_BUG = 70
EXIT_CANCELLED = 130
INTERNAL = "internal"
# Messages before there is a file for them.
_MAX_UNRECORDED = 1000
# Names of files need not be text; in JSON these escapes stand for the same bytes.
_ODD_NAMES = "backslashreplace"


class MessageView(Protocol):
    """Shows messages to somebody."""

    def show(self, message: Message) -> None:
        """Shows one message."""

    def write(self, text: str) -> None:
        """Writes an answer that is no message, where there is a place for it."""

    def close(self) -> None:
        """Ends the showing."""


class Session:
    """One call of a command.

    Attributes:
        monitor: For the command's work.
    """

    def __init__(self, view: MessageView) -> None:
        self._view = view
        # Reentrant: showing a message can warn, and a warning is a message.
        self._lock = threading.RLock()
        self._records: tuple[Path, ...] = ()
        self._unrecorded: deque[Message] = deque(maxlen=_MAX_UNRECORDED)
        self._warnings: set[str] = set()
        self.cancelled = threading.Event()
        self.monitor = Monitor(self.send, self.cancelled)

    def send(self, message: Message) -> None:
        """Shows and records a message, and each warning once; safe from any thread."""
        with self._lock:
            # The commands of a pipeline read the same files, and find the same in them.
            if isinstance(message, Log) and message.level == "warning":
                if message.message in self._warnings:
                    return
                self._warnings.add(message.message)
            self._view.show(message)
            self._unrecorded.append(message)
            self._write_record()

    def write(self, text: str) -> None:
        """Writes an answer to stdout, unless messages go there: then it belongs in the result."""
        self._view.write(text)

    def record_to(self, *paths: Path) -> None:
        """Appends all messages to files as well, as soon as all their folders exist."""
        self._records = paths

    def _write_record(self) -> None:
        if not self._records or not all(path.parent.is_dir() for path in self._records):
            return
        lines = "".join(encode(message) + "\n" for message in self._unrecorded)
        self._unrecorded.clear()
        for path in self._records:
            try:
                with path.open("a", encoding="utf-8", errors=_ODD_NAMES) as file:
                    file.write(lines)
            except OSError:
                self._records = tuple(other for other in self._records if other != path)


def engine_command(work: Callable[..., dict[str, Any]]) -> Callable[..., None]:
    """Turns a function of a `Session` and options into a command's callback.

    It adds the options that all commands share. The function returns the values of the `result`
    message.
    """

    @click.option(
        "--messages",
        type=click.Choice(["auto", "jsonl"]),
        default="auto",
        show_default=True,
        help="auto: progress and tables for people. jsonl: one JSON message a line on stdout.",
    )
    @click.option(
        "--cancel-on-stdin",
        is_flag=True,
        help="Stop when the line 'cancel' arrives on stdin, or when stdin closes.",
    )
    @click.pass_context
    def callback(
        context: click.Context, /, messages: str, cancel_on_stdin: bool, **options: Any
    ) -> None:
        session = Session(_json_view() if messages == "jsonl" else _terminal_view())
        _listen(session, cancel_on_stdin=cancel_on_stdin)
        logging.captureWarnings(True)
        logging.getLogger().addHandler(_MessageHandler(session))
        sys.exit(_run(session, context.command.name or "", functools.partial(work, **options)))

    # Click takes the help from the docstring, and the options below from `__click_params__`.
    return functools.update_wrapper(callback, work)


def _run(session: Session, name: str, work: Callable[[Session], dict[str, Any]]) -> int:
    view = session._view  # noqa: SLF001 - the session is this module's own
    try:
        session.send(Started(name, __version__, os.getpid()))
        limit_memory(session.send, EXIT_USER_ERROR)
        session.send(Result(work(session)))
    except (Cancelled, KeyboardInterrupt):
        with suppress(Cancelled):  # that nobody listens
            session.send(CancelledRun())
        return EXIT_CANCELLED
    except RvError as error:
        session.send(Failure(**describe(error)))
        return EXIT_USER_ERROR
    except click.ClickException:
        raise
    except MemoryError:
        message = "There is not enough memory."
        session.send(Failure("memory", message, "Use smaller windows or batches."))
        return EXIT_USER_ERROR
    except Exception as error:  # noqa: BLE001 - the outermost place: everything ends in a message
        traceback.print_exc(file=sys.stderr)
        session.send(
            Failure(
                INTERNAL,
                f"An error in RV Studio itself: {type(error).__name__}: {error}",
                "Please report it, with the log.",
            )
        )
        return EXIT_BUG
    else:
        return 0
    finally:
        view.close()


class _JsonView:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, message: Message) -> None:
        try:
            self._stream.write(encode(message) + "\n")
            self._stream.flush()
        except BrokenPipeError:
            raise Cancelled("Nobody listens any more.") from None

    def write(self, text: str) -> None:
        """Only messages go to stdout."""

    def close(self) -> None:
        with suppress(BrokenPipeError):
            self._stream.close()


def _json_view() -> MessageView:
    """Messages on the real stdout; whatever else prints there goes to stderr from now on."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8", errors=_ODD_NAMES, newline="\n")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return _JsonView(stream)


def _terminal_view() -> MessageView:
    from rv_engine.cli.terminal_view import TerminalView

    return TerminalView()


class _MessageHandler(logging.Handler):
    """Log records as messages: ours from "info" on, those of libraries from "warning" on."""

    def __init__(self, session: Session) -> None:
        super().__init__(logging.INFO)
        self._session = session
        logging.getLogger("rv_engine").setLevel(logging.INFO)

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else record.levelname.lower()
        self._session.send(Log(level, record.getMessage()))


def _listen(session: Session, *, cancel_on_stdin: bool) -> None:
    def stop(*_: object) -> None:
        if session.cancelled.is_set():
            raise KeyboardInterrupt  # asked twice: do not wait for the next check
        session.cancelled.set()

    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), stop)
    if cancel_on_stdin:
        threading.Thread(target=_wait_for_cancel, args=(session,), daemon=True).start()


def _wait_for_cancel(session: Session) -> None:
    # Not `sys.stdin`: at its end the interpreter aborts when a thread holds the lock of a stream.
    received = b""
    while b"cancel" not in received.splitlines():
        part = os.read(0, 1024)
        if not part:
            break
        received = (received + part)[-1024:]
    session.cancelled.set()
