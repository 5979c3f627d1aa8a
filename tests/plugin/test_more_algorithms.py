"""What the algorithms for many images, evaluation and training data hand over and answer."""

import csv
import json
import zipfile
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qtpy.QtGui import QColor

from tests.plugin.algorithm_cases import write_config
from tests.plugin.samples import write_image, write_polygons
from tests.plugin.toolbox import PREDICT, Feedback, into_project, option, run_and_load

MANY, EVALUATE = "rvstudio:predictmanyrasters", "rvstudio:evaluateagainstlayer"


def options(call, name):
    argv = call["argv"]
    return [argv[index + 1] for index, text in enumerate(argv) if text == name]


@pytest.fixture
def box_bundle(tmp_path):
    path = tmp_path / "boxes.zip"
    manifest = {"type_hint": "bundle", "bundle_version": 1, "task": "object_detection"}
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("bundle.json", json.dumps(manifest))
    return path


def test_a_bundle_for_boxes_makes_a_vector_layer_instead_of_the_raster(
    plugin, fake_engine, image, box_bundle, tmp_path
):
    parameters = {
        "IMAGE": str(image),
        "BUNDLE": str(box_bundle),
        "OUTPUT": into_project(tmp_path / "map.tif"),
    }
    results = run_and_load(PREDICT, parameters)
    assert results == {"POLYGONS": str(tmp_path / "map.gpkg")}
    assert fake_engine.calls[0]["argv"][5] == results["POLYGONS"]
    (group,) = QgsProject.instance().layerTreeRoot().children()
    (layer,) = [node.layer() for node in group.children()]
    assert layer.renderer().type() == "categorizedSymbol"
    assert not (tmp_path / "map.tif").exists()


def test_boxes_go_where_polygons_were_asked_for(run, fake_engine, image, box_bundle, tmp_path):
    asked = {"OUTPUT": str(tmp_path / "map.tif"), "POLYGONS": str(tmp_path / "boxes.gpkg")}
    feedback = Feedback()
    results = run(
        PREDICT,
        feedback,
        IMAGE=str(image),
        BUNDLE=str(box_bundle),
        **asked,
        SCORES=str(tmp_path / "scores.tif"),
    )
    assert results == {"POLYGONS": asked["POLYGONS"]}
    assert option(fake_engine.calls[0], "--polygons") is None
    assert any("scores in a field" in text for text in feedback.warnings)


def test_probabilities_are_written_on_request(run, fake_engine, image, bundle, tmp_path):
    scores = str(tmp_path / "scores.tif")
    results = run(
        PREDICT,
        IMAGE=str(image),
        BUNDLE=str(bundle),
        OUTPUT=str(tmp_path / "map.tif"),
        SCORES=scores,
    )
    assert results["SCORES"] == scores
    assert option(fake_engine.calls[0], "--scores") == scores


def test_images_of_a_folder_and_layers_are_mapped_and_failures_are_named(
    run, fake_engine, image, bundle, tmp_path
):
    folder = tmp_path / "images"
    folder.mkdir()
    for name in ("b.tif", "bad.TIF", "notes.txt"):
        write_image(folder / name)
    feedback = Feedback()
    results = run(
        MANY,
        feedback,
        BUNDLE=str(bundle),
        IMAGES=[str(image)],
        FOLDER=str(folder),
        BANDS="3, 2,1",
        POLYGONS=True,
        OUTPUT=str(tmp_path / "maps"),
    )
    (call,) = fake_engine.calls
    paths = [str(image), str(folder / "b.tif"), str(folder / "bad.TIF")]
    assert call["argv"][2:7] == ["predict-many", str(bundle), *paths]
    assert options(call, "--band") == ["2", "1", "0"]
    assert "--polygons" in call["argv"]
    assert (results["PREDICTED"], results["FAILED"]) == (2, 1)
    assert results["FAILURES"] == f"{folder / 'bad.TIF'}: It is no raster."
    assert any("1 of 3 images were left out" in text for text in feedback.warnings)


@pytest.mark.parametrize(
    ("values", "reason"), [({}, "nothing to map"), ({"FOLDER": "/x", "BANDS": "red"}, "no bands")]
)
def test_what_cannot_be_mapped_is_refused_before_the_run(plugin, fake_engine, values, reason):
    algorithm = QgsApplication.processingRegistry().algorithmById(MANY)
    given = {"BUNDLE": "/a.zip", "OUTPUT": "/b", **values}
    fine, message = algorithm.checkParameterValues(given, QgsProcessingContext())
    assert not fine
    assert reason in message


def test_many_maps_are_loaded_on_request(plugin, fake_engine, image, bundle, tmp_path):
    other = write_image(tmp_path / "next.tif")
    parameters = {
        "BUNDLE": str(bundle),
        "IMAGES": [str(image), str(other)],
        "LOAD": True,
        "OUTPUT": str(tmp_path / "maps"),
    }
    run_and_load(MANY, parameters)
    (group,) = QgsProject.instance().layerTreeRoot().children()
    assert sorted(node.layer().name() for node in group.children()) == ["next", "town"]


def styled(path, names):
    layer = QgsRasterLayer(str(path), "map")
    classes = [
        QgsPalettedRasterRenderer.Class(value, QColor("#ff0000"), name)
        for value, name in names.items()
    ]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, classes))
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def styled_map(plugin, image):
    return styled(image, {20: "ground", 200: "building"})


def test_map_and_labels_may_have_other_values_for_the_same_classes(
    run, fake_engine, styled_map, image, tmp_path
):
    inputs = {"PREDICTION": styled_map, "LABELS": styled(image, {20: "building", 200: "ground"})}
    run(EVALUATE, **inputs, OUTPUT=str(tmp_path / "scores"))
    run(EVALUATE, **inputs, CLASSES="20=a", OUTPUT=str(tmp_path / "more"))
    by_style, by_hand = fake_engine.calls
    assert options(by_style, "--class") == ["20=ground", "200=building"]
    assert options(by_style, "--label-class") == ["20=building", "200=ground"]
    assert (options(by_hand, "--class"), options(by_hand, "--label-class")) == (["20=a"], [])


def test_the_classes_of_a_raster_are_those_of_its_style(
    run, plugin, fake_engine, styled_map, labels, tmp_path
):
    heard = []
    plugin._notices.evaluated.connect(heard.append)
    results = run(
        EVALUATE,
        PREDICTION=styled_map,
        LABELS=str(labels),
        CLASS_FIELD="class",
        NULL_CLASS="ground",
        OUTPUT=str(tmp_path / "scores"),
    )
    (call,) = fake_engine.calls
    assert options(call, "--class") == ["20=ground", "200=building"]
    assert option(call, "--null-class") == "ground"
    assert option(call, "--class-field") == "class"
    assert "--prediction-is-raster" in call["argv"]
    assert option(call, "--image") is None
    assert option(call, "--compare") is None
    assert results["F1"] == 0.8
    assert results["REPORT"] == str(tmp_path / "scores/report.html")


def test_classes_that_are_written_go_before_those_of_the_style(
    run, fake_engine, styled_map, labels, tmp_path
):
    inputs = {"PREDICTION": styled_map, "LABELS": str(labels), "OUTPUT": str(tmp_path / "scores")}
    run(EVALUATE, **inputs, CLASSES="20 = a; 200=b")
    assert options(fake_engine.calls[0], "--class") == ["20=a", "200=b"]
    with pytest.raises(QgsProcessingException, match="'b' is no value"):
        run(EVALUATE, **inputs, CLASSES="20=a;b")


def test_boxes_are_compared_as_objects_of_their_classes(run, fake_engine, image, labels, tmp_path):
    boxes = QgsVectorLayer(
        "Polygon?crs=EPSG:32633&field=class_name:string&field=score:double", "boxes", "memory"
    )
    for feature in QgsVectorLayer(str(labels)).getFeatures():
        feature.setFields(boxes.fields(), True)
        feature["class_name"], feature["score"] = "building", 0.5
        boxes.dataProvider().addFeature(feature)
    run(
        EVALUATE,
        PREDICTION=boxes,
        LABELS=f"{labels}|layername=buildings",
        IMAGE=str(image),
        COMPARE="objects",
        IOU=0.3,
        OUTPUT=str(tmp_path / "scores"),
    )
    (call,) = fake_engine.calls
    written = QgsVectorLayer(call["argv"][3])
    assert {field.name() for field in written.fields()} >= {"class_name", "score"}
    assert written.featureCount() == 16
    assert option(call, "--prediction-field") == "class_name"
    assert option(call, "--labels-layer") == "buildings"
    assert (option(call, "--compare"), option(call, "--iou")) == ("objects", "0.3")


def test_differences_of_two_runs_are_a_table_and_a_page(run, fake_engine, tmp_path):
    table = tmp_path / "table.csv"
    runs = {"FIRST": str(tmp_path / "a"), "SECOND": str(tmp_path / "b & c")}
    feedback = Feedback()
    results = run("rvstudio:compareruns", feedback, **runs, OUTPUT=str(table))
    assert fake_engine.calls[0]["argv"][2:5] == ["compare", *runs.values()]
    with table.open(encoding="utf-8") as file:
        first, second = csv.DictReader(file)
    assert (first["difference"], first["is_clear"]) == ("0.25", "True")
    assert second["second"] == ""
    assert (first["low"], first["high"], second["low"]) == ("0.125", "0.375", "")
    line = "building  precision  0.500  0.750  +0.250  +0.125 – +0.375  differs"
    assert line in feedback.infos
    assert any("same 40 blocks" in text for text in feedback.infos)
    page = Path(results["REPORT"]).read_text(encoding="utf-8")
    assert "<b>+0.250</b>" in page
    assert "b &amp; c" in page
    assert QgsVectorLayer(str(table)).featureCount() == 2


def test_chip_windows_are_loaded_as_outlines(plugin, fake_engine, tmp_path):
    target = tmp_path / "windows.gpkg"
    config = write_config(tmp_path)
    parameters = {"CONFIG": str(config), "OUTPUT": into_project(target)}
    results = run_and_load("rvstudio:chipwindows", parameters)
    assert fake_engine.calls[0]["argv"][2:5] == ["chip-windows", str(config), str(target)]
    assert (results["TRAINING"], results["VALIDATION"]) == (3, 1)
    (node,) = QgsProject.instance().layerTreeRoot().children()
    titles = [category.label() for category in node.layer().renderer().categories()]
    assert titles == ["Training", "Validation"]
    assert str(config) in node.layer().metadata().abstract()


def test_the_form_of_exported_data_can_be_chosen(run, fake_engine, tmp_path):
    config = write_config(tmp_path)
    export = "rvstudio:exporttrainingdata"
    run(export, CONFIG=str(config), OUTPUT=str(tmp_path / "a"))
    results = run(
        export, CONFIG=str(config), FORMAT="coco", IMAGES="tif", OUTPUT=str(tmp_path / "b")
    )
    first, second = fake_engine.calls
    assert option(first, "--format") is None
    assert (option(second, "--format"), option(second, "--images")) == ("coco", "tif")
    assert (results["TRAINING"], results["VALIDATION"]) == (3, 1)


def test_what_a_conversion_changed_is_told(run, fake_engine, tmp_path):
    feedback = Feedback()
    old, new = write_config(tmp_path), tmp_path / "new.json"
    results = run(
        "rvstudio:convertrastervisionconfig",
        feedback,
        OLD=str(old),
        ROOT=str(tmp_path / "runs"),
        OUTPUT=str(new),
    )
    assert option(fake_engine.calls[0], "--root") == str(tmp_path / "runs")
    assert results["CHANGES"] == 1
    assert "dropped backend.log: It is not needed." in feedback.infos


def test_maps_that_are_not_there_are_said(run, iface, image, tmp_path):
    labels = write_polygons(tmp_path / "labels.gpkg")
    with pytest.raises(QgsProcessingException, match="no layer '/no/such.gpkg'"):
        run(
            EVALUATE,
            PREDICTION="/no/such.gpkg",
            LABELS=str(labels),
            IMAGE=str(image),
            OUTPUT=str(tmp_path / "scores"),
        )
