"""Asks what becomes of the runs when QGIS is closed."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import QEvent, QObject
from qtpy.QtWidgets import QMessageBox, QWidget

from ..settings.settings import ASK, KEEP_RUNNING, STOP, after_closing
from ..translation import tr
from .run_collection import RunCollection


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
        window.installEventFilter(self)

    def remove(self) -> None:
        """Watches no more."""
        self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt. True keeps the event from QGIS, which then stays open."""
        if event.type() != QEvent.Type.Close or watched is not self._window:
            return False
        self.answer = after_closing()
        if self.answer != ASK:
            return False
        if not self._runs.live:
            self.answer = KEEP_RUNNING
            return False
        self.answer = self.ask(len(self._runs.live))
        if not self.answer:
            event.ignore()
            return True
        return False

    def ask(self, count: int) -> Any:
        """Asks the user; "" when QGIS shall stay open."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("RV Studio"))
        if count == 1:
            box.setText(tr("A run is under way."))
        else:
            box.setText(tr("{count} runs are under way.").format(count=count))
        box.setInformativeText(
            tr(
                "They can run on without QGIS, and are found again in 'RV runs'. When they "
                "are stopped, they can be gone on with from their last checkpoint."
            )
        )
        run_on = box.addButton(tr("Let Run"), QMessageBox.ButtonRole.AcceptRole)
        stop = box.addButton(tr("Stop"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(run_on)
        box.exec()
        if box.clickedButton() is run_on:
            return KEEP_RUNNING
        return STOP if box.clickedButton() is stop else ""
