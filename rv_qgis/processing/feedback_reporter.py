"""Shows the engine's messages through Processing's feedback: the progress bar and the log."""

from __future__ import annotations

import time

from qgis.core import QgsProcessingFeedback

from ...rv_engine.messages import Artifact, Log, Message, Progress, Started
from ..progress_text import describe_progress
from ..settings.settings import logs_in_english
from ..translation import in_english, tr

# Every text of the progress bar is also a line of the log.
_TEXT_INTERVAL_S = 15.0


class FeedbackReporter:
    """Takes the messages of one run. Metrics are left out: the engine logs a line for people.

    Args:
        feedback: Where they are shown.
    """

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._is_english = logs_in_english()
        self._what = ""
        self._text_s = 0.0

    def __call__(self, message: Message) -> None:
        """Shows a message."""
        with in_english(self._is_english):
            self._show(message)

    def _show(self, message: Message) -> None:
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
