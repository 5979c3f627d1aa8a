"""What the wizard takes from layers: classes with their look, files, areas, and the map."""

import pytest
from osgeo import gdal
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsRasterRange,
    QgsRectangle,
    QgsRendererCategory,
    QgsVectorLayer,
)
from qgis.gui import QgsMapToolPan
from qtpy.QtCore import QPoint, Qt
from qtpy.QtGui import QColor
from qtpy.QtTest import QTest
from rv_studio.rv_engine.errors import LabelError, RasterError
from rv_studio.rv_qgis.wizard.draft import RASTER, Draft, ImageChoice, LabelChoice
from rv_studio.rv_qgis.wizard.draft_files import DraftFiles
from rv_studio.rv_qgis.wizard.layer_classes import (
    likely_class_field,
    raster_class_reader,
    vector_class_reader,
)
from rv_studio.rv_qgis.wizard.map_marks import CanvasMarks
from rv_studio.rv_qgis.wizard.project_layers import ProjectLayers

from tests.plugin.samples import write_image


def trees(*kinds, field="kind:string"):
    layer = QgsVectorLayer(
        f"Polygon?crs=EPSG:32633&field=id:integer&field={field}", "trees", "memory"
    )
    for number, kind in enumerate(kinds):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([number, kind])
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(number, 0, number + 1, 1)))
        layer.dataProvider().addFeature(feature)
    return layer


def coloured(layer, *looks):
    categories = [
        QgsRendererCategory(value, QgsFillSymbol.createSimple({"color": colour}), label)
        for value, colour, label in looks
    ]
    layer.setRenderer(QgsCategorizedSymbolRenderer(layer.fields()[1].name(), categories))
    return layer


def seen(classes):
    return [(one.name, one.colour, one.values, one.count, one.is_null) for one in classes]


def test_classes_have_the_names_colours_and_order_of_the_legend():
    layer = coloured(
        trees("oak", "fir", "oak", "rest", None, "yew"),
        ("fir", "#00ff00", "Fir tree"),
        ("oak", "#ff0000", ""),
        ("rest", "#123456", "Background"),
        ("ash", "#0000ff", "Ash"),
        (None, "#000000", "all other"),
    )

    assert likely_class_field(layer) == "kind"
    assert seen(vector_class_reader(layer, "kind")()) == [
        ("Fir tree", "#00ff00", ["fir"], 1, False),
        ("oak", "#ff0000", ["oak"], 2, False),
        ("Background", "#123456", ["rest"], 1, True),
        # The legend does not know this one, and shows no ash.
        ("yew", "#d55e00", ["yew"], 1, False),
    ]


def test_values_with_one_label_are_one_class():
    layer = coloured(trees("oak", "elm"), ("oak", "#ff0000", "Leaf"), ("elm", "#00ff00", "Leaf"))

    assert seen(vector_class_reader(layer, "kind")()) == [
        ("Leaf", "#ff0000", ["oak", "elm"], 2, False)
    ]


def test_numbers_are_written_as_the_engine_writes_them():
    layer = trees(2, 10, 1, field="class:double")

    classes = vector_class_reader(layer, "class")()

    assert [one.values for one in classes] == [["1"], ["2"], ["10"]]


def test_without_a_field_all_features_are_one_class():
    (only,) = vector_class_reader(trees("oak", "fir"), None)()

    assert (only.name, only.values, only.count) == ("trees", [], 2)


def test_a_field_of_numbers_for_each_feature_is_no_class_field():
    layer = trees(*(f"tree {number}" for number in range(300)))

    with pytest.raises(LabelError, match="too many different values"):
        vector_class_reader(layer, "kind")()


def test_a_class_raster_is_counted_with_the_names_of_its_palette(tmp_path):
    path = tmp_path / "cover.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 10, 10, 1, gdal.GDT_Byte)
    dataset.GetRasterBand(1).WriteRaster(0, 0, 10, 10, bytes([0] * 50 + [3] * 30 + [7] * 20))
    dataset = None
    layer = QgsRasterLayer(str(path), "cover")
    palette = [QgsPalettedRasterRenderer.Class(7, QColor("#0000ff"), "Water")]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, palette))

    classes = raster_class_reader(layer)()

    assert [(one.name, one.values, one.count, one.is_null) for one in classes] == [
        ("Water", ["7"], 20, False),
        ("0", ["0"], 50, True),
        ("3", ["3"], 30, False),
    ]
    assert classes[0].colour == "#0000ff"


def test_layers_without_a_file_are_written_beside_the_run(tmp_path, qgis_new_project):
    project = QgsProject.instance()
    image = QgsRasterLayer(str(write_image(tmp_path / "town.tif")), "town")
    layer = trees("oak", "fir")
    project.addMapLayers([image, layer])
    draft = Draft(
        images=[ImageChoice(layer_id=image.id())],
        labels=LabelChoice(layer_id=layer.id(), class_field="kind"),
        run_folder=str(tmp_path / "run"),
    )
    draft.areas.drawn = [[[500000.0, 4999900.0], [500050.0, 4999900.0], [500050.0, 5000000.0]]]
    draft.areas.drawn_crs = image.crs().toWkt()

    told = []
    whole = DraftFiles(draft).write(on_progress=told.append)

    assert told == [0.0]
    assert whole.images[0].path == image.source()
    labels = QgsVectorLayer(f"{whole.labels.path}|layername={whole.labels.layer}", "", "ogr")
    assert [feature["kind"] for feature in labels.getFeatures()] == ["oak", "fir"]
    area = QgsVectorLayer(whole.areas.path, "", "ogr")
    (feature,) = area.getFeatures()
    assert feature.geometry().area() == pytest.approx(50 * 100 / 2)
    assert area.crs().authid() == "EPSG:32633"
    # The wizard's own draft goes on naming layers: they may change before the run.
    assert draft.labels.path == ""


def test_a_value_that_means_no_data_is_no_class(tmp_path, image):
    layer = QgsRasterLayer(str(image), "cover")
    layer.dataProvider().setUserNoDataValue(1, [QgsRasterRange(200, 200)])
    layer.dataProvider().setUserNoDataValue(2, [QgsRasterRange(200, 200)])
    layer.dataProvider().setUserNoDataValue(3, [QgsRasterRange(200, 200)])

    names = [one.name for one in raster_class_reader(layer)()]

    assert names
    assert "200" not in names


def test_labels_that_the_engine_cannot_read_are_told_with_a_way_out(qgis_new_project):
    layer = QgsRasterLayer("type=xyz&url=https://tiles.invalid/{z}/{x}/{y}.png", "tiles", "wms")
    QgsProject.instance().addMapLayer(layer)
    called = []

    def work(title, read, on_done, on_failed):
        with pytest.raises(RasterError, match="'wms'") as caught:
            read()
        called.append(caught.value)

    ProjectLayers(work, lambda: None).read_classes(layer.id(), None, None, None)

    assert "GeoTIFF" in called[0].hint


def test_images_of_one_name_and_labels_are_written_apart(tmp_path, qgis_new_project):
    layers = []
    for folder, value in (("east", 1), ("west", 2), ("labels", 3)):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "photo.png"
        dataset = gdal.GetDriverByName("MEM").Create("", 4, 4, 1, gdal.GDT_Byte)
        dataset.GetRasterBand(1).Fill(value)
        gdal.GetDriverByName("PNG").CreateCopy(str(path), dataset)
        layers.append(QgsRasterLayer(str(path), folder))
    QgsProject.instance().addMapLayers(layers)
    east, west, labels = (layer.id() for layer in layers)
    draft = Draft(
        images=[ImageChoice(layer_id=east), ImageChoice(layer_id=west)],
        labels=LabelChoice(kind=RASTER, layer_id=labels),
        run_folder=str(tmp_path / "run"),
    )

    whole = DraftFiles(draft).write()

    paths = [*(image.path for image in whole.images), whole.labels.path]
    # Without georeference all are written as QGIS shows them.
    assert [gdal.Open(path).ReadRaster(0, 0, 1, 1)[0] for path in paths] == [1, 2, 3]
    assert [gdal.Open(path).GetGeoTransform()[5] for path in paths] == [-1.0, -1.0, -1.0]


def test_a_layer_that_is_gone_is_told(tmp_path):
    draft = Draft(labels=LabelChoice(layer_id="gone"), run_folder=str(tmp_path))

    with pytest.raises(LabelError, match="not in the project any more"):
        DraftFiles(draft)


@pytest.fixture
def canvas(canvas):
    canvas.resize(200, 200)
    canvas.setExtent(QgsRectangle(0, 0, 200, 200))
    canvas.show()
    return canvas


def click(canvas, x, y, button=Qt.MouseButton.LeftButton):
    QTest.mouseClick(canvas.viewport(), button, Qt.KeyboardModifier.NoModifier, QPoint(x, y))


def test_a_polygon_is_drawn_with_clicks_and_the_tool_of_before_comes_back(canvas):
    pan = QgsMapToolPan(canvas)
    canvas.setMapTool(pan)
    answers = []
    marks = CanvasMarks(canvas)
    before = len(canvas.scene().items())
    marks.draw_polygon(lambda corners, crs: answers.append(corners))
    for x, y in ((20, 20), (120, 20), (120, 120)):
        click(canvas, x, y)
    click(canvas, 120, 120, Qt.MouseButton.RightButton)

    (corners,) = answers
    assert len(corners) == 3
    assert corners[1][0] - corners[0][0] == pytest.approx(100, rel=0.05)
    assert canvas.mapTool() is pan
    assert len(canvas.scene().items()) == before


def test_drawing_is_given_up_with_another_tool(canvas):
    answers = []
    marks = CanvasMarks(canvas)
    marks.draw_polygon(lambda corners, crs: answers.append(corners))
    click(canvas, 20, 20)
    canvas.setMapTool(QgsMapToolPan(canvas))

    assert answers == [[]]


def test_nothing_stays_on_the_map_when_the_wizard_goes(canvas):
    before = len(canvas.scene().items())
    marks = CanvasMarks(canvas)
    marks.show("split", [[(0, 0), (10, 0), (10, 10)]], "", "#ff0000")
    marks.show("split", [[(0, 0), (20, 0), (20, 10)]], "", "#ff0000")
    assert marks.names() == ["split"]
    marks.draw_polygon(lambda corners, crs: None)
    marks.close()

    assert marks.names() == []
    assert len(canvas.scene().items()) == before
