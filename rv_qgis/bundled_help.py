"""The help that comes with the plugin, and the button that opens it."""

from __future__ import annotations

from typing import Optional

from qtpy.QtCore import QUrl
from qtpy.QtGui import QDesktopServices
from qtpy.QtWidgets import QToolButton, QWidget

from .icon_button import icon_button
from .places import HELP_FOLDER
from .translation import tr

DOCKS = "docks.html"
"""The page on the docks, with a section for each."""


def help_address(page: str, section: str) -> QUrl:
    """Where a section of a page is."""
    address = QUrl.fromLocalFile(str(HELP_FOLDER / page))
    address.setFragment(section)
    return address


def open_help(page: str, section: str) -> None:
    """Opens the help at a section, in the system's browser."""
    QDesktopServices.openUrl(help_address(page, section))


def help_button(page: str, section: str, parent: Optional[QWidget] = None) -> QToolButton:
    """A button that opens the help at a section."""
    button = icon_button("mActionHelpContents.svg", tr("Help"), parent)
    button.setObjectName("help")
    button.clicked.connect(lambda checked=False: open_help(page, section))
    return button
