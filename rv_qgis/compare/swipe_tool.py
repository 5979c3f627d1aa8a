"""The map tool that pulls the curtain."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgsMapCanvas, QgsMapTool
from qtpy.QtCore import Qt

from .curtain import Curtain

_STEP = 0.05


class SwipeTool(QgsMapTool):
    """The line follows the mouse; the keys + and - move it, T turns it.

    Args:
        canvas: The map.
        curtain: What is pulled.
    """

    def __init__(self, canvas: QgsMapCanvas, curtain: Curtain) -> None:
        super().__init__(canvas)
        self._curtain = curtain
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def canvasMoveEvent(self, event: Any) -> None:
        place = event.pos()
        if self._curtain.item.is_horizontal:
            self._curtain.set_share(place.y() / max(1, self.canvas().height()))
        else:
            self._curtain.set_share(place.x() / max(1, self.canvas().width()))

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_T:
            self._curtain.turn()
            flat = self._curtain.item.is_horizontal
            cursor = Qt.CursorShape.SplitVCursor if flat else Qt.CursorShape.SplitHCursor
            self.setCursor(cursor)
            self.canvas().setCursor(cursor)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            step = _STEP if event.key() == Qt.Key.Key_Plus else -_STEP
            self._curtain.set_share(self._curtain.item.share + step)
        elif event.key() == Qt.Key.Key_Escape:
            self.canvas().unsetMapTool(self)
        else:
            event.ignore()
            return
        event.accept()
