"""An editor for one of several values or kinds of values."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from qtpy.QtWidgets import QComboBox

from ..merge_patch import is_same
from .field_editor import FieldEditor


@dataclass(frozen=True)
class Alternative:
    """One entry of the list.

    Attributes:
        text: For people.
        value: The value that it stands for, when it has no editor.
        make_editor: Makes the editor for values of this kind.
        fits: Whether a value is of this kind.
    """

    text: str
    value: Any = None
    make_editor: Optional[Callable[[], FieldEditor]] = None
    fits: Optional[Callable[[Any], bool]] = None

    def means(self, value: Any) -> bool:
        """Whether a value is shown by this entry."""
        return is_same(value, self.value) if self.fits is None else self.fits(value)


class ChoiceEditor(FieldEditor):
    """A list, and beside it the editor that belongs to the chosen entry.

    A value that is none of the entries is added as an entry of its own, so that it is kept.
    """

    def __init__(self, alternatives: Sequence[Alternative]) -> None:
        super().__init__()
        self._alternatives = list(alternatives)
        self._editor: Optional[FieldEditor] = None
        self._box = QComboBox()
        for alternative in self._alternatives:
            self._box.addItem(alternative.text)
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._box.currentIndexChanged.connect(self._choose)
        self._row.addWidget(self._box)
        self._row.addStretch(1)
        self.setFocusProxy(self._box)

    def value(self) -> Any:
        if self._editor is not None:
            return self._editor.value()
        return self._alternatives[self._box.currentIndex()].value

    def set_value(self, value: Any) -> None:
        index = next((i for i, a in enumerate(self._alternatives) if a.means(value)), -1)
        self._box.blockSignals(True)
        if index < 0:
            index = len(self._alternatives)
            self._alternatives.append(Alternative(json.dumps(value), value))
            self._box.addItem(self._alternatives[index].text)
        self._box.setCurrentIndex(index)
        self._box.blockSignals(False)
        self._show_editor()
        if self._editor is not None:
            self._editor.set_value(value)

    def problem(self) -> str:
        return "" if self._editor is None else self._editor.problem()

    def _choose(self) -> None:
        self._show_editor()
        self.edited.emit()

    def _show_editor(self) -> None:
        if self._editor is not None:
            self._row.removeWidget(self._editor)
            self._editor.hide()
            self._editor.deleteLater()
            self._editor = None
        alternative = self._alternatives[self._box.currentIndex()]
        if alternative.make_editor is not None:
            self._editor = alternative.make_editor()
            if alternative.value is not None:
                self._editor.set_value(alternative.value)
            self._editor.edited.connect(self.edited)
            self._editor.setAccessibleName(alternative.text)
            self._row.insertWidget(1, self._editor, 1)
