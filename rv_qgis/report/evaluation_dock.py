"""The dock that shows how good a model is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
from qgis.gui import QgsDockWidget, QgsMapCanvas
from qtpy.QtCore import QSize, Qt, Signal
from qtpy.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ...rv_engine.errors import RvError
from ..bundled_help import DOCKS, help_button
from ..engine_words import in_words_of_the_user
from ..file_dialogs import ask_open, ask_save
from ..translation import tr
from .comparison_page import ComparisonPage
from .confusion_page import ConfusionPage
from .error_layers import ErrorQuery, has_errors, show_errors, zoom_to
from .evaluation import Evaluation, SceneEvaluation, find_evaluation, read_evaluation
from .picture_list import PictureList, picture_paths
from .places_page import PlacesPage
from .report_buttons import ReportButtons
from .report_document import totals_text
from .report_export import export_report
from .score_model import table_markdown, table_text
from .scores_page import ScoresPage
from .worst_place import WorstPlace, read_worst_places

_WIDTH_PX = 460


class EvaluationDock(QgsDockWidget):
    """Scores, confusion, curves and the worst places of an eval.json, and what they are beside others.

    Args:
        canvas: The map, on which errors and places are shown; None where there is no map.
    """

    failed = Signal(object)
    """An `RvError`: a file could not be shown."""
    told = Signal(str)
    """Something is done."""

    def __init__(
        self, parent: Optional[QWidget] = None, canvas: Optional[QgsMapCanvas] = None
    ) -> None:
        super().__init__(tr("RV evaluation"), parent)
        self.setObjectName("RvStudioEvaluationDock")
        self._canvas = canvas
        self._evaluation: Optional[Evaluation] = None
        self._compared: list[Evaluation] = []
        self._pictures: list[Path] = []
        self.buttons = ReportButtons()
        self.buttons.open_wanted.connect(
            lambda path: self.open_file(path) if path else self.choose_file()
        )
        self.buttons.comparison_wanted.connect(
            lambda path: self.compare_with(path) if path else self.choose_other()
        )
        self.buttons.copy_wanted.connect(self._copy)
        self.buttons.save_wanted.connect(self.export)
        self._headline = QLabel()
        self._headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._headline.setWordWrap(True)
        self.scenes = QComboBox()
        self.scenes.setAccessibleName(tr("Scene"))
        self.scenes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.scenes.currentIndexChanged.connect(self._show_scene)
        self.scores = ScoresPage()
        self.scores.class_activated.connect(lambda name: self._show_errors(name, name))
        self.confusion = ConfusionPage()
        self.confusion.cell_clicked.connect(self._show_errors)
        self.curves = PictureList()
        self.places = PlacesPage()
        self.places.place_chosen.connect(self._go_to)
        self.comparison = ComparisonPage()
        self.comparison.stop_wanted.connect(self.stop_comparing)
        self._tabs = QTabWidget()
        self._news = QLabel()
        self._news.setWordWrap(True)
        self._lay_out()
        self._show_scene()

    @property
    def evaluation(self) -> Optional[Evaluation]:
        """What is shown."""
        return self._evaluation

    @property
    def compared(self) -> Sequence[Evaluation]:
        """What it is compared with."""
        return self._compared

    @property
    def headline(self) -> str:
        """What stands above the tables."""
        return self._headline.text()

    @property
    def news(self) -> str:
        """What was done last, below the tables."""
        return self._news.text()

    def set_runs(self, paths: Sequence[Path]) -> None:
        """The eval.json of each run of this computer, the newest first, to choose from."""
        self.buttons.set_runs(paths)

    def open_file(self, path: Path) -> bool:
        """Shows a file; when it is no eval.json, says so through `failed` and answers False.

        Args:
            path: An eval.json, or a folder of a run.
        """
        evaluation = self._read(path)
        if evaluation is None:
            return False
        self._evaluation = evaluation
        self._compared = [other for other in self._compared if other.path != evaluation.path]
        folder = evaluation.path.parent
        self._pictures = picture_paths(folder)
        curves = [path for path in self._pictures if path.stem != "confusion-matrix"]
        self.curves.show_pictures(curves, in_words_of_the_user(evaluation.curves_left_out))
        self.places.show_places(read_worst_places(folder))
        self.scenes.blockSignals(True)
        self.scenes.clear()
        self.scenes.addItems([scene.title for scene in evaluation.parts])
        self.scenes.blockSignals(False)
        self._show_scene()
        self._show_comparison()
        return True

    def compare_with(self, path: Path) -> bool:
        """Shows another run beside the one that is open; answers whether it can be."""
        other = self._read(path)
        if other is None or self._evaluation is None:
            return False
        known = [self._evaluation.path, *(compared.path for compared in self._compared)]
        if other.path not in known:
            self._compared.append(other)
        self._show_comparison()
        self._tabs.setCurrentWidget(self.comparison)
        return True

    def stop_comparing(self) -> None:
        """Shows one run alone again."""
        self._compared = []
        self._show_comparison()

    def copy_tables(self) -> None:
        """Puts the tables on the clipboard, ready for a spreadsheet."""
        self._copy("text")

    def copy_markdown(self) -> None:
        """Puts the tables on the clipboard as Markdown."""
        self._copy("markdown")

    def choose_file(self) -> None:
        """Lets the user choose a file, and shows it."""
        path = self._ask_for_file(tr("Open an evaluation"))
        if path is not None:
            self.open_file(path)

    def choose_other(self) -> None:
        """Lets the user choose another run to compare with."""
        path = self._ask_for_file(tr("Compare with another evaluation"))
        if path is not None:
            self.compare_with(path)

    def export(self, kind: str) -> None:
        """Lets the user choose where the report goes.

        Args:
            kind: "html", "pdf" or "csv".
        """
        if self._evaluation is None:
            return
        name = f"{self._evaluation.name}.{kind}"
        path = ask_save(self, tr("Save the report"), name, f"{kind.upper()} (*.{kind})")
        if path is not None:
            self.export_to(path)

    def export_to(self, target: Path) -> None:
        """Writes the report, as what the ending of its name says."""
        if self._evaluation is None:
            return
        try:
            export_report(self._evaluation, self._pictures, target)
        except RvError as error:
            self.failed.emit(error)
            return
        self.told.emit(tr("Saved: {path}").format(path=target))

    def close_all(self) -> None:
        """Reads no pictures any more; called before the dock goes."""
        self.places.close_all()

    def _read(self, path: Path) -> Optional[Evaluation]:
        try:
            return read_evaluation(find_evaluation(path))
        except RvError as error:
            self.failed.emit(error)
            return None

    def _ask_for_file(self, title: str) -> Optional[Path]:
        return ask_open(self, title, tr("Evaluations (eval.json *.json)"))

    def _copy(self, kind: str) -> None:
        as_text: Callable[[Any], str] = table_markdown if kind == "markdown" else table_text
        tables = [self.scores.table, self.confusion.table]
        if self._compared:
            tables.append(self.comparison.table)
        parts = [as_text(table.model()) for table in tables]
        QApplication.clipboard().setText("\n\n".join(part for part in parts if part))

    def _show_scene(self, *_: object) -> None:
        evaluation = self._evaluation
        scene = None
        if evaluation is not None:
            scene = evaluation.parts[max(self.scenes.currentIndex(), 0)]
        self.scenes.setVisible(self.scenes.count() > 1)
        self._tabs.setVisible(scene is not None)
        self.buttons.suit(evaluation.path if evaluation is not None else None)
        self._headline.setText(self._headline_text(scene))
        self._tell("")
        self._show_page(self.confusion, scene is not None and bool(scene.confusion))
        self._show_page(self.curves, not self.curves.is_empty)
        self._show_page(self.places, not self.places.is_empty)
        if evaluation is not None and scene is not None:
            can_show = self._canvas is not None and has_errors(evaluation)
            self.scores.show_scene(evaluation, scene, has_errors=can_show)
            self.confusion.show_scene(scene, has_errors=can_show)

    def _headline_text(self, scene: Optional[SceneEvaluation]) -> str:
        if self._evaluation is None or scene is None:
            return tr("No evaluation is open. Open the eval.json in the folder of a run.")
        lines = [f"<b>{escape(self._evaluation.name)}</b>", totals_text(scene.totals)]
        return "<br>".join(line for line in lines if line)

    def _show_comparison(self) -> None:
        self._show_page(self.comparison, bool(self._compared))
        shown = [self._evaluation] if self._evaluation is not None else []
        self.comparison.show_runs([*shown, *self._compared])

    def _show_errors(self, label: str, predicted: str) -> None:
        if self._canvas is None or self._evaluation is None or not has_errors(self._evaluation):
            return
        query = ErrorQuery(label, predicted)
        count = show_errors(self._evaluation, query, QgsProject.instance(), self._canvas)
        if query.of_class:
            text = tr("On the map: errors of '{label}'. Places: {count}.")
        else:
            text = tr("On the map: '{label}' taken for '{predicted}'. Places: {count}.")
        self._tell(text.format(count=count, label=label, predicted=predicted))

    def _go_to(self, place: WorstPlace) -> None:
        if self._canvas is None:
            return
        crs = QgsCoordinateReferenceSystem.fromWkt(place.crs)
        zoom_to(self._canvas, QgsRectangle(*place.extent), crs, QgsProject.instance())

    def _tell(self, text: str) -> None:
        self._news.setText(text)
        self._news.setVisible(bool(text))

    def _show_page(self, page: QWidget, is_wanted: bool) -> None:
        self._tabs.setTabVisible(self._tabs.indexOf(page), is_wanted)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.buttons)
        top.addWidget(self.scenes)
        top.addStretch(1)
        top.addWidget(help_button(DOCKS, "evaluation"))
        for page, title in (
            (self.scores, tr("Classes")),
            (self.confusion, tr("Confusion")),
            (self.curves, tr("Curves")),
            (self.places, tr("Worst")),
            (self.comparison, tr("Comparison")),
        ):
            self._tabs.addTab(page, title)
        self._tabs.setUsesScrollButtons(True)
        content = _Content()
        column = QVBoxLayout(content)
        column.addLayout(top)
        column.addWidget(self._headline)
        column.addWidget(self._tabs, 1)
        column.addWidget(self._news)
        column.addStretch(0)
        self.setWidget(content)


class _Content(QWidget):
    """As wide as its tabs and tables want to be; it can be made narrower."""

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH_PX, super().sizeHint().height())
