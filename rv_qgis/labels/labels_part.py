"""The help with labels in QGIS's window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer

from ...rv_engine.errors import RvError
from ..desktop import Desktop
from ..translation import tr
from .new_labels import make_labels

if TYPE_CHECKING:
    from .new_labels_dialog import NewLabelsDialog


class LabelsPart:
    """Makes layers for labels, and opens the check of them.

    Args:
        desktop: QGIS's window.
    """

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._dialog: Optional[NewLabelsDialog] = None
        desktop.add_action(
            tr("New Training Labels..."),
            QgsApplication.getThemeIcon("mActionNewGeoPackageLayer.svg"),
            self.ask,
            in_toolbar=False,
        )
        desktop.add_action(
            tr("Check Labels..."),
            QgsApplication.getThemeIcon("mActionCapturePolygon.svg"),
            lambda: desktop.open_algorithm("rvstudio:checklabels"),
            in_toolbar=False,
        )

    @property
    def dialog(self) -> Optional[NewLabelsDialog]:
        """What asks for the classes, while it is open."""
        return self._dialog

    def ask(self) -> None:
        """Opens the dialog; the layer is made when it is accepted."""
        from .new_labels_dialog import NewLabelsDialog

        if self._dialog is not None:
            self._dialog.raise_()
            return
        image = self._desktop.iface.activeLayer()
        self._dialog = NewLabelsDialog(
            image if isinstance(image, QgsRasterLayer) else None, self._desktop.window
        )
        self._dialog.finished.connect(self._take)
        self._dialog.show()

    def remove(self) -> None:
        """Closes the dialog."""
        if self._dialog is not None:
            self._dialog.finished.disconnect(self._take)
            self._dialog.deleteLater()
            self._dialog = None

    def _take(self, answer: int) -> None:
        dialog, self._dialog = self._dialog, None
        dialog.deleteLater()
        if not answer or dialog.image is None:
            return
        try:
            layer = make_labels(dialog.path, dialog.image.crs(), dialog.classes, dialog.field_name)
        except RvError as error:
            self._desktop.show_failure(tr("New training labels"), str(error))
            return
        # On top of everything: what one draws shall be seen.
        QgsProject.instance().addMapLayer(layer, False)
        QgsProject.instance().layerTreeRoot().insertLayer(0, layer)
        iface = self._desktop.iface
        iface.setActiveLayer(layer)
        layer.startEditing()
        iface.actionAddFeature().trigger()
        self._desktop.show_success(
            tr("Draw around what you see on the image; a right click ends a polygon.")
        )
