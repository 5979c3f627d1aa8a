"""An editor for a list of numbers."""

from __future__ import annotations

from typing import Any, Union

from qtpy.QtWidgets import QLineEdit

from ...translation import tr
from .field_editor import FieldEditor


class NumbersEditor(FieldEditor):
    """A line of numbers with commas between them.

    Args:
        are_whole: Whether they have no decimals.
    """

    def __init__(self, *, are_whole: bool) -> None:
        super().__init__()
        self._are_whole = are_whole
        self._line = QLineEdit()
        self._line.setPlaceholderText(tr("numbers with commas between, such as 1, 2, 3"))
        self._line.textChanged.connect(self.edited)
        self._row.addWidget(self._line, 1)
        self.setFocusProxy(self._line)

    def value(self) -> list[Union[int, float]]:
        return [self._number(part) for part in self._parts()]

    def set_value(self, value: Any) -> None:
        self._line.blockSignals(True)
        numbers = value if isinstance(value, list) else []
        self._line.setText(", ".join(f"{number}" for number in numbers))
        self._line.blockSignals(False)

    def problem(self) -> str:
        for part in self._parts():
            try:
                self._number(part)
            except ValueError:
                kind = tr("whole number") if self._are_whole else tr("number")
                return tr("'{text}' is no {kind}.").format(text=part, kind=kind)
        return ""

    def _parts(self) -> list[str]:
        text = self._line.text().strip().strip("[]").replace(";", ",")
        return [part.strip() for part in text.split(",") if part.strip()]

    def _number(self, text: str) -> Union[int, float]:
        return int(text) if self._are_whole else float(text)
