"""Where the run goes, and what the labels are like: the last page, while there is no other."""

from __future__ import annotations

from typing import Any, ClassVar, Optional

from qtpy.QtCore import Qt
from qtpy.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from ...rv_engine.errors import RvError
from .draft import PRESETS, Draft
from .services import Job, Services
from .wizard_page import WizardPage


class StartPage(WizardPage):
    """Writes the config in the background, tells what there is to say, and starts the run.

    Args:
        draft: Shared by all pages.
        services: The world.
    """

    name: ClassVar[str] = "check"
    config_paths: ClassVar[tuple[str, ...]] = ("backend", "root_uri")

    def __init__(self, draft: Draft, services: Services) -> None:
        super().__init__(draft, services)
        tr = services.tr
        self.setTitle(tr("Train"))
        self.setSubTitle(tr("The training goes on when this window is closed."))
        self._job: Optional[Job] = None
        self._answer: Optional[dict[str, Any]] = None
        self._preset = QComboBox()
        for preset, title in zip(PRESETS, (tr("Quick"), tr("Balanced"), tr("Thorough"))):
            self._preset.addItem(title, preset)
        self._folder = QLineEdit()
        choose = QPushButton("...")
        choose.setAutoDefault(False)
        choose.setAccessibleName(tr("Choose the run folder"))
        choose.clicked.connect(self._ask_folder)
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout()
        preset_label, folder_label = QLabel(tr("&Training")), QLabel(tr("Run &folder"))
        preset_label.setBuddy(self._preset)
        folder_label.setBuddy(self._folder)
        grid.addWidget(preset_label, 0, 0)
        grid.addWidget(self._preset, 0, 1)
        grid.addWidget(folder_label, 1, 0)
        grid.addWidget(self._folder, 1, 1)
        grid.addWidget(choose, 1, 2)
        column = QVBoxLayout(self)
        column.addLayout(grid)
        column.addWidget(self._state)
        column.addStretch(1)
        self._preset.activated.connect(lambda index: self._write())
        self._folder.editingFinished.connect(self._write)

    def load(self) -> None:
        self._preset.setCurrentIndex(PRESETS.index(self.draft.preset))
        self._folder.setText(self.draft.run_folder or self.services.propose_run_folder())
        self._write()

    def store(self) -> None:
        self.draft.preset = self._preset.currentData()
        self.draft.run_folder = self._folder.text().strip()

    def problem(self) -> str:
        return "" if self._answer is not None else self.services.tr("The config is being made...")

    def leave(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def validatePage(self) -> bool:
        answer = self._answer
        if answer is None or not super().validatePage():
            return False
        self.services.start_run(answer["config"], self.draft.run_folder)
        return True

    def _write(self) -> None:
        self.leave()
        self.store()
        self._answer = None
        self._show(self.services.tr("The config is being made..."))

        def take(answer: dict[str, Any]) -> None:
            self._job, self._answer = None, answer
            lines = [
                f"{one['name']}: {one['count']}"
                for one in answer.get("classes") or ()
                if one.get("count") is not None
            ]
            self._show("\n".join([*lines, *(answer.get("warnings") or ())]))

        def fail(error: Optional[RvError]) -> None:
            self._job = None
            self._show("" if error is None else str(error))

        self._job = self.services.write_config(self.draft, take, fail)

    def _show(self, text: str) -> None:
        self._state.setText(text)
        self.completeChanged.emit()

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.services.tr("Run Folder"))
        if folder:
            self._folder.setText(folder)
            self._write()
