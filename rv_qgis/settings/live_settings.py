"""The settings as they are now, to be asked from any thread."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from qgis.core import QgsProject
from qtpy.QtCore import QObject

from ..engine.managed_home import homes_folder
from ..engine.network import network_environment
from .run_places import runs_folder
from .settings import ComputeSettings, compute_settings, homes_folder_setting


class LiveSettings(QObject):
    """Reads settings and project on the main thread, and keeps what the engine needs to know.

    Args:
        has_window: Whether projects come and go. `qgis_process` reads one, and clears it only when
            it leaves, by when nothing of Python may be called any more.
    """

    def __init__(self, *, has_window: bool = True) -> None:
        super().__init__()
        self._project = QgsProject.instance()
        self._compute = ComputeSettings()
        self._network: Mapping[str, str] = {}
        self._runs_folder = Path()
        self._project.readProject.connect(self.refresh)
        self._has_window = has_window
        if has_window:
            self._project.cleared.connect(self.refresh)
            # A project that is saved for the first time, or elsewhere, has another folder.
            self._project.projectSaved.connect(self._find_runs_folder)
            self._project.homePathChanged.connect(self._find_runs_folder)
        self.refresh()

    @property
    def compute(self) -> ComputeSettings:
        """How the engine shall work."""
        return self._compute

    @property
    def runs_folder(self) -> Path:
        """Where new runs go."""
        return self._runs_folder

    def refresh(self, *_: object) -> None:
        """Reads everything anew; called on the main thread."""
        self._compute = compute_settings(self._project)
        self._find_runs_folder()
        folder = homes_folder(os.environ, homes_folder_setting())
        self._network = network_environment(folder or Path.home(), may_ask=False)

    def variables(self) -> dict[str, str]:
        """The engine's environment variables for it."""
        return {**self._network, **self._compute.variables()}

    def close(self) -> None:
        """Stops listening to the project."""
        self._project.readProject.disconnect(self.refresh)
        if self._has_window:
            self._project.cleared.disconnect(self.refresh)
            self._project.projectSaved.disconnect(self._find_runs_folder)
            self._project.homePathChanged.disconnect(self._find_runs_folder)

    def _find_runs_folder(self) -> None:
        self._runs_folder = runs_folder(self._compute.run_folder, self._project)
