"""Chip classification and object detection with the real engine, as small as they can be."""

import json

import pytest
from qgis.core import QgsProject, QgsRectangle, QgsVectorLayer

from tests.plugin.samples import BOTTOM, LEFT, PIXEL_M, TOP, write_image, write_polygons
from tests.plugin.toolbox import CLASSIFY, DETECT, PREDICT, run_and_load

pytestmark = [pytest.mark.real_engine, pytest.mark.once]

SIZE_PX = 128


@pytest.fixture
def scene(plugin, real_engine, tmp_path):
    return {
        "IMAGE": str(write_image(tmp_path / "town.tif", size_px=SIZE_PX)),
        "LABELS": str(write_polygons(tmp_path / "labels.gpkg", size_px=SIZE_PX)),
        "CLASS_FIELD": "class",
        "EPOCHS": 1,
        "ENCODER": "mobilenet_v3_small",
        "PRETRAINED": "no",
        "OUTPUT": str(tmp_path / "run"),
    }


def only_layer():
    (group,) = QgsProject.instance().layerTreeRoot().children()
    return next(node.layer() for node in group.children() if "Prediction" in node.layer().name())


def test_cells_from_two_layers_to_a_folder_of_maps(scene, tmp_path):
    import processing

    results = run_and_load(CLASSIFY, {**scene, "CELL_SIZE": 16, "BATCH_SIZE": 8}, limit_s=240)
    layer = only_layer()
    assert {category.value() for category in layer.renderer().categories()} == {"building"}
    assert layer.featureCount() == (SIZE_PX // 16) ** 2
    for feature in layer.getFeatures():
        box = feature.geometry().boundingBox()
        assert box.width() == box.height() == 16 * PIXEL_M
        assert (box.xMinimum() - LEFT) % (16 * PIXEL_M) == 0

    bad = tmp_path / "bad.tif"
    bad.write_text("no raster")
    many = processing.run(
        "rvstudio:predictmanyrasters",
        {
            "BUNDLE": results["BUNDLE"],
            "FOLDER": str(tmp_path),
            "PATTERN": "*.tif",
            "OUTPUT": str(tmp_path / "maps"),
        },
    )
    assert (many["PREDICTED"], many["FAILED"]) == (1, 1)
    assert many["FAILURES"].startswith(str(bad))
    cells = QgsVectorLayer(str(tmp_path / "maps/town.gpkg"))
    assert cells.featureCount() == layer.featureCount()


def test_boxes_from_two_layers_to_scores_and_data_for_others(scene, tmp_path):
    import processing

    parameters = {**scene, "ARCHITECTURE": "fcos", "CHIP_SIZE": 64, "BATCH_SIZE": 4}
    results = run_and_load(DETECT, parameters, limit_s=240)
    assert QgsVectorLayer(results["POLYGONS"]).isValid()
    part = processing.run(
        PREDICT,
        {
            "BUNDLE": results["BUNDLE"],
            "IMAGE": scene["IMAGE"],
            "EXTENT": QgsRectangle(LEFT, BOTTOM, LEFT + 64 * PIXEL_M, TOP),
            "OUTPUT": str(tmp_path / "part.tif"),
        },
    )
    assert part == {"POLYGONS": str(tmp_path / "part.gpkg")}

    config = str(tmp_path / "run/pipeline-config.json")
    windows = processing.run(
        "rvstudio:chipwindows", {"CONFIG": config, "OUTPUT": str(tmp_path / "windows.gpkg")}
    )
    layer = QgsVectorLayer(windows["OUTPUT"])
    assert layer.featureCount() == windows["TRAINING"] + windows["VALIDATION"] > 0
    data = processing.run(
        "rvstudio:exporttrainingdata", {"CONFIG": config, "OUTPUT": str(tmp_path / "data")}
    )
    annotations = json.loads((tmp_path / "data/annotations/instances_train.json").read_text())
    assert len(annotations["images"]) == data["TRAINING"]

    # The labels themselves are a perfect map.
    perfect = processing.run(
        "rvstudio:evaluateagainstlayer",
        {
            "PREDICTION": scene["LABELS"],
            "PREDICTION_FIELD": "class",
            "LABELS": scene["LABELS"],
            "CLASS_FIELD": "class",
            "IMAGE": scene["IMAGE"],
            "OUTPUT": str(tmp_path / "scores"),
        },
    )
    assert perfect["F1"] == 1
    table = processing.run(
        "rvstudio:compareruns",
        {
            "FIRST": str(tmp_path / "run"),
            "SECOND": perfect["EVAL"],
            "OUTPUT": str(tmp_path / "table.csv"),
        },
    )
    assert "building" in (tmp_path / "table.csv").read_text()
    assert QgsVectorLayer(table["OUTPUT"]).featureCount() > 0
