"""What the algorithms hand to the engine and answer, through `processing.run`."""

from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from rv_studio.rv_qgis.report import ReportPart

from tests.plugin.samples import BOTTOM, LEFT, RIGHT, TOP, write_image
from tests.plugin.toolbox import CLASSIFY, DETECT, PREDICT, TRAIN, Feedback, option
from tests.plugin.waiting import settle


def test_training_hands_the_parameters_to_the_engine(run, fake_engine, image, labels, tmp_path):
    root = tmp_path / "run"
    run(
        TRAIN,
        IMAGE=str(image),
        LABELS=f"{labels}|layername=buildings",
        CLASS_FIELD="class",
        VALIDATE_ON="north",
        VALIDATION_FRACTION=0.4,
        EPOCHS=3,
        ARCHITECTURE="deeplabv3",
        ENCODER="resnet34",
        CHIP_SIZE=64,
        BATCH_SIZE=2,
        LEARNING_RATE=0.001,
        PRETRAINED="no",
        SEED=7,
        OUTPUT=str(root),
    )
    new, ran = fake_engine.calls
    expected = {
        "--image": str(image),
        "--labels": str(labels),
        "--labels-layer": "buildings",
        "--class-field": "class",
        "--validate-on": "north",
        "--validation-fraction": "0.4",
        "--epochs": "3",
        "--architecture": "deeplabv3",
        "--encoder": "resnet34",
        "--chip-size": "64",
        "--batch-size": "2",
        "--learning-rate": "0.001",
        "--pretrained": "no",
        "--seed": "7",
        "--root": str(root),
        "--area": None,
        "--validation-area": None,
    }
    assert {name: option(new, name) for name in expected} == expected
    assert ran["argv"][2:4] == ["run", option(new, "--out")]


def test_chip_classification_is_asked_for_with_its_own_options(
    run, fake_engine, image, labels, tmp_path
):
    inputs = {"IMAGE": str(image), "LABELS": str(labels)}
    run(CLASSIFY, **inputs, OUTPUT=str(tmp_path / "first"))
    run(
        CLASSIFY,
        **inputs,
        LABELS_ARE="areas",
        CELL_SIZE=12,
        MULTI_LABEL=True,
        OUTPUT=str(tmp_path / "second"),
    )
    first, _, second, _ = fake_engine.calls
    assert first["argv"][2:4] == ["new", "chip-classification"]
    names = ("--labels-are", "--cell-size", "--chip-size", "--architecture")
    assert [option(first, name) for name in names] == [None] * 4
    assert "--multi-label" not in first["argv"]
    assert [option(second, name) for name in names] == ["areas", "12", None, None]
    assert "--multi-label" in second["argv"]


def test_object_detection_is_asked_for_with_its_own_options(
    run, fake_engine, image, labels, tmp_path
):
    more = write_image(tmp_path / "next.tif")
    run(
        DETECT,
        IMAGE=str(image),
        MORE_IMAGES=[str(more)],
        BANDS=[3, 1],
        LABELS=str(labels),
        ARCHITECTURE="fcos",
        OUTPUT=str(tmp_path / "run"),
    )
    new = fake_engine.calls[0]["argv"]
    assert new[2:8] == ["new", "object-detection", "--image", str(image), "--image", str(more)]
    chosen = [new[index + 1] for index, text in enumerate(new) if text == "--band"]
    assert chosen == ["2", "0"]
    assert option(fake_engine.calls[0], "--architecture") == "fcos"
    assert option(fake_engine.calls[0], "--batch-size") == "4"
    assert "--chip-size" not in new


def test_the_defaults_are_those_of_the_contract(run, fake_engine, image, labels, tmp_path):
    run(TRAIN, IMAGE=str(image), LABELS=str(labels), OUTPUT=str(tmp_path / "run"))
    new = fake_engine.calls[0]
    expected = {
        "--validate-on": "east",
        "--validation-fraction": "0.25",
        "--architecture": "unet",
        "--encoder": "resnet18",
        "--chip-size": "256",
        "--batch-size": "8",
        "--learning-rate": None,
        "--pretrained": "if-available",
        "--seed": "0",
        "--class-field": None,
        # The number of chips decides.
        "--epochs": None,
    }
    assert {name: option(new, name) for name in expected} == expected


def test_training_answers_map_polygons_bundle_and_scores(run, image, labels, tmp_path):
    feedback = Feedback()
    root = tmp_path / "run"
    results = run(TRAIN, feedback, IMAGE=str(image), LABELS=str(labels), OUTPUT=str(root))
    assert results["PREDICTION"] == str(root / "predict/validation/labels.tif")
    assert results["POLYGONS"] == str(root / "predict/validation/polygons.gpkg")
    assert results["BUNDLE"] == str(root / "bundle/model-bundle.zip")
    assert results["EVAL"] == str(root / "eval/validation_scenes/eval.json")
    assert Path(results["OUTPUT"]) == root
    assert "Epoch 2 of 2: training loss 0.5" in feedback.infos
    assert feedback.texts[0] == "Training: 1 of 2 epochs, less than a minute left"
    assert feedback.progress() == 100


def test_scores_are_shown_when_training_ends(run, plugin, iface, image, labels, tmp_path):
    results = run(TRAIN, IMAGE=str(image), LABELS=str(labels), OUTPUT=str(tmp_path / "run"))
    settle()
    assert str(plugin.part(ReportPart).dock.evaluation.path) == results["EVAL"]


def test_a_temporary_run_folder_works(run, image, labels):
    results = run(TRAIN, IMAGE=str(image), LABELS=str(labels), OUTPUT="TEMPORARY_OUTPUT")
    assert Path(results["PREDICTION"]).is_file()


@pytest.mark.parametrize("is_of_somebody_else", [True, False])
def test_a_run_without_a_folder_of_its_own_gets_one_that_lasts(
    run, fake_engine, image, labels, tmp_path, is_of_somebody_else
):
    parent = tmp_path / "Documents" / "RV Studio" / "runs"
    inputs = {"IMAGE": str(image), "LABELS": str(labels)}
    # What the dialog begins with.
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(TRAIN)
    inputs["OUTPUT"] = algorithm.parameterDefinition("OUTPUT").defaultValue()
    if is_of_somebody_else:
        # Such as in a model of the designer that was made on another computer.
        parent = tmp_path / "other runs"
        (parent / "old").mkdir(parents=True)
        (parent / "old" / "run.json").write_text("{}")
        inputs["OUTPUT"] = str(parent)
    first, second = (Path(run(TRAIN, **inputs)["OUTPUT"]) for _ in range(2))
    assert first.parent == second.parent == parent
    assert first.name.startswith("town-2")
    assert second.name == f"{first.name}-2"
    assert {option(call, "--root") for call in fake_engine.calls[::2]} == {str(first), str(second)}


def test_a_temporary_run_folder_is_warned_of(run, fake_engine, image, labels):
    feedback = Feedback()
    inputs = {"IMAGE": str(image), "LABELS": str(labels)}
    run(TRAIN, feedback, **inputs, OUTPUT=QgsProcessing.TEMPORARY_OUTPUT)
    assert any("deletes when it is closed" in text for text in feedback.warnings)


def test_layers_that_are_no_files_are_written_into_the_run(run, fake_engine, image, tmp_path):
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=kind:string", "mine", "memory")
    feature = QgsFeature(layer.fields())
    feature["kind"] = "house"
    feature.setGeometry(QgsGeometry.fromRect(QgsRasterLayer(str(image)).extent()))
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    root = tmp_path / "run"
    run(
        TRAIN,
        IMAGE=str(image),
        LABELS=layer.id(),
        CLASS_FIELD="kind",
        AREA=layer,
        VALIDATION_AREA=layer.id(),
        OUTPUT=str(root),
    )
    new = fake_engine.calls[0]
    assert option(new, "--labels") == str(root / "inputs/labels.gpkg")
    assert option(new, "--labels-layer") == "labels"
    assert option(new, "--area") == str(root / "inputs/area.gpkg")
    assert option(new, "--validation-area") == str(root / "inputs/validation-area.gpkg")
    written = QgsVectorLayer(str(root / "inputs/labels.gpkg"))
    assert [f["kind"] for f in written.getFeatures()] == ["house"]


def test_only_the_selected_labels_are_used_on_request(run, fake_engine, image, labels, tmp_path):
    layer = QgsVectorLayer(str(labels), "labels")
    QgsProject.instance().addMapLayer(layer)
    layer.selectByExpression('"height_m" < 2')
    run(
        TRAIN,
        IMAGE=str(image),
        LABELS=QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True),
        OUTPUT=str(tmp_path / "run"),
    )
    written = QgsVectorLayer(option(fake_engine.calls[0], "--labels"))
    assert written.featureCount() == 2


def test_prediction_hands_over_bundle_image_and_outputs(run, fake_engine, image, bundle, tmp_path):
    raster, polygons = tmp_path / "out.tif", tmp_path / "out.gpkg"
    results = run(
        PREDICT, BUNDLE=str(bundle), IMAGE=str(image), OUTPUT=str(raster), POLYGONS=str(polygons)
    )
    assert results == {"OUTPUT": str(raster), "POLYGONS": str(polygons)}
    (call,) = fake_engine.calls
    assert call["argv"][2:6] == ["predict-bundle", str(bundle), str(image), str(raster)]
    assert option(call, "--polygons") == str(polygons)
    assert option(call, "--extent") is None
    assert option(call, "--channel-order") is None


def test_prediction_makes_no_polygons_unasked(run, fake_engine, image, bundle, tmp_path):
    run(PREDICT, BUNDLE=str(bundle), IMAGE=str(image), OUTPUT=str(tmp_path / "out.tif"))
    assert option(fake_engine.calls[0], "--polygons") is None


def test_an_extent_in_another_crs_arrives_in_the_images(run, fake_engine, image, bundle, tmp_path):
    extent = "15.0,15.001,45.152,45.153 [EPSG:4326]"
    run(
        PREDICT,
        BUNDLE=str(bundle),
        IMAGE=str(image),
        EXTENT=extent,
        OUTPUT=str(tmp_path / "out.tif"),
    )
    argv = fake_engine.calls[0]["argv"]
    start = argv.index("--extent") + 1
    left, bottom, right, top = (float(text) for text in argv[start : start + 4])
    assert LEFT <= left < right <= RIGHT
    assert BOTTOM <= bottom < top <= TOP
    assert right - left == pytest.approx(78.6, abs=0.5)


def test_bands_are_counted_from_one_here_and_from_zero_there(
    run, fake_engine, image, bundle, tmp_path
):
    run(
        PREDICT,
        BUNDLE=str(bundle),
        IMAGE=str(image),
        BANDS=[3, 1, 2],
        OUTPUT=str(tmp_path / "out.tif"),
    )
    argv = fake_engine.calls[0]["argv"]
    start = argv.index("--channel-order") + 1
    assert argv[start : start + 3] == ["2", "0", "1"]


def test_the_prediction_of_an_image_without_crs_works(run, bundle, tmp_path):
    bare = write_image(tmp_path / "bare.tif", epsg=None)
    results = run(PREDICT, BUNDLE=str(bundle), IMAGE=str(bare), OUTPUT=str(tmp_path / "out.tif"))
    assert not QgsRasterLayer(results["OUTPUT"]).crs().isValid()
