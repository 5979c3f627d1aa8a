"""What every editor of a value can do."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QHBoxLayout, QWidget


class FieldEditor(QWidget):
    """Shows a value and lets the user change it.

    `set_value` does not emit `edited`: what the user did not touch stays as it is in the config,
    even where a widget cannot show it exactly.
    """

    edited = Signal()
    """The user changed something; `problem` says whether `value` makes sense."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)

    def value(self) -> Any:
        """The value that is shown, as JSON."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Shows a value."""
        raise NotImplementedError

    def problem(self) -> str:
        """Why what is typed is no value, or ""."""
        return ""

    def name_for_screen_readers(self, name: str, help_text: str) -> None:
        """Says what the editor is for."""
        for widget in (self, self.focusProxy()):
            if widget is not None:
                widget.setAccessibleName(name)
                widget.setAccessibleDescription(help_text)
                widget.setToolTip(help_text)
