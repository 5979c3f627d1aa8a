"""Models in QGIS's locator bar: type a name, press Enter, and the map is predicted."""

from __future__ import annotations

from typing import Any, Callable

from qgis.core import QgsFeedback, QgsLocatorContext, QgsLocatorFilter, QgsLocatorResult
from qtpy.QtGui import QIcon

from ..library import BundleEntry, BundleList
from ..places import ICONS_FOLDER
from ..translation import tr
from .predict_menu import describe


class BundleLocatorFilter(QgsLocatorFilter):
    """Finds bundles by name and class.

    Args:
        bundles: The bundles.
        predict: Called with the one that was chosen.
    """

    def __init__(self, bundles: BundleList, predict: Callable[[BundleEntry], None]) -> None:
        super().__init__()
        self._bundles = bundles
        self._predict = predict

    def name(self) -> str:
        return "rv_studio_models"

    def displayName(self) -> str:
        return tr("Models of RV Studio")

    def prefix(self) -> str:
        return "model"

    def priority(self) -> Any:
        return QgsLocatorFilter.Priority.Low

    def flags(self) -> Any:
        # On the main thread, where the list of bundles lives; it is only looked through.
        return QgsLocatorFilter.Flag.FlagFast

    def clone(self) -> QgsLocatorFilter:
        return BundleLocatorFilter(self._bundles, self._predict)

    def fetchResults(self, string: str, context: QgsLocatorContext, feedback: QgsFeedback) -> None:
        words = string.lower().split()
        if not words and not context.usingPrefix:
            return
        for bundle in self._bundles.usable:
            text = f"{bundle.name} {describe(bundle)}".lower()
            if all(word in text for word in words):
                result = QgsLocatorResult()
                result.filter = self
                result.displayString = tr("Predict with {bundle}").format(bundle=bundle.name)
                result.description = describe(bundle)
                result.icon = QIcon(str(ICONS_FOLDER / "predict.svg"))
                result.userData = str(bundle.path)
                self.resultFetched.emit(result)

    def triggerResult(self, result: QgsLocatorResult) -> None:
        path = str(result.userData)
        for bundle in self._bundles.usable:
            if str(bundle.path) == path:
                self._predict(bundle)
