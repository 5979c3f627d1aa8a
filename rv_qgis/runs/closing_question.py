"""Asks what becomes of the runs when QGIS is closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qtpy.QtCore import QEvent, QObject, Qt, QTimer
from qtpy.QtWidgets import QMessageBox, QWidget

from ..settings.settings import ASK, KEEP_RUNNING, STOP, after_closing
from ..translation import tr
from .run_collection import RunCollection

_STAYS_AFTER_MS = 5_000


class ClosingQuestion(QObject):
    """Watches QGIS's window for its closing.

    Args:
        window: QGIS's main window.
        runs: The runs.
    """

    def __init__(self, window: QWidget, runs: RunCollection) -> None:
        super().__init__()
        self._window = window
        self._runs = runs
        self.answer = ""
        """`KEEP_RUNNING` or `STOP` once QGIS is being closed, else ""."""
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_STAYS_AFTER_MS)
        self._again.timeout.connect(runs.refresh)
        window.installEventFilter(self)

    def remove(self) -> None:
        """Watches no more."""
        self._again.stop()
        self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt. True keeps the event from QGIS, which then stays open."""
        if event.type() != QEvent.Type.Close or watched is not self._window:
            return False
        self.answer = after_closing()
        if self.answer == ASK and not self._runs.live:
            self.answer = KEEP_RUNNING
        if self.answer == ASK:
            self.answer = self.ask([run.title for run in self._runs.live])
        if not self.answer:
            event.ignore()
            return True
        if self.answer == KEEP_RUNNING:
            # QGIS cancels all tasks before it goes.
            self._runs.let_go()
            # It may stay after all, when there is something to be saved.
            self._again.start()
        return False

    def ask(self, names: Sequence[str]) -> Any:
        """Asks the user what becomes of these runs; "" when QGIS shall stay open."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("RV Studio"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        if len(names) == 1:
            box.setText(tr("The run '{name}' is under way.").format(name=names[0]))
            text = tr(
                "It can run on without QGIS, and is found again in 'RV runs'. When it is "
                "stopped, it can be gone on with from its last checkpoint."
            )
        else:
            box.setText(tr("{count} runs are under way.").format(count=len(names)))
            text = tr(
                "They can run on without QGIS, and are found again in 'RV runs'. When they "
                "are stopped, they can be gone on with from their last checkpoint."
            )
        box.setInformativeText(text)
        run_on = box.addButton(tr("Let Run"), QMessageBox.ButtonRole.AcceptRole)
        stop = box.addButton(tr("Stop"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(run_on)
        box.exec()
        if box.clickedButton() is run_on:
            return KEEP_RUNNING
        return STOP if box.clickedButton() is stop else ""
