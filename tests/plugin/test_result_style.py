import pytest
from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from rv_studio.rv_qgis.layers import (
    ResultGroup,
    read_classes,
    style_label_raster,
    style_polygons,
)
from rv_studio.rv_qgis.layers.provenance import describe_origin

from tests.plugin.fake_engine import CLASSES


def test_each_class_has_its_colour_and_name_and_the_background_is_clear(qgis_app, image):
    layer = QgsRasterLayer(str(image), "prediction")
    style_label_raster(layer, read_classes(CLASSES))
    classes = layer.renderer().classes()
    assert [(c.value, c.label, c.color.name()) for c in classes] == [
        (0, "building", "#e6194b"),
        (1, "background", "#808080"),
    ]
    assert [c.color.alpha() for c in classes] == [255, 0]


def test_the_background_is_see_through_in_the_picture(qgis_app, tmp_path):
    from osgeo import gdal

    path = tmp_path / "labels.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 3, 1, 1)
    dataset.SetGeoTransform((0, 1, 0, 1, 0, -1))
    dataset.GetRasterBand(1).SetNoDataValue(255)
    dataset.GetRasterBand(1).WriteRaster(0, 0, 3, 1, bytes([0, 1, 255]))
    dataset = None
    layer = QgsRasterLayer(str(path), "prediction")
    style_label_raster(layer, read_classes(CLASSES))
    block = layer.renderer().block(1, QgsRectangle(0, 0, 3, 1), 3, 1)
    alphas = [block.color(0, column) >> 24 for column in range(3)]
    assert alphas[0] == pytest.approx(255 * layer.opacity(), abs=2)
    assert alphas[1:] == [0, 0]


def test_polygons_have_a_category_for_each_class_but_the_background(qgis_app):
    layer = QgsVectorLayer("Polygon?field=class_name:string", "polygons", "memory")
    style_polygons(layer, read_classes(CLASSES))
    (category,) = layer.renderer().categories()
    assert category.value() == category.label() == "building"
    assert category.symbol().symbolLayer(0).strokeColor().name() == "#e6194b"
    assert layer.renderer().classAttribute() == "class_name"


def test_the_layers_of_one_run_share_a_group_with_polygons_on_top(qgis_new_project, image, labels):
    project = QgsProject.instance()
    raster, vector = QgsRasterLayer(str(image), "r"), QgsVectorLayer(str(labels), "v")
    group = ResultGroup("Training town")
    for layer in (raster, vector):
        project.addMapLayer(layer)
        group.take(layer, project)
    (node,) = project.layerTreeRoot().children()
    assert node.name() == "Training town"
    assert [child.name() for child in node.children()] == ["v", "r"]


def test_another_run_of_the_same_name_gets_a_group_of_its_own(qgis_new_project, image):
    project = QgsProject.instance()
    for _ in range(2):
        layer = QgsRasterLayer(str(image), "r")
        project.addMapLayer(layer)
        ResultGroup("Prediction of town").take(layer, project)
    names = [node.name() for node in project.layerTreeRoot().children()]
    assert names == ["Prediction of town (2)", "Prediction of town"]


def test_a_result_says_where_it_comes_from(qgis_app, image):
    layer = QgsRasterLayer(str(image), "Prediction")
    describe_origin(layer, "Predicted from 'town.tif'.", read_classes(CLASSES))
    text = layer.metadata().abstract()
    assert text.startswith("Predicted from 'town.tif'. Classes: building, background.")
    assert "RV Studio" in text
