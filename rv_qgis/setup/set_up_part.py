"""The set-up page in QGIS's window."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Optional

from qgis.core import QgsApplication

from ..desktop import Desktop
from ..engine.home import ENVIRONMENT_VARIABLE
from ..settings import engine_python
from ..settings.settings import remember_set_up_was_offered, set_up_was_offered
from ..translation import tr

if TYPE_CHECKING:
    from .setup_dialog import SetupDialog


class SetUpPart:
    """Opens the page that sets the engine up: on request, and once by itself at the first use.

    Args:
        desktop: QGIS's window.
    """

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self.dialog: Optional[SetupDialog] = None
        desktop.add_action(
            tr("Set Up Engine..."),
            QgsApplication.getThemeIcon("mActionOptions.svg"),
            self.show,
            in_toolbar=False,
        )
        desktop.notices.engine_missing.connect(self.offer)
        desktop.notices.set_up_wanted.connect(self.show)

    def show(self) -> None:
        """Opens the page, and looks anew at what is there."""
        if self.dialog is None:
            # Only now: QGIS waits for all that the plugin imports when it starts.
            from .setup_dialog import SetupDialog

            self.dialog = SetupDialog(self._desktop.runner, self._desktop.window)
            self.dialog.ready.connect(self._desktop.settings.refresh)
            self._desktop.keep_dialog(self.dialog)
        elif not self.dialog.is_working:
            self.dialog.look()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def offer(self) -> None:
        """Opens the page at the first use; later the message says where it is."""
        is_told_another = engine_python() or os.environ.get(ENVIRONMENT_VARIABLE)
        if not set_up_was_offered() and not is_told_another:
            remember_set_up_was_offered()
            self.show()

    def remove(self) -> None:
        """Stops a set-up that is under way."""
        self._desktop.notices.engine_missing.disconnect(self.offer)
        self._desktop.notices.set_up_wanted.disconnect(self.show)
        if self.dialog is not None:
            self.dialog.stop()
