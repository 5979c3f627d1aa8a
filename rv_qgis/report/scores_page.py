"""The scores of each class."""

from __future__ import annotations

from typing import Any, Optional

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from ..translation import tr
from .copyable_table import CopyableTable
from .evaluation import Evaluation, SceneEvaluation
from .score_model import AverageLastModel, ScoreModel, counts_text


class ScoresPage(QWidget):
    """A table that can be sorted, with intervals on request."""

    class_activated = Signal(str)
    """The name of a class whose errors are to be seen."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._evaluation: Optional[Evaluation] = None
        self._scene: Optional[SceneEvaluation] = None
        self.table = CopyableTable("scores", tr("Scores of each class"))
        self.table.setSortingEnabled(True)
        self.table.verticalHeader().hide()
        self.table.activated.connect(self._activate)
        self.with_intervals = QCheckBox(tr("95 % intervals"))
        self.with_intervals.toggled.connect(self._fill)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.with_intervals)
        column.addWidget(self._hint)

    def show_scene(
        self, evaluation: Evaluation, scene: SceneEvaluation, *, has_errors: bool
    ) -> None:
        """Shows the scores of a scene.

        Args:
            has_errors: Whether there are maps of errors to be shown.
        """
        self._evaluation, self._scene = evaluation, scene
        hints = [counts_text(evaluation.counted)]
        if has_errors:
            hints.append(tr("Double-click a class to see its errors on the map."))
        self._hint.setText(" ".join(hint for hint in hints if hint))
        self._hint.setVisible(bool(self._hint.text()))
        self._fill()

    def _fill(self, *_: object) -> None:
        evaluation, scene = self._evaluation, self._scene
        if evaluation is None or scene is None:
            return
        has_intervals = any(row.intervals for row in scene.rows)
        self.with_intervals.setVisible(has_intervals)
        header = self.table.horizontalHeader()
        order = (header.sortIndicatorSection(), header.sortIndicatorOrder())
        was_filled = self.table.model() is not None
        sorted_model = AverageLastModel(self.table)
        scores = ScoreModel(
            scene,
            sorted_model,
            colours=evaluation.colours,
            with_intervals=has_intervals and self.with_intervals.isChecked(),
        )
        sorted_model.setSourceModel(scores)
        self.table.replace_model(sorted_model)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        if was_filled and order[0] >= 0:
            self.table.sortByColumn(*order)

    def _activate(self, index: Any) -> None:
        name = index.sibling(index.row(), 0).data()
        if self._scene is not None and name in self._scene.class_names:
            self.class_activated.emit(name)
