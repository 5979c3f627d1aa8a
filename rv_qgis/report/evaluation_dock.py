"""The dock that shows how good a model is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsApplication, QgsSettings
from qgis.gui import QgsDockWidget
from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...rv_engine.errors import RvError
from ..translation import tr
from .evaluation import Evaluation, SceneEvaluation, read_evaluation
from .score_model import AverageLastModel, ConfusionModel, ScoreModel, table_text

_LAST_FOLDER_KEY = "rv_studio/last_evaluation_folder"


class EvaluationDock(QgsDockWidget):
    """Per-class scores and the confusion matrix of an eval.json."""

    failed = Signal(object)
    """An `RvError`: a file could not be shown."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("RV Studio evaluation"), parent)
        self.setObjectName("RvStudioEvaluationDock")
        self._evaluation: Optional[Evaluation] = None
        self._file_label = QLabel(tr("No evaluation is open."))
        self._file_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._file_label.setWordWrap(True)
        self._scenes = QComboBox()
        self._scenes.currentIndexChanged.connect(self._show_scene)
        self._scores = _table()
        self._scores.setObjectName("scores")
        self._scores.setSortingEnabled(True)
        self._scores.verticalHeader().hide()
        self._confusion_title = QLabel()
        self._confusion_title.setWordWrap(True)
        self._confusion = _table()
        self._confusion.setObjectName("confusion")
        self._lay_out()
        self._show_scene()

    @property
    def evaluation(self) -> Optional[Evaluation]:
        """What is shown."""
        return self._evaluation

    def open_file(self, path: Path) -> bool:
        """Shows a file; when it is no eval.json, says so through `failed` and answers False."""
        try:
            evaluation = read_evaluation(path)
        except RvError as error:
            self.failed.emit(error)
            return False
        self._evaluation = evaluation
        self._file_label.setText(str(path))
        self._scenes.blockSignals(True)
        self._scenes.clear()
        self._scenes.addItems([scene.title for scene in evaluation.scenes])
        self._scenes.blockSignals(False)
        self._show_scene()
        return True

    def copy_tables(self) -> None:
        """Puts both tables on the clipboard, ready for a spreadsheet."""
        parts = (table_text(self._scores.model()), table_text(self._confusion.model()))
        QApplication.clipboard().setText("\n\n".join(part for part in parts if part))

    def choose_file(self) -> None:
        """Lets the user choose a file, and shows it."""
        settings = QgsSettings()
        path, _ = QFileDialog.getOpenFileName(
            self,
            tr("Open an evaluation"),
            settings.value(_LAST_FOLDER_KEY, ""),
            tr("Evaluations (eval.json *.json)"),
        )
        if path:
            settings.setValue(_LAST_FOLDER_KEY, str(Path(path).parent))
            self.open_file(Path(path))

    def _show_scene(self, index: int = 0) -> None:
        scene = None
        if self._evaluation is not None:
            scene = self._evaluation.scenes[max(index, 0)]
        for widget in (self._scenes, self._scores):
            widget.setVisible(scene is not None)
        has_matrix = scene is not None and bool(scene.confusion)
        self._confusion_title.setVisible(has_matrix)
        self._confusion.setVisible(has_matrix)
        if scene is not None:
            self._fill(scene)

    def _fill(self, scene: SceneEvaluation) -> None:
        sorted_model = AverageLastModel(self._scores)
        sorted_model.setSourceModel(ScoreModel(scene, sorted_model))
        _replace_model(self._scores, sorted_model)
        self._scores.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        _replace_model(
            self._confusion, ConfusionModel(scene.class_names, scene.confusion, self._confusion)
        )
        self._confusion_title.setText(
            tr("Confusion: rows are the labels, columns what the model made of them.")
        )

    def _lay_out(self) -> None:
        open_button = _button("mActionFileOpen.svg", tr("Open an eval.json..."))
        open_button.clicked.connect(self.choose_file)
        copy_button = _button("mActionEditCopy.svg", tr("Copy the tables"))
        copy_button.clicked.connect(self.copy_tables)
        top = QHBoxLayout()
        top.addWidget(open_button)
        top.addWidget(copy_button)
        top.addWidget(self._scenes)
        top.addStretch(1)
        column = QVBoxLayout()
        column.addLayout(top)
        column.addWidget(self._file_label)
        column.addWidget(self._scores)
        column.addWidget(self._confusion_title)
        column.addWidget(self._confusion)
        column.addStretch(1)
        content = QWidget()
        content.setLayout(column)
        self.setWidget(content)


def _button(icon_name: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(QgsApplication.getThemeIcon(icon_name))
    button.setToolTip(text)
    button.setAutoRaise(True)
    return button


def _table() -> QTableView:
    table = QTableView()
    table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    for header in (table.horizontalHeader(), table.verticalHeader()):
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.setSizeAdjustPolicy(QTableView.SizeAdjustPolicy.AdjustToContents)
    return table


def _replace_model(table: QTableView, model: Any) -> None:
    old = table.model()
    table.setModel(model)
    if old is not None:
        old.deleteLater()
