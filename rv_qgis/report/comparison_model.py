"""Several runs side by side as a Qt model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from qtpy.QtCore import QAbstractTableModel, QLocale, QModelIndex, Qt
from qtpy.QtGui import QBrush, QColor, QFont

from ..translation import tr
from .evaluation import Evaluation
from .run_comparison import ComparedScore, compare, run_names
from .score_model import IS_AVERAGE_ROLE, SORT_ROLE, column_title, number_text, row_help, row_title
from .verdicts import Verdicts

_TOP = QModelIndex()
_ALIGN_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)
# Readable on a light and on a dark ground, and told apart by the colour-blind; the sign says it too.
_BETTER, _WORSE = QColor("#2a8a5f"), QColor("#c4581a")
_DIGITS = 3


class ComparisonModel(QAbstractTableModel):
    """Class, metric, the value of each run, the difference of the last to the first, and what of it.

    Args:
        evaluations: The runs.
        verdicts: What the engine says of the first and the last; None until it has.
    """

    def __init__(
        self,
        evaluations: Sequence[Evaluation],
        verdicts: Optional[Verdicts] = None,
        parent: Any = None,
    ) -> None:
        super().__init__(parent)
        self._scores = compare(evaluations, verdicts)
        self._titles = (
            tr("Class"),
            tr("Score"),
            *run_names(evaluations),
            tr("Difference"),
            tr("Verdict"),
        )

    def rowCount(self, parent: QModelIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self._scores)

    def columnCount(self, parent: QModelIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        score, column = self._scores[index.row()], index.column()
        values = (
            row_title(score.class_name, is_average=score.is_average),
            column_title(score.metric),
            *score.values,
            score.difference,
            _verdict(score),
        )
        is_verdict = column == len(values) - 1
        is_difference = column == len(values) - 2
        if role == SORT_ROLE:
            return values[column]
        if role == IS_AVERAGE_ROLE:
            return score.is_average
        if role == Qt.ItemDataRole.DisplayRole:
            if is_difference:
                return _signed(score.difference)
            return values[column] if column < 2 or is_verdict else number_text(values[column])
        if role == Qt.ItemDataRole.TextAlignmentRole and column > 1 and not is_verdict:
            return _ALIGN_RIGHT
        if role == Qt.ItemDataRole.ForegroundRole and is_difference and _is_to_be_seen(score):
            return QBrush(_BETTER if score.difference > 0 else _WORSE)
        if role == Qt.ItemDataRole.FontRole and is_difference and score.is_clear:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole and score.is_average and column == 0:
            return row_help(score.class_name)
        if role == Qt.ItemDataRole.ToolTipRole and column >= len(values) - 2 and score.interval:
            low, high = map(_signed, score.interval)
            return tr("95 % interval of the difference: {low} to {high}").format(low=low, high=high)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._titles[section]
        return None


def _verdict(score: ComparedScore) -> str:
    if score.is_clear is None:
        return "–"
    return tr("differs") if score.is_clear else tr("no difference shown")


def _is_to_be_seen(score: ComparedScore) -> bool:
    """Whether there is a difference, in the digits that are shown, that may be more than chance."""
    return bool(_rounded(score.difference or 0.0)) and score.is_clear is not False


def _signed(value: Optional[float]) -> str:
    if value is None:
        return number_text(None)
    shown = _rounded(value)
    text = QLocale().toString(shown, "f", _DIGITS)
    return f"+{text}" if shown > 0 else text


def _rounded(value: float) -> float:
    """As it is shown; never -0."""
    return round(float(value), _DIGITS) + 0.0
