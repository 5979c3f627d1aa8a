"""An editor for a value that may be left out."""

from __future__ import annotations

from typing import Any

from qtpy.QtWidgets import QCheckBox

from ...translation import tr
from .field_editor import FieldEditor


class OptionalEditor(FieldEditor):
    """A check box "set", and the editor of the value.

    Args:
        editor: For the value when there is one.
    """

    def __init__(self, editor: FieldEditor) -> None:
        super().__init__()
        self._editor = editor
        self._box = QCheckBox(tr("Set"))
        self._box.setToolTip(tr("Whether this is given; the description says what happens if not."))
        self._box.toggled.connect(self._use)
        self._row.addWidget(self._box)
        self._row.addWidget(editor, 1)
        editor.setEnabled(False)
        editor.edited.connect(self.edited)
        self.setFocusProxy(self._box)

    def value(self) -> Any:
        return self._editor.value() if self._box.isChecked() else None

    def set_value(self, value: Any) -> None:
        self._box.blockSignals(True)
        self._box.setChecked(value is not None)
        self._box.blockSignals(False)
        self._editor.setEnabled(value is not None)
        self._editor.set_value(value)

    def problem(self) -> str:
        return self._editor.problem() if self._box.isChecked() else ""

    def _use(self) -> None:
        self._editor.setEnabled(self._box.isChecked())
        self.edited.emit()
