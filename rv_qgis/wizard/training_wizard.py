"""The wizard: its pages, their order, and what surrounds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Optional

from qtpy.QtCore import QSize, Qt, Signal
from qtpy.QtGui import QKeySequence, QShortcut
from qtpy.QtWidgets import (
    QMenu,
    QPushButton,
    QWidget,
    QWizard,
)

from ...rv_engine.errors import RvError
from ..file_dialogs import ask_open, ask_save
from .config_changes import draft_of_config
from .draft import Draft, is_draft_file, read_json_object
from .services import Services
from .task_page import TaskPage
from .wizard_page import WizardPage

_SIZE = QSize(980, 660)
_DRAFT_BUTTON = QWizard.WizardButton.CustomButton1
PageMaker = Callable[[Draft, Services], WizardPage]


class TrainingWizard(QWizard):
    """From layers to a training, in pages that share one draft.

    Args:
        draft: What is known already; the pages change it.
        services: The world.
        make_pages: The pages, in their order.
        parent: QGIS's window.
    """

    sample_wanted = Signal()
    """The user wants to try it with sample data."""

    def __init__(
        self,
        draft: Draft,
        services: Services,
        make_pages: Sequence[PageMaker],
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self.draft = draft
        self.services = services
        self._tr = services.tr
        self._hidden_text: Optional[tuple[WizardPage, str]] = None
        self.setObjectName("RvStudioTrainingWizard")
        self.setWindowTitle(self._tr("Train Model"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # The only style that has no colours of its own: it follows light and dark themes.
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self.setOption(QWizard.WizardOption.HaveHelpButton, True)
        self.setOption(QWizard.WizardOption.HelpButtonOnRight, False)
        self.setOption(QWizard.WizardOption.HaveCustomButton1, True)
        self.setOption(QWizard.WizardOption.NoDefaultButton, False)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage, True)
        self.pages: list[WizardPage] = [make(draft, services) for make in make_pages]
        for number, page in enumerate(self.pages):
            self.setPage(number, page)
        # Qt tells a page when it is gone forward to, but not when it is gone back to.
        self.currentIdChanged.connect(self._arrive)
        self._connect_first_page()
        self._add_draft_button()
        self.setButtonText(QWizard.WizardButton.FinishButton, self._tr("Train"))
        self.helpRequested.connect(self._open_help)
        QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), self, self._open_help)
        self.resize(_SIZE)

    def nextId(self) -> int:
        """The one place that knows which page follows which."""
        following = self.currentId() + 1
        return following if 0 < following < len(self.pages) else -1

    def page_named(self, name: str) -> WizardPage:
        """A page by its name."""
        return next(page for page in self.pages if page.name == name)

    def go_to(self, name: str, path: str = "") -> None:
        """Shows a page, and the field of a place in the config there. Nothing is lost."""
        target = self.pages.index(self.page_named(name))
        while self.currentId() > target:
            self.back()
        while self.currentId() < target and self._can_go_on():
            self.next()
        if path and self.currentId() == target:
            self.pages[target].show_field(path)

    def go_to_problem(self, path: str) -> None:
        """Shows the page and the field where a place of the config is chosen."""
        fits = [
            (len(start), page.name)
            for page in self.pages
            for start in page.config_paths
            if path == start or path.startswith(f"{start}.")
        ]
        if fits:
            self.go_to(max(fits)[1], path)

    def open_draft(self, draft: Draft) -> None:
        """Shows another draft, from the first page on."""
        # Before: the pages that were seen store what they show.
        self.restart()
        self.draft.take_over(draft)
        self._current.load()

    def open_file(self, path: Path) -> None:
        """Opens a draft or a config.

        Raises:
            ConfigError: It is neither.
        """
        if is_draft_file(path):
            self.open_draft(Draft.load(path))
            return
        self.open_draft(draft_of_config(read_json_object(path)))

    def save_file(self, path: Path) -> None:
        """Saves the draft, with what the page in front shows.

        Raises:
            OutputError: It cannot be written.
        """
        self._current.store()
        self.draft.save(path)

    def show_busy(self, text: str) -> None:
        """Says what is being waited for, and takes no clicks meanwhile; "" when it is over."""
        self._show_message(text)
        for page in self.pages:
            page.setEnabled(not text)
        if text:
            self.setCursor(Qt.CursorShape.BusyCursor)
        else:
            self.unsetCursor()

    def done(self, result: int) -> None:
        for page in self.pages:
            page.leave()
        super().done(result)

    def reject(self) -> None:
        self._current.leave()
        super().reject()

    def _arrive(self, number: int) -> None:
        self._show_message("")
        if number >= 0:
            self.pages[number].arrive()

    def _connect_first_page(self) -> None:
        for page in self.pages:
            if isinstance(page, TaskPage):
                page.sample_wanted.connect(self.sample_wanted)
                page.open_wanted.connect(self._ask_open)

    @property
    def _current(self) -> WizardPage:
        return self.pages[max(self.currentId(), 0)]

    def _can_go_on(self) -> bool:
        return not self._current.problem()

    def _open_help(self) -> None:
        self.services.open_help(self._current.name)

    def _add_draft_button(self) -> None:
        button = QPushButton(self._tr("&Draft"), self)
        menu = QMenu(button)
        menu.addAction(self._tr("&Save Draft..."), self._ask_save)
        menu.addAction(self._tr("&Open Draft or Config..."), self._ask_open)
        menu.addSeparator()
        menu.addAction(self._tr("&Try It with Sample Data"), self.sample_wanted.emit)
        button.setMenu(menu)
        button.setToolTip(self._tr("Save what is chosen so far, or open it again"))
        # Otherwise Enter would open the menu instead of going on.
        button.setAutoDefault(False)
        self.setButton(_DRAFT_BUTTON, button)

    def _ask_save(self) -> None:
        path = ask_save(
            self, self._tr("Save Draft"), "training.rvdraft.json", self._tr("Drafts (*.json)")
        )
        if path is not None:
            self._try(lambda: self.save_file(path))

    def _ask_open(self) -> None:
        path = ask_open(
            self,
            self._tr("Open Draft or Config"),
            self._tr("Drafts and configs of a pipeline (*.json)"),
        )
        if path is not None:
            self._try(lambda: self.open_file(path))

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
        except RvError as error:
            self._show_message(str(error))

    def _show_message(self, text: str) -> None:
        """Shows a text in the place of the page's own below its title; "" puts that back."""
        if self._hidden_text is not None:
            page, own_text = self._hidden_text
            page.setSubTitle(own_text)
            self._hidden_text = None
        if text:
            self._hidden_text = (self._current, self._current.subTitle())
            self._current.setSubTitle(text)
