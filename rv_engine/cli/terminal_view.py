"""Messages for people at a terminal."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from rv_engine import messages as m

_STYLES = {"warning": "yellow", "error": "red", "debug": "dim"}


class TerminalView:
    """Progress bars with an estimate, log lines, and the result."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._piece: tuple[str, float | None] = ("", None)
        self._done = 0.0

    def show(self, message: m.Message) -> None:
        """Shows one message."""
        if isinstance(message, m.Progress):
            self._show_progress(message)
        elif isinstance(message, m.Log):
            self._print(message.message, _STYLES.get(message.level, ""))
        elif isinstance(message, m.Failure):
            self._print(f"Error: {message.message}", "bold red")
            if message.hint:
                self._print(message.hint)
        elif isinstance(message, m.CancelledRun):
            self._print(message.message, "yellow")
        elif isinstance(message, m.Result):
            self._stop_progress()
            self._show_result(message)

    def write(self, text: str) -> None:
        """Writes an answer to stdout, as it is."""
        self._stop_progress()
        sys.stdout.write(text)

    def close(self) -> None:
        """Ends the showing."""
        self._stop_progress()

    def _show_progress(self, message: m.Progress) -> None:
        if self._progress is None:
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[detail]}"),
                console=self._console,
            )
            self._progress.start()
        piece = (message.unit, message.total)
        if self._task is None or piece != self._piece or message.done < self._done:
            self._piece = piece
            self._task = self._progress.add_task(message.what, total=message.total, detail="")
        self._done = message.done
        self._progress.update(
            self._task,
            description=message.what,
            completed=message.done,
            total=message.total,
            detail=_detail(message),
        )

    def _print(self, text: str, style: str = "") -> None:
        # The terminal breaks lines; a log file and a search for a path want them whole.
        self._console.print(Text(text.rstrip("\n"), style=style), soft_wrap=True)

    def _show_result(self, message: m.Result) -> None:
        output = Console(highlight=False, soft_wrap=True)
        for key, value in message.values.items():
            if isinstance(value, (str, int, float)):
                output.print(Text(f"{key}: {value}"))

    def _stop_progress(self) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
            self._task = None


def _detail(message: m.Progress) -> str:
    total = "" if message.total is None else f" of {message.total:g}"
    text = f"{message.done:g}{total} {message.unit}"
    if message.eta_s is not None and message.done != message.total:
        text += f", {duration(message.eta_s)} left"
    return text


def duration(seconds: float) -> str:
    """Seconds as people say them: "45 s", "3 min 20 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
