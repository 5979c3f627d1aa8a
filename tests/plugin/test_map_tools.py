from qgis.gui import QgsMapTool, QgsMapToolPan
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
