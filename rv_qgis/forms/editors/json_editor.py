"""An editor for what no other editor fits: JSON, checked as it is typed."""

from __future__ import annotations

import json
from typing import Any

from qtpy.QtGui import QFont
from qtpy.QtWidgets import QPlainTextEdit, QSizePolicy

from ...translation import tr
from .field_editor import FieldEditor

_LINES = 3


class JsonEditor(FieldEditor):
    """Some lines of JSON."""

    def __init__(self) -> None:
        super().__init__()
        self._text = QPlainTextEdit()
        font = QFont("monospace")
        font.setStyleHint(QFont.StyleHint.Monospace)
        self._text.setFont(font)
        self._text.setTabChangesFocus(True)
        line_px = self._text.fontMetrics().lineSpacing()
        self._text.setFixedHeight(_LINES * line_px + 14)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._text.textChanged.connect(self.edited)
        self._row.addWidget(self._text, 1)
        self.setFocusProxy(self._text)

    def value(self) -> Any:
        return json.loads(self._text.toPlainText())

    def set_value(self, value: Any) -> None:
        self._text.blockSignals(True)
        self._text.setPlainText(json.dumps(value, ensure_ascii=False))
        self._text.blockSignals(False)

    def problem(self) -> str:
        try:
            json.loads(self._text.toPlainText())
        except ValueError as error:
            return tr("This is not JSON: {reason}").format(reason=error)
        return ""
