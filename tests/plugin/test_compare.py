import pytest
from osgeo import gdal
from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapToolPan
from qtpy.QtCore import QPoint, Qt
from qtpy.QtGui import QColor
from qtpy.QtTest import QTest
from rv_studio.rv_qgis.compare import ComparePart

from tests.plugin.samples import LEFT, TOP, reference
from tests.plugin.waiting import settle, until


def flat_raster(path, value):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 20, 20, 3)
    dataset.SetGeoTransform((LEFT, 1, 0, TOP, 0, -1))
    dataset.SetProjection(reference(32633).ExportToWkt())
    for band, part in enumerate(value, start=1):
        dataset.GetRasterBand(band).WriteRaster(0, 0, 20, 20, bytes([part]) * 400)
    dataset = None
    return QgsRasterLayer(str(path), path.stem)


@pytest.fixture
def canvas(iface, tmp_path, qgis_new_project):
    made = iface.mapCanvas()
    image = flat_raster(tmp_path / "image.tif", (0, 0, 255))
    prediction = flat_raster(tmp_path / "prediction.tif", (255, 0, 0))
    for layer in (image, prediction):
        layer.setDefaultContrastEnhancement()
        QgsProject.instance().addMapLayer(layer)
    made.setDestinationCrs(image.crs())
    made.resize(200, 200)
    iface.window.setCentralWidget(made)
    iface.window.resize(200, 200)
    iface.window.show()
    made.setLayers([prediction, image])
    made.setExtent(QgsRectangle(LEFT + 5, TOP - 15, LEFT + 15, TOP - 5))
    until(lambda: colours(made) == (RED, RED))
    yield made
    made.setLayers([])


@pytest.fixture
def part(plugin, canvas):
    return plugin.part(ComparePart)


def colours(canvas):
    """Left and right of the middle."""
    picture = canvas.grab().toImage()
    y = picture.height() // 4
    return tuple(
        QColor(picture.pixel(round(share * picture.width()), y)).name() for share in (0.1, 0.9)
    )


RED, BLUE = "#ff0000", "#0000ff"


def test_the_image_is_seen_left_of_the_line_and_the_prediction_right_of_it(part, canvas):
    assert part.swipe()
    until(lambda: colours(canvas) == (BLUE, RED))
    assert part.swipe_action.isChecked()


def test_the_line_follows_the_mouse_and_the_keys(part, canvas):
    part.swipe()
    until(lambda: part.curtain.item.image is not None)
    place = QPoint(round(0.95 * canvas.width()), 50)
    QTest.mouseMove(canvas.viewport(), QPoint(5, 5))
    QTest.mouseMove(canvas.viewport(), place)
    until(lambda: part.curtain.item.share > 0.9)
    assert colours(canvas) == (BLUE, BLUE)
    for _ in range(19):
        QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert colours(canvas) == (RED, RED)
    QTest.keyClick(canvas, Qt.Key.Key_T)
    assert part.curtain.item.is_horizontal
    part.curtain.set_share(0.5)
    assert colours(canvas) == (BLUE, BLUE)


def test_escape_and_any_other_tool_end_it(part, canvas):
    count = len(canvas.scene().items())
    part.swipe()
    assert len(canvas.scene().items()) == count + 1
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert part.curtain is None and not part.swipe_action.isChecked()
    part.swipe_action.trigger()
    assert part.curtain is not None
    pan = QgsMapToolPan(canvas)
    canvas.setMapTool(pan)
    assert part.curtain is None and canvas.mapTool() is pan
    assert len(canvas.scene().items()) == count


def test_a_moved_map_is_covered_by_a_picture_of_the_same_place(part, canvas):
    part.swipe()
    until(lambda: part.curtain.item.image is not None)
    canvas.setExtent(QgsRectangle(LEFT + 40, TOP - 50, LEFT + 50, TOP - 40))
    assert part.curtain.item.image is None
    canvas.refresh()
    until(lambda: part.curtain.item.image is not None)
    assert colours(canvas) == ("#ffffff", "#ffffff")


def test_a_picture_that_is_being_drawn_while_the_map_moves_is_never_shown(part, canvas):
    part.swipe()
    canvas.extentsChanged.emit()
    settle(0.3)
    assert part.curtain.item.image is None
    canvas.refresh()
    until(lambda: part.curtain.item.image is not None)


def test_blinking_hides_the_prediction_and_shows_it_again(part, canvas):
    part.blink_action.trigger()
    assert part._timer.isActive()
    part._timer.stop()
    part.curtain.set_share(0)
    until(lambda: part.curtain.item.image is not None)
    assert colours(canvas) == (RED, RED)
    part.blink_once()
    assert colours(canvas) == (BLUE, BLUE)
    part.blink_once()
    assert colours(canvas) == (RED, RED)
    part.blink_action.trigger()
    assert part.curtain is None


def test_it_says_what_is_compared_and_how_it_ends(part, iface):
    part.swipe()
    part.blink()
    swiping, blinking = (text for _, text in iface.shown[-2:])
    assert "prediction" in swiping and "Esc ends" in swiping
    assert "prediction" in blinking
    part.stop()


def test_without_a_prediction_it_says_what_to_do(part, canvas, iface):
    canvas.setLayers([])
    part.swipe_action.trigger()
    assert "Choose a prediction" in iface.shown[-1][1]
    assert not part.swipe_action.isChecked()


def test_the_layers_that_are_chosen_in_the_list_are_swiped(part, canvas, iface, monkeypatch):
    root = QgsProject.instance().layerTreeRoot()
    (image,) = [n for n in root.findLayers() if n.name() == "image"]

    class View:
        def selectedNodes(self):
            return [image]

    monkeypatch.setattr(iface, "layerTreeView", View)
    assert [layer.name() for layer in part._chosen_layers()] == ["image"]


def test_unloading_the_plugin_takes_it_off_the_map(part, plugin, canvas):
    count = len(canvas.scene().items())
    part.swipe()
    plugin._parts.remove(part)
    part.remove()
    assert len(canvas.scene().items()) == count
