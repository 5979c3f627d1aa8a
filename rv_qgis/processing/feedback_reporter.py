"""Shows the engine's messages through Processing's feedback: the progress bar and the log."""

from __future__ import annotations

import time

from qgis.core import QgsProcessingFeedback

from ...rv_engine.messages import Artifact, Log, Message, Progress, Started
from ..translation import tr

# Every text of the progress bar is also a line of the log.
_TEXT_INTERVAL_S = 15.0


class FeedbackReporter:
    """Takes the messages of one run. Metrics are left out: the engine logs a line for people.

    Args:
        feedback: Where they are shown.
    """

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._what = ""
        self._text_s = 0.0

    def __call__(self, message: Message) -> None:
        """Shows a message."""
        if isinstance(message, Progress):
            self._show_progress(message)
        elif isinstance(message, Log):
            self._show_log(message)
        elif isinstance(message, Artifact) and message.artifact != "config":
            self._feedback.pushInfo(tr("Written: {path}").format(path=message.path))
        elif isinstance(message, Started):
            self._feedback.pushDebugInfo(
                tr("Engine {version}, process {number}").format(
                    version=message.engine_version, number=message.process_id
                )
            )

    def _show_progress(self, message: Progress) -> None:
        if message.overall is not None:
            self._feedback.setProgress(100.0 * message.overall)
        now_s = time.monotonic()
        is_new = message.what != self._what
        if is_new or now_s - self._text_s >= _TEXT_INTERVAL_S:
            self._what, self._text_s = message.what, now_s
            self._feedback.setProgressText(describe_progress(message))

    def _show_log(self, message: Log) -> None:
        if message.level == "debug":
            self._feedback.pushDebugInfo(message.message)
        elif message.level in ("warning", "error"):
            # An error that ends the run comes as a failure; what is only logged does not end it.
            self._feedback.pushWarning(message.message)
        elif "\n" in message.message:
            # A table, which wants letters of one width; the log would join its spaces.
            self._feedback.pushConsoleInfo(message.message.replace(" ", "\u00a0"))
        else:
            self._feedback.pushInfo(message.message)


def describe_progress(message: Progress) -> str:
    """One line such as "Training: 3 of 10 epochs, about 4 minutes left"."""
    text = message.what
    if message.total and message.done:
        text += tr(": {done} of {total} {unit}").format(
            done=_number(message.done), total=_number(message.total), unit=message.unit
        )
    if message.eta_s is not None:
        text += ", " + describe_duration_left(message.eta_s)
    return text


def describe_duration_left(eta_s: float) -> str:
    """The time left, no more exact than an estimate can be."""
    if eta_s < 60:
        return tr("less than a minute left")
    minutes = round(eta_s / 60)
    if minutes == 1:
        return tr("about a minute left")
    if minutes < 90:
        return tr("about {minutes} minutes left").format(minutes=minutes)
    return tr("about {hours} hours left").format(hours=round(eta_s / 3600))


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.1f}"
