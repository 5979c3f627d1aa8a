"""Flat buttons with an icon of QGIS, as docks have them in a row."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qtpy.QtWidgets import QToolButton, QWidget


def icon_button(icon_name: str, text: str, parent: Optional[QWidget] = None) -> QToolButton:
    """A button that says what it does as a tip, and to who cannot see it."""
    button = QToolButton(parent)
    button.setIcon(QgsApplication.getThemeIcon(icon_name))
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setAutoRaise(True)
    return button
