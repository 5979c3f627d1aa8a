"""The plugin's page in QGIS's options dialog."""

from __future__ import annotations

from typing import Callable

from ..desktop import Desktop
from ..engine import EngineHome
from .options_page_factory import OptionsPageFactory


class OptionsPart:
    """Registers the page.

    Args:
        desktop: QGIS's window.
        home_of: The engine that a path in the settings means.
    """

    def __init__(self, desktop: Desktop, home_of: Callable[[str], EngineHome]) -> None:
        self._iface = desktop.iface
        self._factory = OptionsPageFactory(
            desktop.runner, home_of, desktop.notices.set_up_wanted.emit, desktop.settings.refresh
        )
        self._iface.registerOptionsWidgetFactory(self._factory)

    def remove(self) -> None:
        """Takes the page out of the dialog."""
        self._iface.unregisterOptionsWidgetFactory(self._factory)
