"""What all pages of the wizard share."""

from __future__ import annotations

from typing import ClassVar

from qtpy.QtWidgets import QWizardPage

from .draft import Draft
from .services import Services


class WizardPage(QWizardPage):
    """A page that shows a part of the draft and writes it back.

    A child class builds its widgets in `__init__`, fills them from the draft in `load`, and writes
    them back in `store`: both are called on the way to other pages, forwards and backwards. While
    `store` is not called the draft is what it was.

    Args:
        draft: Shared by all pages.
        services: The world.
    """

    name: ClassVar[str] = ""
    """Names the page in help and problems: "task", "imagery", ..."""

    config_paths: ClassVar[tuple[str, ...]] = ()
    """What problems of the config are mended on this page: the beginnings of their paths."""

    def __init__(self, draft: Draft, services: Services) -> None:
        super().__init__()
        self.draft = draft
        self.services = services

    def load(self) -> None:
        """Shows what the draft says."""

    def store(self) -> None:
        """Writes to the draft what the page shows."""

    def problem(self) -> str:
        """Why one cannot go on from here, in one sentence; "" when one can."""
        return ""

    def show_field(self, path: str) -> None:
        """Puts the keyboard into the field of a place in the config, where there is one."""
        self.setFocus()

    def arrive(self) -> None:
        """The page is in front now, by whatever way: shows its marks, begins what takes long."""

    def leave(self) -> None:
        """The page is not in front any more: takes its marks off the map."""

    def initializePage(self) -> None:
        self.load()

    def cleanupPage(self) -> None:
        """Back: unlike Qt's own, it loses nothing."""
        self.store()
        self.leave()

    def validatePage(self) -> bool:
        if self.problem():
            return False
        self.store()
        self.leave()
        return True

    def isComplete(self) -> bool:
        return not self.problem()
