"""The dock that shows how good a model is."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsRectangle,
    QgsSettings,
)
from qgis.gui import QgsDockWidget, QgsMapCanvas
from qtpy.QtCore import QSize, Qt, Signal
from qtpy.QtGui import QIcon, QKeySequence
from qtpy.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QShortcut,
    QTableView,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...rv_engine.errors import OutputError, RvError
from ..library.thumbnails import Thumbnails
from ..translation import tr
from .comparison_model import ComparisonModel
from .error_layers import ErrorQuery, has_errors, show_errors, zoom_to
from .evaluation import (
    Evaluation,
    SceneEvaluation,
    find_evaluation,
    name_of,
    read_evaluation,
)
from .picture_list import PictureList, picture_paths
from .report_document import report_html, write_pdf
from .score_model import (
    AverageLastModel,
    ConfusionModel,
    ScoreModel,
    number_text,
    table_markdown,
    table_text,
)
from .worst_place import WorstPlace, read_worst_places

_LAST_FOLDER_KEY = "rv_studio/last_evaluation_folder"
_THUMBNAIL_SIZE = QSize(240, 90)
_MOST_RUNS = 20
_WIDTH_PX = 460
_REPORT_NAME = "report.html"
_PLACE_ROLE = Qt.ItemDataRole.UserRole


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
        super().__init__(tr("RV Studio evaluation"), parent)
        self.setObjectName("RvStudioEvaluationDock")
        self._canvas = canvas
        self._evaluation: Optional[Evaluation] = None
        self._compared: list[Evaluation] = []
        self._runs: list[Path] = []
        self._pictures: list[Path] = []
        self._thumbnails = Thumbnails(_read_bytes, _THUMBNAIL_SIZE, self)
        self._thumbnails.loaded.connect(self._show_thumbnail)
        self._headline = QLabel()
        self._headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._headline.setWordWrap(True)
        self._scenes = QComboBox()
        self._scenes.setAccessibleName(tr("Scene"))
        self._scenes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._scenes.currentIndexChanged.connect(self._show_scene)
        self._scores = _table(tr("Scores of each class"))
        self._scores.setObjectName("scores")
        self._scores.setSortingEnabled(True)
        self._scores.verticalHeader().hide()
        self._scores.activated.connect(self._show_errors_of_class)
        self._with_intervals = QCheckBox(tr("95 % intervals"))
        self._with_intervals.setChecked(False)
        self._with_intervals.toggled.connect(self._show_scene)
        self._scores_hint = _hint(tr("Double-click a class to see its errors on the map."))
        self._confusion = _table(tr("Confusion matrix"))
        self._confusion.setObjectName("confusion")
        self._confusion.clicked.connect(self._show_errors_of_cell)
        self._confusion.activated.connect(self._show_errors_of_cell)
        self._confusion_hint = _hint("")
        self._curves = PictureList()
        self._places = self._place_list()
        self._comparison = _table(tr("Comparison of runs"))
        self._comparison.setObjectName("comparison")
        self._comparison.setSortingEnabled(True)
        self._comparison.verticalHeader().hide()
        self._tabs = QTabWidget()
        self._buttons: dict[str, QToolButton] = {}
        self._pages: dict[str, QWidget] = {}
        self._lay_out()
        self._show_scene()

    @property
    def evaluation(self) -> Optional[Evaluation]:
        """What is shown."""
        return self._evaluation

    def set_runs(self, paths: Sequence[Path]) -> None:
        """The eval.json of each run of this computer, the newest first, to choose from."""
        self._runs = list(paths)

    @property
    def compared(self) -> Sequence[Evaluation]:
        """What it is compared with."""
        return self._compared

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
        self._curves.show_pictures([p for p in self._pictures if p.stem != "confusion-matrix"])
        self._list_places(read_worst_places(folder))
        self._scenes.blockSignals(True)
        self._scenes.clear()
        self._scenes.addItems([scene.title for scene in evaluation.scenes])
        self._scenes.blockSignals(False)
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
        self._tabs.setCurrentWidget(self._pages["comparison"])
        return True

    def stop_comparing(self) -> None:
        """Shows one run alone again."""
        self._compared = []
        self._show_comparison()

    def copy_tables(self) -> None:
        """Puts the tables on the clipboard, ready for a spreadsheet."""
        self._copy(table_text)

    def copy_markdown(self) -> None:
        """Puts the tables on the clipboard as Markdown."""
        self._copy(table_markdown)

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
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Save the report"), name, f"{kind.upper()} (*.{kind})"
        )
        if path:
            self.export_to(Path(path))

    def export_to(self, target: Path) -> None:
        """Writes the report, as what the ending of its name says."""
        evaluation = self._evaluation
        if evaluation is None:
            return
        write = {".html": self._write_html, ".pdf": self._write_pdf, ".csv": self._write_csv}
        partial = target.with_name(f"{target.name}.partial")
        try:
            write[target.suffix.lower()](evaluation, partial)
            partial.replace(target)
        except OSError as error:
            self.failed.emit(
                OutputError(
                    tr("'{path}' cannot be written: {reason}.").format(
                        path=target, reason=error.strerror
                    ),
                    hint=tr("Choose another folder, or close the program that has it open."),
                    where=str(target),
                )
            )
            return
        self.told.emit(tr("Saved: {path}").format(path=target))

    def close_all(self) -> None:
        """Reads no pictures any more; called before the dock goes."""
        self._thumbnails.close()

    def _read(self, path: Path) -> Optional[Evaluation]:
        try:
            return read_evaluation(find_evaluation(path))
        except RvError as error:
            self.failed.emit(error)
            return None

    def _ask_for_file(self, title: str) -> Optional[Path]:
        settings = QgsSettings()
        path, _ = QFileDialog.getOpenFileName(
            self,
            title,
            settings.value(_LAST_FOLDER_KEY, ""),
            tr("Evaluations (eval.json *.json)"),
        )
        if not path:
            return None
        settings.setValue(_LAST_FOLDER_KEY, str(Path(path).parent))
        return Path(path)

    def _copy(self, as_text: Callable[[Any], str]) -> None:
        models = [self._scores.model(), self._confusion.model()]
        if self._compared:
            models.append(self._comparison.model())
        parts = [as_text(model) for model in models]
        QApplication.clipboard().setText("\n\n".join(part for part in parts if part))

    def _copy_selection(self, table: QTableView) -> None:
        """As one copies in a spreadsheet: the selected cells, line by line."""
        cells: dict[int, list[Any]] = {}
        for index in sorted(table.selectedIndexes(), key=lambda i: (i.row(), i.column())):
            cells.setdefault(index.row(), []).append(str(index.data() or ""))
        if cells:
            QApplication.clipboard().setText("\n".join("\t".join(line) for line in cells.values()))

    def _write_html(self, evaluation: Evaluation, target: Path) -> None:
        made = evaluation.path.with_name(_REPORT_NAME)
        if made.is_file():
            shutil.copyfile(made, target)
        else:
            target.write_text(report_html(evaluation), encoding="utf-8")

    def _write_pdf(self, evaluation: Evaluation, target: Path) -> None:
        with target.open("wb"):
            pass  # Qt would fail without a word
        write_pdf(evaluation, self._pictures, target)

    def _write_csv(self, evaluation: Evaluation, target: Path) -> None:
        text = io.StringIO()
        writer = csv.writer(text)
        scores = ("precision", "recall", "f1", "iou", "ap50")
        ends = [f"{name}_{end}" for name in scores for end in ("low", "high")]
        writer.writerow(["scene", "class", *scores, *ends, "true_count", "predicted_count"])
        for scene in evaluation.scenes:
            for row in scene.rows:
                intervals = [
                    end for name in scores for end in row.intervals.get(name, (None, None))
                ]
                values = [getattr(row, name) for name in scores]
                counts = [row.true_count, row.predicted_count]
                writer.writerow([scene.title, row.name, *values, *intervals, *counts])
        with target.open("w", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())

    def _show_scene(self, *_: object) -> None:
        scene = None
        if self._evaluation is not None:
            scene = self._evaluation.scenes[max(self._scenes.currentIndex(), 0)]
        has_several = self._evaluation is not None and len(self._evaluation.scenes) > 2
        self._scenes.setVisible(has_several or self._scenes.count() > 1)
        self._tabs.setVisible(scene is not None)
        for name, button in self._buttons.items():
            button.setEnabled(scene is not None or name == "open")
        self._headline.setText(self._headline_text(scene))
        self._show_page("confusion", scene is not None and bool(scene.confusion))
        self._show_page("curves", not self._curves.is_empty)
        self._show_page("worst", self._places.count() > 0)
        if scene is not None:
            self._fill(scene)

    def _headline_text(self, scene: Optional[SceneEvaluation]) -> str:
        from html import escape

        if self._evaluation is None or scene is None:
            return tr("No evaluation is open. Open the eval.json in the folder of a run.")
        titles = {
            "overall_accuracy": tr("overall accuracy"),
            "mean_iou": tr("mean IoU"),
            "kappa": tr("kappa"),
            "balanced_accuracy": tr("balanced accuracy"),
            "mAP": tr("mAP"),
            "mAP50": tr("mAP50"),
        }
        totals = " · ".join(
            f"{titles[name]} {number_text(value)}" for name, value in scene.totals.items()
        )
        lines = [f"<b>{escape(self._evaluation.name)}</b>", totals]
        return "<br>".join(line for line in lines if line)

    def _fill(self, scene: SceneEvaluation) -> None:
        evaluation = self._evaluation
        has_intervals = any(row.intervals for row in scene.rows)
        self._with_intervals.setVisible(has_intervals)
        scores = ScoreModel(
            scene,
            colours=evaluation.colours,
            with_intervals=has_intervals and self._with_intervals.isChecked(),
        )
        header = self._scores.horizontalHeader()
        order = (header.sortIndicatorSection(), header.sortIndicatorOrder())
        was_filled = self._scores.model() is not None
        sorted_model = AverageLastModel(self._scores)
        scores.setParent(sorted_model)
        sorted_model.setSourceModel(scores)
        _replace_model(self._scores, sorted_model)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        if was_filled and order[0] >= 0:
            self._scores.sortByColumn(*order)
        _replace_model(
            self._confusion, ConfusionModel(scene.class_names, scene.confusion, self._confusion)
        )
        can_show = self._canvas is not None and has_errors(evaluation)
        self._scores_hint.setVisible(can_show)
        text = tr("Confusion: rows are the labels, columns what the model made of them.")
        if can_show:
            text += " " + tr("Click a cell to see these errors on the map.")
        self._confusion_hint.setText(text)

    def _show_comparison(self) -> None:
        self._show_page("comparison", bool(self._compared))
        if self._evaluation is None or not self._compared:
            _replace_model(self._comparison, None)
            return
        sorted_model = AverageLastModel(self._comparison)
        model = ComparisonModel([self._evaluation, *self._compared], sorted_model)
        sorted_model.setSourceModel(model)
        _replace_model(self._comparison, sorted_model)
        header = self._comparison.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _show_errors_of_class(self, index: Any) -> None:
        name = index.sibling(index.row(), 0).data()
        if self._evaluation is not None and name in self._evaluation.scenes[0].class_names:
            self._show_errors(ErrorQuery(name, name))

    def _show_errors_of_cell(self, index: Any) -> None:
        model = self._confusion.model()
        label = model.headerData(index.row(), Qt.Orientation.Vertical)
        self._show_errors(
            ErrorQuery(label, model.headerData(index.column(), Qt.Orientation.Horizontal))
        )

    def _show_errors(self, query: ErrorQuery) -> None:
        if self._canvas is None or self._evaluation is None or not has_errors(self._evaluation):
            return
        count = show_errors(self._evaluation, query, QgsProject.instance(), self._canvas)
        if query.of_class:
            text = tr("On the map: errors of '{label}'. Places: {count}.")
        else:
            text = tr("On the map: '{label}' taken for '{predicted}'. Places: {count}.")
        self._confusion_hint.setText(
            text.format(count=count, label=query.label, predicted=query.predicted)
        )

    def _list_places(self, places: Sequence[WorstPlace]) -> None:
        self._places.clear()
        for number, place in enumerate(places, start=1):
            item = QListWidgetItem(_place_text(number, place))
            item.setData(_PLACE_ROLE, place)
            if place.thumbnail is not None:
                pixmap = self._thumbnails.pixmap(place.thumbnail)
                if not pixmap.isNull():
                    item.setIcon(QIcon(pixmap))
            self._places.addItem(item)

    def _show_thumbnail(self, key: Hashable) -> None:
        for row in range(self._places.count()):
            item = self._places.item(row)
            if item.data(_PLACE_ROLE).thumbnail == key:
                item.setIcon(QIcon(self._thumbnails.pixmap(key)))

    def _go_to(self, item: QListWidgetItem) -> None:
        if self._canvas is None:
            return
        place = item.data(_PLACE_ROLE)
        crs = QgsCoordinateReferenceSystem.fromWkt(place.crs)
        zoom_to(self._canvas, QgsRectangle(*place.extent), crs, QgsProject.instance())

    def _show_page(self, name: str, is_wanted: bool) -> None:
        self._tabs.setTabVisible(self._tabs.indexOf(self._pages[name]), is_wanted)

    def _offer_runs(
        self, button: QToolButton, use: Callable[[Path], bool], choose: Callable[[], None]
    ) -> None:
        """Gives a button a menu of the runs, and of a file that the user chooses."""
        menu = QMenu(button)

        def fill() -> None:
            menu.clear()
            for path in self._runs[:_MOST_RUNS]:
                if self._evaluation is None or path != self._evaluation.path:
                    menu.addAction(name_of(path), lambda path=path: use(path))
            menu.addSeparator()
            menu.addAction(tr("Another File..."), choose)

        menu.aboutToShow.connect(fill)
        _open_menu(button, menu)

    def _place_list(self) -> QListWidget:
        places = QListWidget()
        places.setObjectName("worst")
        places.setAccessibleName(tr("The worst places"))
        places.setIconSize(_THUMBNAIL_SIZE)
        places.setWordWrap(True)
        # Beside a picture there is no room for words in a narrow dock; below it there is.
        places.setViewMode(QListWidget.ViewMode.IconMode)
        places.setMovement(QListWidget.Movement.Static)
        places.setResizeMode(QListWidget.ResizeMode.Adjust)
        places.setSpacing(6)
        places.itemClicked.connect(self._go_to)
        places.itemActivated.connect(self._go_to)
        return places

    def _lay_out(self) -> None:
        open_button = _button("mActionFileOpen.svg", tr("Open an evaluation"))
        self._offer_runs(open_button, self.open_file, self.choose_file)
        compare_button = _button("mActionAddLayer.svg", tr("Compare with another run"))
        self._offer_runs(compare_button, self.compare_with, self.choose_other)
        copy_button = _button("mActionEditCopy.svg", tr("Copy the tables"))
        copy_menu = QMenu(copy_button)
        copy_menu.addAction(tr("Copy for a Spreadsheet"), self.copy_tables)
        copy_menu.addAction(tr("Copy as Markdown"), self.copy_markdown)
        _open_menu(copy_button, copy_menu)
        save_button = _button("mActionFileSaveAs.svg", tr("Save the report"))
        save_menu = QMenu(save_button)
        save_menu.addAction(tr("Save as HTML..."), lambda: self.export("html"))
        save_menu.addAction(tr("Save as PDF..."), lambda: self.export("pdf"))
        save_menu.addAction(tr("Save as CSV..."), lambda: self.export("csv"))
        _open_menu(save_button, save_menu)
        self._buttons = {
            "open": open_button,
            "compare": compare_button,
            "copy": copy_button,
            "save": save_button,
        }
        top = QHBoxLayout()
        for button in self._buttons.values():
            top.addWidget(button)
        top.addWidget(self._scenes)
        top.addStretch(1)
        stop_button = QToolButton()
        stop_button.setText(tr("Stop Comparing"))
        stop_button.clicked.connect(self.stop_comparing)
        pages = (
            ("scores", tr("Classes"), (self._scores, self._with_intervals, self._scores_hint)),
            ("confusion", tr("Confusion"), (self._confusion, self._confusion_hint)),
            ("curves", tr("Curves"), (self._curves,)),
            ("worst", tr("Worst"), (self._places,)),
            ("comparison", tr("Comparison"), (self._comparison, stop_button)),
        )
        for name, title, widgets in pages:
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 6, 0, 0)
            for widget in widgets:
                column.addWidget(widget, 1 if widget is widgets[0] else 0)
            self._pages[name] = page
            self._tabs.addTab(page, title)
        self._tabs.setUsesScrollButtons(True)
        column = QVBoxLayout()
        column.addLayout(top)
        column.addWidget(self._headline)
        column.addWidget(self._tabs, 1)
        column.addStretch(0)
        content = _Content()
        content.setLayout(column)
        self.setWidget(content)
        for table in (self._scores, self._confusion, self._comparison):
            shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda table=table: self._copy_selection(table))


class _Content(QWidget):
    """As wide as its tabs and tables want to be; it can be made narrower."""

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH_PX, super().sizeHint().height())


def _place_text(number: int, place: WorstPlace) -> str:
    score = ""
    if place.score is not None and not place.text:
        score = f"{place.measure.replace('_', ' ')} {number_text(place.score)}"
    first = " · ".join(part for part in (f"{number}", place.scene, score) if part)
    return f"{first}\n{place.text}".strip()


def _read_bytes(path: Any) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def _hint(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label


def _button(icon_name: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(QgsApplication.getThemeIcon(icon_name))
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setAutoRaise(True)
    return button


def _open_menu(button: QToolButton, menu: QMenu) -> None:
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)


def _table(name: str) -> QTableView:
    table = QTableView()
    table.setAccessibleName(name)
    table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    for header in (table.horizontalHeader(), table.verticalHeader()):
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return table


def _replace_model(table: QTableView, model: Any) -> None:
    old = table.model()
    table.setModel(model)
    if old is not None:
        old.deleteLater()
