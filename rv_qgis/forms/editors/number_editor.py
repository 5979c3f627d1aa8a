"""An editor for a number."""

from __future__ import annotations

from typing import Any, Union

from ..field_type import FieldType, Kind
from .field_editor import FieldEditor
from .number_box import NumberBox


class NumberEditor(FieldEditor):
    """A box with limits and a unit."""

    def __init__(self, field_type: FieldType, unit: str = "") -> None:
        super().__init__()
        self._is_whole = field_type.kind is Kind.INTEGER
        self._box = NumberBox(
            field_type.minimum,
            field_type.maximum,
            is_whole=self._is_whole,
            step=field_type.multiple_of or 1,
        )
        if unit:
            self._box.setSuffix(f" {unit}")
        self._box.valueChanged.connect(self.edited)
        self._row.addWidget(self._box)
        self._row.addStretch(1)
        self.setFocusProxy(self._box)

    def value(self) -> Union[int, float]:
        value = self._box.value()
        return round(value) if self._is_whole else value

    def set_value(self, value: Any) -> None:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        self._box.blockSignals(True)
        self._box.setValue(value if is_number else max(self._box.minimum(), 0))
        self._box.blockSignals(False)
