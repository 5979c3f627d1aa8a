"""Chip classification and object detection with the real engine, as small as they can be."""

import json
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from rv_studio.rv_qgis.predict import PredictPart
from rv_studio.rv_qgis.predict.choices import PredictChoices
from rv_studio.rv_qgis.predict.confidence import threshold_of
from rv_studio.rv_qgis.predict.confidence_slider import ConfidenceSlider

from tests.plugin.samples import BOTTOM, LEFT, PIXEL_M, TOP, write_image, write_polygons
from tests.plugin.toolbox import CLASSIFY, DETECT, PREDICT, run_and_load
from tests.plugin.waiting import until

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


def one_click(plugin, iface, bundle, image):
    """The layer of a click on all of an image."""
    part = plugin.part(PredictPart)
    part.choose(PredictChoices(threshold=0.0))
    part.bundles.add(Path(bundle), is_accepted=True)
    until(lambda: part.bundles.entry(Path(bundle)) is not None)
    part.bundles.set_current(Path(bundle))
    layer = QgsRasterLayer(image, "town")
    QgsProject.instance().addMapLayer(layer)
    iface.active_layer = layer
    iface.canvas.setLayers([layer])
    iface.canvas.setDestinationCrs(layer.crs())
    iface.canvas.setExtent(layer.extent())
    added = []
    part.one_click.added.connect(added.append)
    part.button.click()
    until(lambda: added or part.one_click.problem, 120)
    part.choose(PredictChoices())
    assert part.one_click.problem is None
    return added[0][0]


def check_slider(layer):
    """The slider hides just what the model is less sure of, and shows it again."""
    scores = sorted(feature["score"] for feature in layer.getFeatures())
    slider = ConfidenceSlider(layer)
    for percent in (100, round(100 * scores[len(scores) // 2]), 0):
        slider.slider.setValue(percent)
        until(lambda wanted=percent: threshold_of(layer) == wanted / 100)
        shown = sorted(feature["score"] for feature in layer.getFeatures())
        assert shown == [score for score in scores if score >= percent / 100]
    slider.deleteLater()


def test_cells_from_two_layers_to_a_folder_of_maps(scene, plugin, iface, tmp_path):
    import processing

    results = run_and_load(CLASSIFY, {**scene, "CELL_SIZE": 16, "BATCH_SIZE": 8}, limit_s=240)
    layer = only_layer()
    assert {category.value() for category in layer.renderer().categories()} == {"building"}
    assert layer.featureCount() == (SIZE_PX // 16) ** 2
    for feature in layer.getFeatures():
        box = feature.geometry().boundingBox()
        assert box.width() == box.height() == 16 * PIXEL_M
        assert (box.xMinimum() - LEFT) % (16 * PIXEL_M) == 0

    cells = one_click(plugin, iface, results["BUNDLE"], scene["IMAGE"])
    assert cells.featureCount() == layer.featureCount()
    found = {f.geometry().asWkt(): f["class_name"] for f in layer.getFeatures()}
    assert {f.geometry().asWkt(): f["class_name"] for f in cells.getFeatures()} == found
    check_slider(cells)

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


def test_boxes_from_two_layers_to_scores_and_data_for_others(scene, plugin, iface, tmp_path):
    import processing

    parameters = {**scene, "ARCHITECTURE": "faster_rcnn", "CHIP_SIZE": 64, "BATCH_SIZE": 4}
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
    boxes = one_click(plugin, iface, results["BUNDLE"], scene["IMAGE"])
    assert boxes.featureCount() > 0
    # More than the map of the run: what the slider hides at first is there as well.
    assert min(feature["score"] for feature in boxes.getFeatures()) < 0.5
    check_slider(boxes)

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
