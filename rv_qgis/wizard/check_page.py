"""Everything is checked, and the training is started: the last page of the wizard."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, ClassVar, Optional

from qtpy.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from ...rv_engine.errors import RvError
from ..engine.commands import preview_command, validate_command
from ..file_dialogs import ask_folder, ask_save
from ..translation import tr
from .draft import Draft
from .estimate_box import EstimateBox
from .problem_list import ProblemList
from .services import Job, Services
from .summary_box import SummaryBox
from .wizard_page import WizardPage


class CheckPage(WizardPage):
    """Writes the config in the background, tells what is wrong with it, and starts the run.

    Args:
        draft: Shared by all pages.
        services: The world.
    """

    name: ClassVar[str] = "check"
    config_paths: ClassVar[tuple[str, ...]] = ("root_uri",)

    def __init__(self, draft: Draft, services: Services) -> None:
        super().__init__(draft, services)
        self.setTitle(tr("Ready?"))
        self.setSubTitle(
            tr("'Train' starts the training. It goes on when this window is closed, and QGIS too.")
        )
        self._job: Optional[Job] = None
        self._time_job: Optional[Job] = None
        self._answer: Optional[dict[str, Any]] = None
        self._problems: list[dict[str, Any]] = []
        self._is_checked = False
        self._failure = ""
        self._folder = QLineEdit()
        self._folder.setToolTip(tr("Everything that the training makes goes there."))
        self._folder.editingFinished.connect(self._take_folder)
        self._choose_folder = QToolButton()
        self._choose_folder.setText(tr("..."))
        self._choose_folder.setAccessibleName(tr("Choose the run folder"))
        self._choose_folder.clicked.connect(self._ask_folder)
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._list = ProblemList()
        self._list.chosen.connect(self._mend)
        self.summary = SummaryBox()
        self.estimate = EstimateBox()
        self._save = QPushButton(tr("&Save Config..."))
        self._copy = QPushButton(tr("&Copy Command Line"))
        self._model = QPushButton(tr("Save as Processing &Model..."))
        for button, tip, slot in (
            (self._save, tr("Writes the config into a file, to run it elsewhere."), self._ask_save),
            (self._copy, tr("What one types in a shell to run this."), self.copy_command_line),
            (
                self._model,
                tr("Makes a model for QGIS's toolbox that runs this config."),
                self._ask_model,
            ),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.setEnabled(False)
            button.clicked.connect(lambda checked=False, slot=slot: slot())
        self._lay_out()

    def load(self) -> None:
        if self.isVisible():
            self.arrive()

    def arrive(self) -> None:
        if not self.draft.run_folder:
            self.draft.run_folder = self.services.propose_run_folder()
        self._folder.setText(self.draft.run_folder)
        self.summary.show_draft(self.draft)
        self.check()

    def store(self) -> None:
        self.draft.run_folder = self._folder.text().strip() or self.draft.run_folder

    def problem(self) -> str:
        if not self._is_checked:
            return tr("The config is being checked...")
        if self._failure:
            return self._failure
        if any(problem.get("severity") != "warning" for problem in self._problems):
            return tr("Mend what is wrong first.")
        return ""

    def leave(self) -> None:
        for job in (self._job, self._time_job):
            if job is not None:
                job.cancel()
        self._job = self._time_job = None

    def show_field(self, path: str) -> None:
        self._folder.setFocus()

    def validatePage(self) -> bool:
        answer = self._answer
        if answer is None or not super().validatePage():
            return False
        self.services.start_run(str(answer["config"]), self.draft.run_folder)
        return True

    def check(self) -> None:
        """Writes the config and asks the engine what is wrong with it; the last question wins."""
        self.leave()
        self.store()
        self._answer, self._problems, self._failure = None, [], ""
        self._is_checked = False
        self._show_problems()
        self.estimate.show_nothing()
        self._show_state(tr("The config is being written..."), is_busy=True)
        self._job = self.services.write_config(self.draft, self._take_config, self._fail)

    def copy_command_line(self) -> None:
        """Puts the command that runs the config onto the clipboard."""
        if self._answer is None:
            return
        try:
            line = self.services.command_line(str(self._answer["config"]))
        except RvError as error:
            self._show_state(str(error))
            return
        QApplication.clipboard().setText(line)
        self._show_state(tr("The command line is on the clipboard."))

    def save_config(self, path: str) -> None:
        """Copies the config to a file."""
        if self._answer is None:
            return
        source = str(self._answer["config"])

        def copy() -> str:
            return str(shutil.copyfile(source, path))

        self.services.work(
            tr("Saving the config"),
            copy,
            lambda answer: self._show_state(tr("Saved as '{path}'.").format(path=path)),
        )

    def _take_config(self, answer: dict[str, Any]) -> None:
        self._answer = answer
        for button in (self._save, self._copy, self._model):
            button.setEnabled(True)
        self._show_state(tr("Images, labels and options are checked..."), is_busy=True)
        self._job = self.services.run(
            validate_command(str(answer["config"])), self._take_problems, self._fail_check
        )

    def _take_problems(self, values: dict[str, Any]) -> None:
        self._show_result(list(values.get("problems") or ()))

    def _fail_check(self, error: Optional[RvError]) -> None:
        problems = list(getattr(error, "problems", ()) or ())
        if problems:
            self._show_result(problems)
        else:
            self._fail(error)

    def _fail(self, error: Optional[RvError]) -> None:
        self._job = None
        if error is None:
            return
        problems = list(getattr(error, "problems", ()) or ())
        self._is_checked = True
        self._failure = str(error)
        if not problems:
            problems = [{"path": error.where or "", "message": error.message, "hint": error.hint}]
        self._problems = problems
        self._show_problems()
        self._show_state(tr("This has to be mended before the training can start."))

    def _show_result(self, problems: list[dict[str, Any]]) -> None:
        self._job = None
        self._is_checked = True
        self._problems = problems
        self._show_problems()
        errors = sum(problem.get("severity") != "warning" for problem in problems)
        warnings = len(problems) - errors
        if errors:
            text = tr("{count} to be mended: click on each to go there.").format(count=errors)
        elif warnings:
            text = tr("It can start. Look at what is listed here before.")
        else:
            text = tr("Everything is in order.")
        self._show_state(text)
        if not errors:
            self._estimate()

    def _estimate(self) -> None:
        if self._answer is None:
            return
        self.estimate.show_waiting()
        self._time_job = self.services.run(
            preview_command(str(self._answer["config"]), with_time=True),
            self._take_estimate,
            self._fail_estimate,
        )

    def _take_estimate(self, values: dict[str, Any]) -> None:
        self._time_job = None
        self.estimate.show_estimate(values)

    def _fail_estimate(self, error: Optional[RvError]) -> None:
        self._time_job = None
        self.estimate.show_unknown("" if error is None else str(error))

    def _mend(self, path: str) -> None:
        """Goes to the page and field of a problem."""
        wizard: Any = self.wizard()
        if wizard is None:
            return
        for page in wizard.pages:
            if hasattr(page, "show_problems"):
                page.show_problems(self._problems)
        wizard.go_to_problem(path)

    def _show_problems(self) -> None:
        self._list.show_problems(self._problems)
        self._list.setVisible(bool(self._problems))

    def _show_state(self, text: str, *, is_busy: bool = False) -> None:
        self._state.setText(text)
        self._progress.setVisible(is_busy)
        self.completeChanged.emit()

    def _take_folder(self) -> None:
        if self._folder.text().strip() != self.draft.run_folder:
            self.check()

    def _ask_folder(self) -> None:
        folder = ask_folder(self, tr("Run Folder"))
        if folder is not None:
            self._folder.setText(str(folder))
            self.check()

    def _ask_save(self) -> None:
        path = ask_save(
            self, tr("Save Config"), "pipeline-config.json", tr("Configs of a pipeline (*.json)")
        )
        if path is not None:
            self.save_config(str(path))

    def _ask_model(self) -> None:
        path = ask_save(
            self, tr("Save as Processing Model"), "train.model3", tr("Models (*.model3)")
        )
        if path is not None:
            self.save_model(str(path))

    def save_model(self, path: str) -> None:
        """Writes a model for the toolbox that runs a copy of the config beside it."""
        # Here, so that the page can be shown without QGIS.
        from .training_model import write_training_model

        if self._answer is None:
            return
        config = Path(path).with_suffix(".json")
        try:
            shutil.copyfile(str(self._answer["config"]), config)
            write_training_model(Path(path), config)
        except (OSError, RvError) as error:
            self._show_state(str(error))
            return
        self._show_state(
            tr("Saved as '{path}': drag it onto QGIS's toolbox to use it.").format(path=path)
        )

    def _lay_out(self) -> None:
        folder_label = QLabel(tr("Run &folder"))
        folder_label.setBuddy(self._folder)
        folder = QHBoxLayout()
        folder.addWidget(folder_label)
        folder.addWidget(self._folder, 1)
        folder.addWidget(self._choose_folder)
        buttons = QHBoxLayout()
        for button in (self._save, self._copy, self._model):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(folder)
        column.addWidget(self._state)
        column.addWidget(self._progress)
        column.addWidget(self._list, 1)
        column.addWidget(self.summary)
        column.addWidget(self.estimate)
        column.addLayout(buttons)
        column.addStretch(0)
