"""The models in QGIS's window."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from qgis.core import QgsApplication

from ...rv_engine.errors import RvError
from ..desktop import Desktop
from ..engine.managed_home import homes_folder
from ..runs import RunRegistry
from ..translation import tr
from .bundle_list import BundleList
from .bundle_registry import BundleRegistry

if TYPE_CHECKING:
    from .models_dock import ModelsDock


class LibraryPart:
    """Knows the bundles of this user, and shows them in a dock.

    Args:
        desktop: QGIS's window.
    """

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        folder = homes_folder(os.environ) or Path(QgsApplication.qgisSettingsDirPath())
        runs = RunRegistry(folder / "runs.json")

        def run_folders() -> list[Path]:
            return runs.folders(desktop.settings.runs_folder)

        self.bundles = BundleList(BundleRegistry(folder / "models.json"), run_folders)
        desktop.notices.runs_listed.connect(self.bundles.refresh)
        self._dock: Optional[ModelsDock] = None
        desktop.add_action(
            tr("Show Models"), QgsApplication.getThemeIcon("mIconModelInput.svg"), self.show
        )
        self.bundles.refresh()

    def show(self) -> None:
        """Shows the dock with the models."""
        self.bundles.refresh()
        desktop = self._desktop
        if self._dock is None:
            # Its modules are loaded when they are needed.
            from .models_dock import ModelsDock

            self._dock = ModelsDock(self.bundles, desktop.iface.mapCanvas(), desktop.window)
            self._dock.predict_wanted.connect(self.predict)
            self._dock.report_wanted.connect(desktop.notices.evaluated)
            self._dock.failed.connect(self._show_failure)
            self._dock.told.connect(desktop.show_success)
            desktop.add_dock(self._dock)
        desktop.raise_dock(self._dock)

    @property
    def dock(self) -> Optional[ModelsDock]:
        """The dock, once it was shown."""
        return self._dock

    def predict(self, bundle: str, image: str = "") -> None:
        """Opens the algorithm that predicts with a bundle.

        Args:
            image: The source of a raster; "" where the layer that is meant will do.
        """
        parameters = {"BUNDLE": bundle, **({"IMAGE": image} if image else {})}
        self._desktop.open_algorithm("rvstudio:predictwithbundle", parameters)

    def remove(self) -> None:
        """Takes the dock out of the window, and looks nothing up any more."""
        self._desktop.notices.runs_listed.disconnect(self.bundles.refresh)
        if self._dock is not None:
            self._dock.close_all()
            self._desktop.remove_dock(self._dock)
        self.bundles.close()
        self.bundles.deleteLater()

    def _show_failure(self, error: RvError) -> None:
        self._desktop.show_failure(tr("Models"), str(error))
