"""The dock with the runs: those under way and those that are over."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Optional

from qgis.core import QgsProject
from qgis.gui import QgsDockWidget
from qtpy.QtCore import QItemSelectionModel, Qt, QUrl, Signal
from qtpy.QtGui import QDesktopServices
from qtpy.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QMessageBox,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..bundled_help import DOCKS, help_button
from ..engine.run_folder import CONFIG_NAME
from ..file_dialogs import ask_folder, ask_open
from ..icon_button import icon_button
from ..translation import tr
from .command_line import command_line
from .run_actions import RunActions
from .run_collection import RunCollection
from .run_details import RunDetails
from .run_results import add_results, report_path
from .run_snapshot import RunSnapshot
from .run_table_model import FOLDER_ROLE, RunTableModel


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
        super().__init__(tr("RV runs"), parent)
        self.setObjectName("RvStudioRunsDock")
        self._runs = runs
        self._python = python
        self._chosen: Optional[Path] = None
        self._model = RunTableModel(self)
        self._table = QTableView()
        self._table.setModel(self._model)
        self._table.setAccessibleName(tr("Runs"))
        self._table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        # Tab leads on to the log; rows are walked with the arrows.
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.setAlternatingRowColors(True)
        self._table.verticalHeader().hide()
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.selectionModel().currentRowChanged.connect(self._choose_row)
        self.details = RunDetails()
        self.actions_of_run = RunActions(
            {
                "stop": self.stop,
                "resume": self.resume,
                "add": self.add_results,
                "report": self.show_report,
                "folder": self.open_folder,
                "copy": self.copy_command,
                "delete": self.ask_delete,
            },
            self,
        )
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
        path = ask_open(self, tr("Run a pipeline"), tr("Configs of pipelines (*.json)"))
        if path is not None:
            self._runs.start(path)

    def choose_folder(self) -> None:
        """Lets the user choose the folder of a run that was made elsewhere, and lists it."""
        folder = ask_folder(self, tr("Add the folder of a run"))
        if folder is not None:
            self._runs.add(folder)

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
        self.actions_of_run.suit(run)
        self.details.show_run(run)

    def _lay_out(self) -> None:
        new = icon_button("mActionFileOpen.svg", tr("Open a config or a run"))
        menu = QMenu(new)
        menu.addAction(tr("Run a Config..."), self.choose_config)
        menu.addAction(tr("Add the Folder of a Run..."), self.choose_folder)
        new.setMenu(menu)
        new.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        refresh = icon_button("mActionRefresh.svg", tr("Look for runs again"))
        refresh.clicked.connect(self._runs.refresh)
        row = QHBoxLayout()
        row.addWidget(new)
        row.addWidget(refresh)
        row.addSpacing(12)
        self.actions_of_run.fill(row, self._table)
        row.addStretch(1)
        row.addWidget(help_button(DOCKS, "runs"))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self._table)
        splitter.addWidget(self.details)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([140, 420])
        content = QWidget()
        page = QVBoxLayout(content)
        page.addLayout(row)
        page.addWidget(splitter, 1)
        self.setWidget(content)
