"""Results that the toolbox loads into the project."""

from qgis.core import QgsProject, QgsRasterLayer

from tests.plugin.toolbox import PREDICT, TRAIN, into_project, run_and_load


def test_training_from_the_toolbox_loads_styled_results_into_one_group(
    plugin, fake_engine, image, labels, tmp_path
):
    parameters = {"IMAGE": str(image), "LABELS": str(labels), "OUTPUT": str(tmp_path / "run 1")}
    run_and_load(TRAIN, parameters)
    (group,) = QgsProject.instance().layerTreeRoot().children()
    assert group.name() == "Training run 1"
    polygons, raster = (node.layer() for node in group.children())
    assert polygons.renderer().categories()[0].label() == "building"
    assert [c.label for c in raster.renderer().classes()] == ["building", "background"]
    assert raster.renderer().classes()[0].color.name() == "#e6194b"
    assert "model bundle" not in raster.metadata().abstract()
    assert str(image) in raster.metadata().abstract()


def test_prediction_from_the_toolbox_loads_styled_results_into_one_group(
    plugin, fake_engine, image, bundle, tmp_path
):
    parameters = {
        "IMAGE": str(image),
        "BUNDLE": str(bundle),
        "OUTPUT": into_project(tmp_path / "map.tif"),
        "POLYGONS": into_project(tmp_path / "map.gpkg"),
    }
    run_and_load(PREDICT, parameters)
    (group,) = QgsProject.instance().layerTreeRoot().children()
    assert group.name() == "Prediction of town"
    polygons, raster = (node.layer() for node in group.children())
    assert polygons.renderer().type() == "categorizedSymbol"
    assert raster.renderer().type() == "paletted"
    assert raster.extent() == QgsRasterLayer(str(image)).extent()
