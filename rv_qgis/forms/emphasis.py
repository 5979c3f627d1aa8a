"""Bold texts that stay bold in QGIS's themes, which choose fonts by style sheets."""

from __future__ import annotations

from qtpy.QtWidgets import QWidget

_BOLD = "font-weight: bold;"


def set_bold(widget: QWidget, is_bold: bool) -> None:
    """Makes the text of a widget bold, or as it was."""
    style = _BOLD if is_bold else ""
    if widget.styleSheet() != style:
        widget.setStyleSheet(style)
        widget.ensurePolished()
