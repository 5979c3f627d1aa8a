"""The main job with the real engine, as small as it can be: one epoch on a tiny image."""

import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingException,
    QgsProject,
    QgsRasterLayer,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from rv_studio.rv_qgis.predict import PredictPart
from rv_studio.rv_qgis.predict.choices import PredictChoices
from rv_studio.rv_qgis.report import ReportPart

from tests.plugin.samples import LEFT, PIXEL_M, TOP, write_image, write_polygons
from tests.plugin.toolbox import PREDICT, TRAIN, Feedback, run_and_load
from tests.plugin.waiting import settle, until

pytestmark = pytest.mark.real_engine

SIZE_PX = 128


@pytest.fixture
def scene(plugin, real_engine, tmp_path):
    """Parameters of a training that takes seconds."""
    return {
        "IMAGE": str(write_image(tmp_path / "town.tif", size_px=SIZE_PX)),
        "LABELS": str(write_polygons(tmp_path / "labels.gpkg", size_px=SIZE_PX)),
        "CLASS_FIELD": "class",
        "EPOCHS": 1,
        "CHIP_SIZE": 64,
        "BATCH_SIZE": 4,
        "PRETRAINED": "no",
        "OUTPUT": str(tmp_path / "run"),
    }


def geotransform(path):
    return gdal.Open(str(path)).GetGeoTransform()


def test_from_two_layers_to_a_map_scores_and_a_bundle_that_predicts(scene, plugin, iface, tmp_path):
    import processing

    results = run_and_load(TRAIN, scene, limit_s=240)
    settle()
    raster = QgsRasterLayer(results["PREDICTION"])
    assert raster.crs().authid() == "EPSG:32633"
    assert geotransform(results["PREDICTION"]) == (LEFT, PIXEL_M, 0, TOP, 0, -PIXEL_M)
    assert (raster.width(), raster.height()) == (SIZE_PX, SIZE_PX)
    assert QgsVectorLayer(results["POLYGONS"]).isValid()
    scores = json.loads(Path(results["EVAL"]).read_text(encoding="utf-8"))
    names = [item["class_name"] for item in scores["overall"]]
    assert names == ["building", "background", "average"]
    assert [row.name for row in plugin.part(ReportPart).dock.evaluation.scenes[0].rows] == names
    (group,) = QgsProject.instance().layerTreeRoot().children()
    layers = [node.layer() for node in group.children()]
    palette = layers[-1].renderer().classes()
    assert [entry.label for entry in palette] == ["building", "background"]
    assert [entry.color.alpha() for entry in palette] == [255, 0]

    # A part of the image, asked for in another CRS, comes back on the image's own grid.
    part = processing.run(
        PREDICT,
        {
            "BUNDLE": results["BUNDLE"],
            "IMAGE": scene["IMAGE"],
            "EXTENT": "15.0005,15.0015,45.1515,45.1525 [EPSG:4326]",
            "OUTPUT": str(tmp_path / "part.tif"),
            "POLYGONS": str(tmp_path / "part.gpkg"),
        },
    )
    left, width_m, _, top, _, height_m = geotransform(part["OUTPUT"])
    assert (width_m, height_m) == (PIXEL_M, -PIXEL_M)
    assert (left - LEFT) % PIXEL_M == 0
    assert (TOP - top) % PIXEL_M == 0
    assert 0 < QgsRasterLayer(part["OUTPUT"]).width() < SIZE_PX
    assert QgsVectorLayer(part["POLYGONS"]).isValid()
    assert not list(tmp_path.rglob("*.partial*"))

    one_click(plugin, iface, Path(results["BUNDLE"]), scene["IMAGE"])


def one_click(plugin, iface, bundle, image):
    """With the bundle that was just made: on the image's pixels, and again after a crash."""
    part = plugin.part(PredictPart)
    part.choose(PredictChoices(polygons=True, confidence=True))
    part.bundles.add(bundle, is_accepted=True)
    until(lambda: part.bundles.entry(bundle) is not None)
    part.bundles.set_current(bundle)
    layer = QgsRasterLayer(image, "town")
    QgsProject.instance().addMapLayer(layer)
    iface.active_layer = layer
    iface.canvas.setLayers([layer])
    iface.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    iface.canvas.setRotation(20)
    iface.canvas.setReferencedExtent(QgsReferencedRectangle(layer.extent(), layer.crs()))
    iface.canvas.zoomScale(iface.canvas.scale() / 4)
    added = []
    part.one_click.added.connect(added.append)
    part.button.click()
    until(lambda: added or iface.shown, 120)
    assert iface.shown == []
    polygons, raster = added[0]
    left, width_m, _, top, _, height_m = geotransform(raster.source())
    assert (width_m, height_m) == (PIXEL_M, -PIXEL_M)
    assert ((left - LEFT) % PIXEL_M, (TOP - top) % PIXEL_M) == (0, 0)
    assert 0 < raster.width() < SIZE_PX
    assert polygons.isValid() and raster.bandCount() == 2
    assert part.one_click.timings["model_s"] > 0
    os.kill(part.engine.process_id, signal.SIGKILL)
    until(lambda: iface.shown)
    assert "kept ready has ended" in iface.shown[0][1]
    part.button.click()
    until(lambda: len(added) == 2 or len(iface.shown) > 1, 120)
    assert len(iface.shown) == 1
    part.choose(PredictChoices())
    # Cancelled in the middle: the engine lets go of it, stays, and no file does.
    part.button.click()
    folder = part.one_click.jobs[0].folder
    part.one_click.cancel_all()
    assert not part.one_click.is_busy
    part.button.click()
    until(lambda: len(added) == 3, 120)
    assert not folder.exists()
    part.bundles.remove(bundle)


def test_cancel_stops_a_real_training_in_time(scene, tmp_path):
    import processing

    feedback = Feedback()
    asked_s = []

    def cancel():
        while not any(text.startswith("Train") for text in feedback.texts):
            time.sleep(0.02)
        asked_s.append(time.monotonic())
        feedback.cancel()

    threading.Thread(target=cancel, daemon=True).start()
    with pytest.raises(QgsProcessingException, match="Stopped on request"):
        processing.run(TRAIN, {**scene, "EPOCHS": 1000}, feedback=feedback)
    assert time.monotonic() - asked_s[0] < 2.0
    assert feedback.infos[-1].endswith("run it again to go on from there.")
    assert not list(tmp_path.rglob("*.partial*"))


def labels_elsewhere(folder):
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=class:string", "far", "memory")
    from qgis.core import QgsFeature, QgsGeometry

    feature = QgsFeature(layer.fields())
    feature["class"] = "building"
    feature.setGeometry(QgsGeometry.fromWkt("POLYGON((0 0,1 0,1 1,0 0))"))
    layer.dataProvider().addFeature(feature)
    return layer


def no_labels(folder):
    return QgsVectorLayer("Polygon?crs=EPSG:32633&field=class:string", "none", "memory")


@pytest.mark.parametrize("labels", [labels_elsewhere, no_labels])
def test_labels_that_do_not_fit_are_one_message_and_nothing_is_left(scene, iface, tmp_path, labels):
    import processing

    layer = labels(tmp_path)
    feedback = Feedback()
    with pytest.raises(QgsProcessingException) as caught:
        processing.run(TRAIN, {**scene, "LABELS": layer}, feedback=feedback)
    settle()
    assert "Traceback" not in str(caught.value)
    assert iface.shown == [("RV Studio, Train segmentation model", str(caught.value))]
    assert not (tmp_path / "run").exists()


def test_a_bundle_that_is_none_is_one_message(scene, iface, tmp_path):
    import processing

    text = tmp_path / "bundle.zip"
    text.write_text("hello")
    output = tmp_path / "out.tif"
    with pytest.raises(QgsProcessingException) as caught:
        processing.run(
            PREDICT, {"BUNDLE": str(text), "IMAGE": scene["IMAGE"], "OUTPUT": str(output)}
        )
    settle()
    assert "bundle.zip" in str(caught.value)
    assert iface.shown == [("RV Studio, Predict with bundle", str(caught.value))]
    assert not output.exists()
