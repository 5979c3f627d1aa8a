from qgis.gui import QgsMapTool, QgsMapToolPan
from qtpy import sip
from rv_studio.rv_qgis.map_tools import put_away


def test_qgis_has_seen_its_own_tool_before_another_one_goes(iface):
    """It notes the last tool that edits nothing, by its bare address."""
    canvas = iface.canvas
    pan, other, ours = QgsMapToolPan(canvas), QgsMapTool(canvas), QgsMapTool(canvas)
    seen = []
    canvas.mapToolSet.connect(lambda new, old: seen.append(new))
    canvas.setMapTool(ours)
    put_away(canvas, ours, other)
    assert seen == [ours, pan, other]
    # Where the user has taken another one meanwhile, that one stays.
    put_away(canvas, ours)
    assert seen[3:] == [pan, other]
    canvas.setMapTool(ours)
    put_away(canvas, ours)
    assert canvas.mapTool() is pan


def test_a_tool_that_is_gone_is_not_gone_back_to(iface):
    canvas = iface.canvas
    pan, before, ours = QgsMapToolPan(canvas), QgsMapTool(canvas), QgsMapTool(canvas)
    canvas.setMapTool(before)
    canvas.setMapTool(ours)
    sip.delete(before)
    put_away(canvas, ours, before)
    assert canvas.mapTool() is pan
