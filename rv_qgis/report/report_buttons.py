"""The buttons above a report: open, compare, copy and save."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from ..icon_button import icon_button
from ..translation import tr
from .evaluation import name_of

_MOST_RUNS = 20


class ReportButtons(QWidget):
    """Each button has a menu; those of the first two offer the runs of this computer."""

    open_wanted = Signal(object)
    """The path of an eval.json to show; None where the user shall choose a file."""
    comparison_wanted = Signal(object)
    """The same, to compare with."""
    copy_wanted = Signal(str)
    """"text" or "markdown"."""
    save_wanted = Signal(str)
    """"html", "pdf" or "csv"."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._runs: list[Path] = []
        self._shown: Optional[Path] = None
        self.open = _button("mActionFileOpen.svg", tr("Open an evaluation"))
        self.compare = _button("mActionAddLayer.svg", tr("Compare with another run"))
        self.copy = _button("mActionEditCopy.svg", tr("Copy the tables"))
        self.save = _button("mActionFileSaveAs.svg", tr("Save the report"))
        self._offer_runs(self.open, self.open_wanted)
        self._offer_runs(self.compare, self.comparison_wanted)
        for button, signal, entries in (
            (
                self.copy,
                self.copy_wanted,
                (("text", tr("Copy for a Spreadsheet")), ("markdown", tr("Copy as Markdown"))),
            ),
            (
                self.save,
                self.save_wanted,
                (
                    ("html", tr("Save as HTML...")),
                    ("pdf", tr("Save as PDF...")),
                    ("csv", tr("Save as CSV...")),
                ),
            ),
        ):
            for kind, text in entries:
                button.menu().addAction(text, lambda kind=kind, signal=signal: signal.emit(kind))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.open, self.compare, self.copy, self.save):
            row.addWidget(button)

    @property
    def runs(self) -> Sequence[Path]:
        """What is offered to be opened."""
        return self._runs

    def set_runs(self, paths: Sequence[Path]) -> None:
        """The eval.json of each run of this computer, the newest first."""
        self._runs = list(paths)

    def suit(self, shown: Optional[Path]) -> None:
        """Offers what is possible while an evaluation is shown, or none."""
        self._shown = shown
        for button in (self.compare, self.copy, self.save):
            button.setEnabled(shown is not None)

    def _offer_runs(self, button: QToolButton, signal: Any) -> None:
        menu = button.menu()

        def fill() -> None:
            menu.clear()
            for path in self._runs[:_MOST_RUNS]:
                if path != self._shown:
                    menu.addAction(name_of(path), lambda path=path: signal.emit(path))
            menu.addSeparator()
            menu.addAction(tr("Another File..."), lambda: signal.emit(None))

        menu.aboutToShow.connect(fill)


def _button(icon_name: str, text: str) -> QToolButton:
    button = icon_button(icon_name, text)
    button.setMenu(QMenu(button))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
