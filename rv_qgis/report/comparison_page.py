"""Several runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from ..translation import tr
from .comparison_model import ComparisonModel
from .copyable_table import CopyableTable
from .evaluation import Evaluation
from .score_model import AverageLastModel
from .verdicts import Verdicts, verdicts_text


class ComparisonPage(QWidget):
    """A table of all scores of all runs that are compared."""

    stop_wanted = Signal()
    """One run shall be shown alone again."""
    verdicts_wanted = Signal(str, str)
    """The paths of two eval.json: whether they differ is to be told with `show_verdicts`."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.table = CopyableTable("comparison", tr("Comparison of runs"))
        self.table.setSortingEnabled(True)
        self.table.verticalHeader().hide()
        self._hint = QLabel()
        self._hint.setObjectName("verdicts")
        self._hint.setWordWrap(True)
        stop = QToolButton()
        stop.setText(tr("Stop Comparing"))
        stop.clicked.connect(lambda checked=False: self.stop_wanted.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self._hint)
        column.addWidget(stop)
        self._runs: list[Evaluation] = []

    def show_runs(self, evaluations: Sequence[Evaluation]) -> None:
        """Shows these runs; nothing when there are less than two."""
        self._runs = list(evaluations) if len(evaluations) > 1 else []
        self._fill(None)
        if self._runs:
            self._hint.setText(tr("Finding out whether they differ..."))
            self.verdicts_wanted.emit(*self._paths())

    def show_verdicts(self, first: str, second: str, verdicts: Optional[Verdicts]) -> None:
        """Shows whether two runs differ, if they are still those that are compared.

        Args:
            first, second: The paths that were asked about.
            verdicts: None when it could not be found out.
        """
        if (first, second) == self._paths():
            self._fill(verdicts)
            self._hint.setText(verdicts_text(verdicts))

    def _paths(self) -> tuple[str, ...]:
        return tuple(str(run.path) for run in (*self._runs[:1], *self._runs[1:][-1:]))

    def _fill(self, verdicts: Optional[Verdicts]) -> None:
        if not self._runs:
            self.table.replace_model(None)
            return
        sorted_model = AverageLastModel(self.table)
        sorted_model.setSourceModel(ComparisonModel(self._runs, verdicts, sorted_model))
        self.table.replace_model(sorted_model)
        header = self.table.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        # In a narrow dock there is no room for all runs: what matters most comes first.
        for place, column in ((2, header.count() - 2), (3, header.count() - 1)):
            header.moveSection(header.visualIndex(column), place)
