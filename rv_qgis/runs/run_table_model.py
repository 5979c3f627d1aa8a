"""The list of runs as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from qtpy.QtCore import QAbstractTableModel, QDate, QDateTime, QLocale, QModelIndex, QObject, Qt

from ..translation import tr
from .run_snapshot import (
    FAILED,
    FINISHED,
    INTERRUPTED,
    PREPARED,
    RUNNING,
    STOPPED,
    RunSnapshot,
)

FOLDER_ROLE = Qt.ItemDataRole.UserRole
RUN, STATE, STARTED = range(3)


class RunTableModel(QAbstractTableModel):
    """Name, state and beginning of each run."""

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._runs: list[RunSnapshot] = []

    def show(self, runs: Sequence[RunSnapshot]) -> None:
        """Shows these runs instead."""
        self.beginResetModel()
        self._runs = list(runs)
        self.endResetModel()

    def update(self, run: RunSnapshot) -> None:
        """Shows what is new of one run."""
        row = self.row_of(run.folder)
        if row is not None:
            self._runs[row] = run
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def row_of(self, folder: Optional[Path]) -> Optional[int]:
        """Where a run stands."""
        for row, run in enumerate(self._runs):
            if run.folder == folder:
                return row
        return None

    def rowCount(self, parent: Optional[QModelIndex] = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._runs)

    def columnCount(self, parent: Optional[QModelIndex] = None) -> int:
        return 3

    def headerData(
        self, section: int, orientation: Any, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (tr("Run"), tr("State"), tr("Started"))[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        run = self._runs[index.row()]
        if role == FOLDER_ROLE:
            return run.folder
        if role == Qt.ItemDataRole.ToolTipRole:
            started = ""
            if run.started_s is not None:
                moment = QDateTime.fromSecsSinceEpoch(round(run.started_s))
                started = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
            return "\n".join(text for text in (str(run.folder), started, run.problem) if text)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        column = index.column()
        if column == RUN:
            return run.title
        if column == STATE:
            return state_text(run)
        return _moment(run.started_s)


def state_text(run: RunSnapshot) -> str:
    """The state in the user's words, with how far a run under way is."""
    texts = {
        PREPARED: tr("not run yet"),
        RUNNING: tr("running"),
        FINISHED: tr("finished"),
        FAILED: tr("failed"),
        STOPPED: tr("stopped"),
        INTERRUPTED: tr("interrupted"),
    }
    text = texts[run.state]
    if run.is_live and run.fraction is not None:
        text += f" {100 * run.fraction:.0f} %"
    return text


def duration_text(run: RunSnapshot) -> str:
    """How long it took, "" when that is not known."""
    if run.started_s is None or run.ended_s is None:
        return ""
    seconds = max(0, round(run.ended_s - run.started_s))
    if seconds < 60:
        return tr("{seconds} s").format(seconds=seconds)
    if seconds < 3600:
        return tr("{minutes} min").format(minutes=round(seconds / 60))
    return tr("{hours} h {minutes} min").format(hours=seconds // 3600, minutes=seconds % 3600 // 60)


def _moment(time_s: Optional[float]) -> str:
    if time_s is None:
        return ""
    moment = QDateTime.fromSecsSinceEpoch(round(time_s))
    locale, short = QLocale(), QLocale.FormatType.ShortFormat
    if moment.date() == QDate.currentDate():
        return locale.toString(moment.time(), short)
    return locale.toString(moment.date(), short)
