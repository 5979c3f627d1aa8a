"""Offers the plugin's page to QGIS's options dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Optional

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qtpy.QtGui import QIcon
from qtpy.QtWidgets import QWidget

from ..engine import EngineHome, EngineRunner
from ..places import ICON_PATH

if TYPE_CHECKING:
    from .options_page import OptionsPage


class OptionsPageFactory(QgsOptionsWidgetFactory):
    """Makes a page each time the dialog opens.

    Args:
        runner: Runs the engine for the check.
        find_home: Answers which Python a setting means; see `engine.find_home`.
        on_set_up: Opens the page that sets the engine up.
        on_applied: Hears that settings were saved.
    """

    def __init__(
        self,
        runner: EngineRunner,
        find_home: Callable[[str], EngineHome],
        on_set_up: Callable[[], None] = lambda: None,
        on_applied: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__("RV Studio", QIcon(str(ICON_PATH)))
        self._runner = runner
        self._find_home = find_home
        self._on_set_up = on_set_up
        self._on_applied = on_applied
        self._page: Optional[OptionsPage] = None

    def createWidget(self, parent: Optional[QWidget] = None) -> QgsOptionsPageWidget:
        # Only now: QGIS waits for all that the plugin imports when it starts.
        from .options_page import OptionsPage

        # QGIS keeps the widget but not its Python half.
        self._page = OptionsPage(self._runner, self._find_home, parent)
        self._page.set_up_wanted.connect(self._on_set_up)
        self._page.applied.connect(self._on_applied)
        return self._page
