"""The dock with the runs: those under way and those that are over."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Callable, Optional

from qgis.core import QgsApplication, QgsProject
from qgis.gui import QgsDockWidget
from qtpy.QtCore import QItemSelectionModel, Qt, QUrl, Signal
from qtpy.QtGui import QDesktopServices
from qtpy.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QProgressBar,
    QSplitter,
    QTableView,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..translation import tr
from .command_line import command_line
from .curve_widget import CurveWidget
from .log_view import LogView
from .run_collection import RunCollection
from .run_reader import CONFIG_NAME
from .run_results import add_results, has_maps, report_path
from .run_snapshot import Curve, RunSnapshot
from .run_table_model import FOLDER_ROLE, RunTableModel, duration_text, state_text

# Of all that is measured, what people look at first; the rest is in the log and the report.
_SCORES = ("avg_f1", "avg_iou", "avg_precision", "avg_recall", "map50", "map", "accuracy", "f1")
_MOST_CURVES = 3


class RunsDock(QgsDockWidget):
    """Lists the runs, shows how the chosen one is doing, and what can be done with it.

    Args:
        runs: The runs.
        python: Answers the engine's Python, for the command line that can be copied.
    """

    report_wanted = Signal(str)
    """The path of an eval.json."""

    def __init__(
        self,
        runs: RunCollection,
        python: Callable[[], Path],
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(tr("RV Studio runs"), parent)
        self.setObjectName("RvStudioRunsDock")
        self._runs = runs
        self._python = python
        self._chosen: Optional[Path] = None
        self._model = RunTableModel(self)
        self._table = QTableView()
        self._table.setModel(self._model)
        self._table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self._table.setShowGrid(False)
        self._table.setAlternatingRowColors(True)
        self._table.verticalHeader().hide()
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.selectionModel().currentRowChanged.connect(self._choose_row)
        self._headline = QLabel()
        self._headline.setWordWrap(True)
        self._headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._loss = CurveWidget()
        self._scores = CurveWidget()
        self._log = LogView()
        self._buttons: dict[str, QToolButton] = {}
        self._lay_out()
        runs.listed.connect(self._show_list)
        runs.changed.connect(self._show_change)
        self._show_list()

    @property
    def chosen(self) -> Optional[RunSnapshot]:
        """The run that is shown."""
        return self._runs.snapshot(self._chosen) if self._chosen else None

    def choose(self, folder: Path) -> None:
        """Shows a run."""
        row = self._model.row_of(folder)
        if row is not None:
            self._table.selectRow(row)

    def choose_config(self) -> None:
        """Lets the user choose a config, and starts its pipeline."""
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Run a pipeline"), "", tr("Configs of pipelines (*.json)")
        )
        if path:
            self._runs.start(Path(path))

    def stop(self) -> None:
        """Stops the chosen run."""
        if self._chosen:
            self._runs.stop(self._chosen)

    def resume(self) -> None:
        """Goes on with the chosen run."""
        if self._chosen:
            self._runs.resume(self._chosen)

    def open_folder(self) -> None:
        """Opens the chosen run's folder in the system's file manager."""
        if self._chosen:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._chosen)))

    def add_results(self) -> None:
        """Puts the chosen run's maps into the project."""
        if self.chosen:
            add_results(self.chosen, QgsProject.instance())

    def show_report(self) -> None:
        """Asks for the chosen run's scores to be shown."""
        path = report_path(self.chosen) if self.chosen else ""
        if path:
            self.report_wanted.emit(path)

    def copy_command(self) -> None:
        """Copies what one would type in a shell to run the chosen run again."""
        if self._chosen:
            text = command_line(self._python(), self._chosen / CONFIG_NAME)
            QApplication.clipboard().setText(text)

    def ask_delete(self) -> None:
        """Deletes the chosen run's folder, when the user says yes."""
        run = self.chosen
        if run is None or run.is_live:
            return
        question = tr(
            "Delete the run '{run}' with its maps, model and report? The folder '{folder}' is "
            "deleted with all that is in it."
        ).format(run=run.title, folder=run.folder)
        answer = QMessageBox.question(self, tr("Delete a Run"), question)
        if answer == QMessageBox.StandardButton.Yes:
            self._runs.delete(run.folder)

    def _choose_row(self, *_: object) -> None:
        index = self._table.currentIndex()
        folder = index.data(FOLDER_ROLE) if index.isValid() else None
        if folder == self._chosen:
            return
        self._chosen = folder
        self._show_run()
        if folder is not None:
            self._runs.read_log(folder)

    def _show_list(self) -> None:
        chosen = self._chosen
        self._model.show(self._runs.snapshots)
        row = self._model.row_of(chosen)
        if row is None and self._model.rowCount():
            row = 0
        if row is None:
            self._chosen = None
        else:
            self._table.selectionModel().setCurrentIndex(
                self._model.index(row, 0),
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )
        self._show_run()

    def _show_change(self, run: RunSnapshot) -> None:
        self._model.update(run)
        if run.folder == self._chosen:
            self._show_run()

    def _show_run(self) -> None:
        run = self.chosen
        for name, button in self._buttons.items():
            button.setEnabled(run is not None and _is_possible(name, run))
        if run is None:
            self._headline.setText(
                tr("No runs yet. Train a model, or run a config with the button above.")
            )
            self._bar.hide()
            self._log.show_lines(())
            self._loss.show_curves({})
            self._scores.show_curves({})
            return
        self._headline.setText(headline(run))
        self._bar.setVisible(run.is_live)
        if run.fraction is None:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * run.fraction))
        losses, scores = sorted_curves(run.curves)
        self._loss.show_curves(losses)
        self._scores.show_curves(scores)
        self._log.show_lines(run.log)

    def _lay_out(self) -> None:
        new = _button("mActionFileOpen.svg", tr("Run a pipeline's config..."))
        new.clicked.connect(self.choose_config)
        refresh = _button("mActionRefresh.svg", tr("Look for runs again"))
        refresh.clicked.connect(self._runs.refresh)
        row = QHBoxLayout()
        row.addWidget(new)
        row.addWidget(refresh)
        row.addSpacing(12)
        for name, icon, text, action in (
            ("stop", "mActionStop.svg", tr("Stop; what is finished stays"), self.stop),
            ("resume", "mActionPlay.svg", tr("Go on with what is not finished"), self.resume),
            ("add", "mActionAddRasterLayer.svg", tr("Add the maps to the project"), None),
            ("report", "mActionOpenTable.svg", tr("Show the scores"), self.show_report),
            ("folder", "mIconFolderOpen.svg", tr("Open the run's folder"), self.open_folder),
            ("copy", "mActionEditCopy.svg", tr("Copy the command line"), self.copy_command),
            ("delete", "mActionDeleteSelected.svg", tr("Delete the run..."), self.ask_delete),
        ):
            button = _button(icon, text)
            button.setObjectName(name)
            button.clicked.connect(action or self.add_results)
            self._buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        curves = QWidget()
        curve_column = QVBoxLayout(curves)
        curve_column.setContentsMargins(0, 0, 0, 0)
        curve_column.addWidget(self._loss, 1)
        curve_column.addWidget(self._scores, 1)
        tabs = QTabWidget()
        tabs.addTab(curves, tr("Curves"))
        tabs.addTab(self._log, tr("Log"))
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._headline)
        column.addWidget(self._bar)
        column.addWidget(tabs, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self._table)
        splitter.addWidget(below)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([140, 420])
        content = QWidget()
        page = QVBoxLayout(content)
        page.addLayout(row)
        page.addWidget(splitter, 1)
        self.setWidget(content)


def headline(run: RunSnapshot) -> str:
    """State, what is being done, and what it takes, as HTML."""
    from html import escape

    parts = [f"<b>{escape(run.title)}</b> – {escape(state_text(run))}"]
    if run.doing:
        parts.append(escape(run.doing))
    facts = []
    if duration_text(run):
        facts.append(tr("took {duration}").format(duration=duration_text(run)))
    if run.device:
        facts.append(tr("on {device}").format(device=run.device))
    if run.memory_mb is not None:
        facts.append(tr("{size:.1f} GB of memory").format(size=run.memory_mb / 1e3))
    if facts:
        parts.append(escape(", ".join(facts)))
    if run.problem:
        parts.append(escape(run.problem))
    return "<br>".join(parts)


def sorted_curves(curves: Mapping[str, Curve]) -> tuple[dict[str, Curve], dict[str, Curve]]:
    """The curves of losses, and those of the scores that people look at first."""
    losses = {name: curve for name, curve in curves.items() if "loss" in name}
    named = [name for name in _SCORES if name in curves]
    scores = {name: curves[name] for name in named[:_MOST_CURVES]}
    return dict(list(losses.items())[:_MOST_CURVES]), scores


def _is_possible(name: str, run: RunSnapshot) -> bool:
    if name == "stop":
        return run.is_live
    if name in ("resume", "delete"):
        return not run.is_live
    if name == "add":
        return has_maps(run)
    if name == "report":
        return bool(report_path(run))
    return True


def _button(icon_name: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(QgsApplication.getThemeIcon(icon_name))
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setAutoRaise(True)
    return button
