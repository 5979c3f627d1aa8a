"""The models in QGIS's window."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import QgsApplication

from ..desktop import Desktop
from ..engine.managed_home import homes_folder
from ..runs import RunRegistry
from .bundle_list import BundleList
from .bundle_registry import BundleRegistry


class LibraryPart:
    """Knows the bundles of this user.

    Args:
        desktop: QGIS's window.
    """

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        folder = homes_folder(os.environ) or Path(QgsApplication.qgisSettingsDirPath())
        runs = RunRegistry(folder / "runs.json")

        def run_folders() -> list[Path]:
            parent = desktop.settings.compute.run_folder
            return runs.folders(Path(parent) if parent else None)

        self.bundles = BundleList(BundleRegistry(folder / "models.json"), run_folders)
        desktop.notices.runs_listed.connect(self.bundles.refresh)
        self.bundles.refresh()

    def remove(self) -> None:
        """Looks nothing up any more."""
        self._desktop.notices.runs_listed.disconnect(self.bundles.refresh)
        self.bundles.close()
        self.bundles.deleteLater()
