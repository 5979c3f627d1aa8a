"""What was taken for what."""

from __future__ import annotations

from typing import Any, Optional

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import QLabel, QVBoxLayout, QWidget

from ..translation import tr
from .copyable_table import CopyableTable
from .evaluation import SceneEvaluation
from .score_model import ConfusionModel


class ConfusionPage(QWidget):
    """The confusion matrix, coloured, whose cells can be clicked."""

    cell_clicked = Signal(str, str)
    """The class in the labels, and the one that it was taken for."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.table = CopyableTable("confusion", tr("Confusion matrix"))
        self.table.clicked.connect(self._click)
        self.table.activated.connect(self._click)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self._hint)

    def show_scene(self, scene: SceneEvaluation, *, has_errors: bool) -> None:
        """Shows the matrix of a scene.

        Args:
            has_errors: Whether there are maps of errors to be shown.
        """
        self.table.replace_model(ConfusionModel(scene.class_names, scene.confusion, self.table))
        text = tr("Rows are the labels, columns what the model made of them.")
        if has_errors:
            text += " " + tr("Click a cell to see these errors on the map.")
        self._hint.setText(text)

    def _click(self, index: Any) -> None:
        model = self.table.model()
        label = model.headerData(index.row(), Qt.Orientation.Vertical)
        self.cell_clicked.emit(label, model.headerData(index.column(), Qt.Orientation.Horizontal))
