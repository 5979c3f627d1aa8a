"""Map tools that come and go."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsMapCanvas, QgsMapTool, QgsMapToolPan
from qtpy import sip


def put_away(canvas: QgsMapCanvas, tool: QgsMapTool, before: Optional[QgsMapTool] = None) -> None:
    """Takes a map tool off, so that it can be deleted.

    QGIS notes the last tool that edits nothing in a bare pointer, and goes back to it when a layer
    is edited no more (`QgisApp::mNonEditMapTool`): one that was deleted ends QGIS. So its own tool
    for panning comes between.

    Args:
        before: The tool to go back to; None for panning. It may be gone: some are deleted as soon
            as another one takes their place.
    """
    if before is not None and sip.isdeleted(before):
        before = None
    current = canvas.mapTool()
    after = before if current is tool else current
    pan = canvas.findChild(QgsMapToolPan)
    if pan is not None:
        canvas.setMapTool(pan)
    if after is not None:
        canvas.setMapTool(after)
    elif pan is None:
        canvas.unsetMapTool(tool)
