"""Results that the toolbox loads into the project."""

import pytest
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer

from tests.plugin.toolbox import CLASSIFY, DETECT, PREDICT, TRAIN, into_project, run_and_load


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


@pytest.mark.parametrize("algorithm", [CLASSIFY, DETECT])
def test_cells_and_boxes_are_loaded_with_the_colours_of_their_classes(
    plugin, fake_engine, image, labels, tmp_path, algorithm
):
    parameters = {"IMAGE": str(image), "LABELS": str(labels), "OUTPUT": str(tmp_path / "run")}
    results = run_and_load(algorithm, parameters)
    assert "PREDICTION" not in results
    (group,) = QgsProject.instance().layerTreeRoot().children()
    (layer,) = [node.layer() for node in group.children()]
    assert layer.name() == "Prediction"
    (category,) = layer.renderer().categories()
    assert (category.value(), category.symbol().symbolLayer(0).strokeColor().name()) == (
        "building",
        "#e6194b",
    )


def test_styles_are_saved_beside_the_data(plugin, fake_engine, image, labels, tmp_path):
    parameters = {"IMAGE": str(image), "LABELS": str(labels), "OUTPUT": str(tmp_path / "run")}
    results = run_and_load(TRAIN, parameters)
    again = QgsRasterLayer(results["PREDICTION"])
    assert [entry.label for entry in again.renderer().classes()] == ["building", "background"]
    assert QgsVectorLayer(results["POLYGONS"]).renderer().type() == "categorizedSymbol"
