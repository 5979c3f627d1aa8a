"""A box for numbers of any size: 0.0001 is shown as that, and steps follow the size."""

from __future__ import annotations

import math
import re
from typing import Any, Optional

from qtpy.QtGui import QValidator
from qtpy.QtWidgets import QAbstractSpinBox, QDoubleSpinBox

# Whole numbers up to here are exact.
_LARGEST = 2.0**53
_PARTIAL = re.compile(r"[+-]?\d*[.,]?\d*([eE][+-]?\d*)?$")
_STEPS = (1.0, 2.0, 5.0, 10.0)


class NumberBox(QDoubleSpinBox):
    """Whole or decimal numbers.

    Args:
        minimum, maximum: Limits, if there are any.
        is_whole: Whether numbers have no decimals.
        step: What the arrows add to a whole number.
    """

    def __init__(
        self,
        minimum: Optional[float] = None,
        maximum: Optional[float] = None,
        *,
        is_whole: bool = False,
        step: int = 1,
    ) -> None:
        super().__init__()
        self._is_whole = is_whole
        self._is_share = minimum is not None and maximum is not None and maximum - minimum <= 1
        self.setDecimals(0 if is_whole else 12)
        self.setRange(
            -_LARGEST if minimum is None else minimum, _LARGEST if maximum is None else maximum
        )
        self.setSingleStep(step if is_whole else 0.05)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0" * 16))

    def textFromValue(self, value: float) -> str:
        return str(round(value)) if self._is_whole else f"{value:.10g}"

    def valueFromText(self, text: str) -> float:
        return self._number(text) or 0.0

    def validate(self, text: str, position: int) -> tuple[Any, str, int]:
        number = self._number(text)
        bare = self._bare(text)
        if number is not None and not (self._is_whole and number != round(number)):
            fits = self.minimum() <= number <= self.maximum()
            state = QValidator.State.Acceptable if fits else QValidator.State.Intermediate
        elif _PARTIAL.match(bare):
            state = QValidator.State.Intermediate
        else:
            state = QValidator.State.Invalid
        return state, text, position

    def stepBy(self, steps: int) -> None:
        if self._is_whole or self._is_share or self.value() <= 0:
            super().stepBy(steps)
            return
        value = self.value()
        for _ in range(abs(steps)):
            value = _next_step(value, up=steps > 0)
        self.setValue(value)

    def _number(self, text: str) -> Optional[float]:
        try:
            number = float(self._bare(text).replace(",", "."))
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def _bare(self, text: str) -> str:
        suffix = self.suffix()
        return (text[: -len(suffix)] if suffix and text.endswith(suffix) else text).strip()


def _next_step(value: float, *, up: bool) -> float:
    """The next of 1, 2, 5, 10, 20, 50, ... above or below a positive value."""
    power = math.floor(math.log10(value))
    # Rounded away: 0.002 is stored as a little more or less than that.
    lead = round(value / 10.0**power, 9)
    if up:
        return round(next(s for s in _STEPS if s > lead) * 10.0**power, 12)
    below = [s for s in _STEPS if s < lead]
    return round((below[-1] if below else 0.5) * 10.0**power, 12)
