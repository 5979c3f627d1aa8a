"""Several runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QToolButton, QVBoxLayout, QWidget

from ..translation import tr
from .comparison_model import ComparisonModel
from .copyable_table import CopyableTable
from .evaluation import Evaluation
from .score_model import AverageLastModel


class ComparisonPage(QWidget):
    """A table of all scores of all runs that are compared."""

    stop_wanted = Signal()
    """One run shall be shown alone again."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.table = CopyableTable("comparison", tr("Comparison of runs"))
        self.table.setSortingEnabled(True)
        self.table.verticalHeader().hide()
        stop = QToolButton()
        stop.setText(tr("Stop Comparing"))
        stop.clicked.connect(lambda checked=False: self.stop_wanted.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(stop)

    def show_runs(self, evaluations: Sequence[Evaluation]) -> None:
        """Shows these runs; nothing when there are less than two."""
        if len(evaluations) < 2:
            self.table.replace_model(None)
            return
        sorted_model = AverageLastModel(self.table)
        sorted_model.setSourceModel(ComparisonModel(evaluations, sorted_model))
        self.table.replace_model(sorted_model)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
