"""An editor for a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from qtpy.QtWidgets import QComboBox, QLineEdit

from ...translation import tr
from .field_editor import FieldEditor


class TextEditor(FieldEditor):
    """A line of text; empty stands for nothing where that is allowed.

    Args:
        is_optional: Whether nothing is allowed.
        examples: Texts to choose from.
    """

    def __init__(self, *, is_optional: bool = False, examples: Sequence[str] = ()) -> None:
        super().__init__()
        self._is_optional = is_optional
        if examples:
            self._box: Optional[QComboBox] = QComboBox()
            self._box.setEditable(True)
            self._box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            self._box.addItems([str(example) for example in examples])
            self._line = self._box.lineEdit()
            self._row.addWidget(self._box, 1)
        else:
            self._box = None
            self._line = QLineEdit()
            self._row.addWidget(self._line, 1)
        if is_optional:
            self._line.setPlaceholderText(tr("left out"))
        # Of a choice from the list, too.
        self._line.textChanged.connect(self.edited)
        self.setFocusProxy(self._box or self._line)

    def value(self) -> Optional[str]:
        text = self._line.text()
        return None if self._is_optional and not text else text

    def set_value(self, value: Any) -> None:
        self._line.blockSignals(True)
        self._line.setText("" if value is None else str(value))
        self._line.setCursorPosition(0)
        self._line.blockSignals(False)
