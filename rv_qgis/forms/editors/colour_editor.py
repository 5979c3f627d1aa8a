"""An editor for a colour."""

from __future__ import annotations

from typing import Any

from qtpy.QtGui import QColor
from qtpy.QtWidgets import QColorDialog, QPushButton

from ...translation import tr
from .field_editor import FieldEditor


class ColourEditor(FieldEditor):
    """A button in the colour that opens the colour dialog."""

    def __init__(self) -> None:
        super().__init__()
        self._colour = QColor("#808080")
        self._button = QPushButton()
        self._button.clicked.connect(self._choose)
        self._row.addWidget(self._button)
        self._row.addStretch(1)
        self.setFocusProxy(self._button)

    def value(self) -> str:
        return str(self._colour.name())

    def set_value(self, value: Any) -> None:
        colour = QColor(str(value))
        self._colour = colour if colour.isValid() else QColor("#808080")
        text = "#000000" if self._colour.lightness() > 127 else "#ffffff"
        self._button.setText(self._colour.name())
        self._button.setStyleSheet(f"background-color: {self._colour.name()}; color: {text};")

    def _choose(self) -> None:
        colour = QColorDialog.getColor(self._colour, self, tr("Choose a colour"))
        if colour.isValid():
            self.set_value(colour.name())
            self.edited.emit()
