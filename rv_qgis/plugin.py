"""The plugin: puts the parts into QGIS and takes them out again."""

from __future__ import annotations

import os
from typing import Any, Optional, TypeVar

from qgis.core import QgsApplication

from . import vendored
from .compare import ComparePart
from .desktop import Desktop
from .engine import EngineHome, EngineRunner, find_home
from .engine.managed_home import homes_folder
from .labels import LabelsPart
from .library import LibraryPart
from .notices import Notices
from .places import PLUGIN_ROOT
from .predict import PredictPart
from .processing import RvStudioProvider
from .report import ReportPart
from .runs import RunsPart
from .settings import LiveSettings, OptionsPart, engine_python, homes_folder_setting
from .setup import SetUpPart
from .translation import install_translator, remove_translator, tr
from .wizard import WizardPart

Part = TypeVar("Part")


class RvStudioPlugin:
    """What QGIS loads.

    Args:
        iface: QGIS's window; None in `qgis_process`.
    """

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._translator = install_translator()
        self._settings = LiveSettings(has_window=iface is not None)
        settings = self._settings
        self._runner = EngineRunner(
            lambda: home_of(engine_python()), settings.variables, lambda: settings.runs_folder
        )
        self._notices = Notices()
        self._provider: Optional[RvStudioProvider] = None
        self._desktop: Optional[Desktop] = None
        self._parts: list[Any] = []

    def initProcessing(self) -> None:
        """Called alone by `qgis_process`, which has no window."""
        self._provider = RvStudioProvider(self._runner, self._notices)
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        """Called by QGIS's window."""
        self.initProcessing()
        self._notices.has_window = True
        desktop = Desktop(self._iface, self._runner, self._notices, self._settings)
        self._desktop = desktop
        self._notices.failed.connect(desktop.show_failure)
        self._parts.append(WizardPart(desktop))
        desktop.add_action(
            tr("Predict with Bundle..."),
            QgsApplication.getThemeIcon("mActionAddRasterLayer.svg"),
            lambda: desktop.open_algorithm("rvstudio:predictwithbundle"),
        )
        self._parts += [
            ReportPart(desktop),
            RunsPart(desktop),
            library := LibraryPart(desktop),
            PredictPart(desktop, library.bundles),
            ComparePart(desktop),
            LabelsPart(desktop),
            SetUpPart(desktop),
            OptionsPart(desktop, home_of),
        ]

    def part(self, kind: type[Part]) -> Part:
        """One of the plugin's parts in QGIS's window."""
        (found,) = [part for part in self._parts if isinstance(part, kind)]
        return found

    def unload(self) -> None:
        """Takes everything out again and stops what is running."""
        for part in reversed(self._parts):
            part.remove()
        self._parts.clear()
        self._runner.stop_all()
        # Not deleted: an algorithm that is just being stopped may still have something to say.
        self._notices.blockSignals(True)
        if self._desktop is not None:
            self._desktop.remove()
            self._desktop = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        self._settings.close()
        remove_translator(self._translator)
        vendored.remove_from_path()


def home_of(setting: str) -> EngineHome:
    """The engine that a path in the settings means; "" for the one that is found by itself."""
    managed = homes_folder(os.environ, homes_folder_setting())
    return find_home(setting, os.environ, PLUGIN_ROOT, managed)
