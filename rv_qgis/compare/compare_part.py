"""Swipe and blink in QGIS's window."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication, QgsLayerTree, QgsMapLayer, QgsRasterLayer
from qtpy.QtCore import QTimer

from ..desktop import Desktop
from ..map_tools import put_away
from ..translation import tr
from .curtain import Curtain
from .swipe_tool import SwipeTool

_BLINK_MS = 700
_MOST_NAMES = 3


class ComparePart:
    """Shows what lies under the chosen layers: beside a line that follows the mouse, or blinking.

    Args:
        desktop: QGIS's window.
    """

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._canvas = desktop.iface.mapCanvas()
        self._curtain: Optional[Curtain] = None
        self._tool: Optional[SwipeTool] = None
        self._timer = QTimer()
        self._timer.setInterval(_BLINK_MS)
        self._timer.timeout.connect(self.blink_once)
        self.swipe_action = desktop.add_action(
            tr("Swipe the Chosen Layers"),
            QgsApplication.getThemeIcon("mActionSplitFeatures.svg"),
            self._toggle_swipe,
        )
        self.blink_action = desktop.add_action(
            tr("Blink the Chosen Layers"),
            QgsApplication.getThemeIcon("mActionToggleSelectedLayers.svg"),
            self._toggle_blink,
        )
        for action in (self.swipe_action, self.blink_action):
            action.setCheckable(True)
        self.swipe_action.setToolTip(
            tr("Swipe the chosen layers: the line follows the mouse; T turns it, Esc ends")
        )
        self.blink_action.setToolTip(tr("Blink the chosen layers, to compare them with the image"))

    @property
    def curtain(self) -> Optional[Curtain]:
        """What covers the map now."""
        return self._curtain

    def swipe(self) -> bool:
        """Begins to swipe; False when there is nothing to swipe."""
        self.stop()
        if not self._begin():
            return False
        self._tool = SwipeTool(self._canvas, self._curtain)
        self._canvas.setMapTool(self._tool)
        self._canvas.setFocus()  # for the keys
        self._tool.deactivated.connect(self.stop)
        self.swipe_action.setChecked(True)
        self._tell(
            tr("Swiping {layers}: the line follows the mouse, T turns it, Esc ends"), self._curtain
        )
        return True

    def blink(self) -> bool:
        """Begins to blink; False when there is nothing to blink."""
        self.stop()
        if not self._begin():
            return False
        self._curtain.set_share(0.0)
        self._timer.start()
        self.blink_action.setChecked(True)
        self._tell(tr("Blinking {layers}: press the button again to end"), self._curtain)
        return True

    def blink_once(self) -> None:
        """Hides the chosen layers, or shows them again."""
        if self._curtain is not None:
            self._curtain.set_share(0.0 if self._curtain.item.share > 0 else 1.0)

    def stop(self) -> None:
        """Shows the map as it is."""
        self._timer.stop()
        tool, self._tool = self._tool, None
        if tool is not None:
            tool.deactivated.disconnect(self.stop)
            put_away(self._canvas, tool)
            tool.deleteLater()
        if self._curtain is not None:
            self._curtain.close()
            self._curtain = None
        self.swipe_action.setChecked(False)
        self.blink_action.setChecked(False)

    def remove(self) -> None:
        """Takes everything off the map."""
        self.stop()
        self._timer.deleteLater()

    def _toggle_swipe(self) -> None:
        if self.swipe_action.isChecked():
            self.swipe()
        else:
            self.stop()

    def _toggle_blink(self) -> None:
        if self.blink_action.isChecked():
            self.blink()
        else:
            self.stop()

    def _tell(self, text: str, curtain: Curtain) -> None:
        names = curtain.names
        shown = ", ".join(names[:_MOST_NAMES]) + ("…" if len(names) > _MOST_NAMES else "")
        self._desktop.show_hint(text.format(layers=shown))

    def _begin(self) -> bool:
        layers = self._chosen_layers()
        if not layers:
            self._desktop.show_failure(
                tr("Compare"),
                tr("There is no layer above the image. Choose a prediction in the list of layers."),
            )
            self.swipe_action.setChecked(False)
            self.blink_action.setChecked(False)
            return False
        self._curtain = Curtain(self._canvas, layers)
        return True

    def _chosen_layers(self) -> list[QgsMapLayer]:
        """Those that are chosen in the list of layers and visible, with what is in chosen groups.

        Where that leaves nothing to see below them, all layers above the lowest raster.
        """
        shown = self._canvas.layers()
        view = self._desktop.iface.layerTreeView()
        chosen: dict[str, QgsMapLayer] = {}
        for node in view.selectedNodes() if view is not None else ():
            nodes = node.findLayers() if QgsLayerTree.isGroup(node) else [node]
            chosen.update({of.layerId(): of.layer() for of in nodes})
        layers = [layer for layer in shown if layer.id() in chosen]
        rasters = [layer for layer in shown if isinstance(layer, QgsRasterLayer)]
        below = [layer for layer in rasters if layer not in layers]
        if layers and below:
            return layers
        return shown[: shown.index(rasters[-1])] if rasters else []
