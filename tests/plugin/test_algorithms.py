"""The algorithms through `processing.run`, with a fake engine."""

import threading
import time
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from tests.plugin.conftest import settle
from tests.plugin.samples import BOTTOM, LEFT, RIGHT, TOP, write_image

TRAIN, PREDICT = "rvstudio:trainsegmentation", "rvstudio:predictwithbundle"


class Feedback(QgsProcessingFeedback):
    """Remembers what the user would see."""

    def __init__(self):
        super().__init__()
        self.errors, self.infos, self.warnings, self.texts = [], [], [], []

    def reportError(self, error, fatalError=False):
        self.errors.append(error)

    def pushInfo(self, info):
        self.infos.append(info)

    def pushWarning(self, warning):
        self.warnings.append(warning)

    def setProgressText(self, text):
        self.texts.append(text)


@pytest.fixture
def run(plugin, fake_engine):
    import processing

    def run(algorithm, feedback=None, **parameters):
        return processing.run(algorithm, parameters, feedback=feedback or Feedback())

    return run


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "model-bundle.zip"
    path.write_bytes(b"")
    return path


def option(call, name):
    argv = call["argv"]
    return argv[argv.index(name) + 1] if name in argv else None


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
    assert str(plugin._dock.evaluation.path) == results["EVAL"]


def test_a_temporary_run_folder_works(run, image, labels):
    results = run(TRAIN, IMAGE=str(image), LABELS=str(labels), OUTPUT="TEMPORARY_OUTPUT")
    assert Path(results["PREDICTION"]).is_file()


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


def test_the_image_is_not_overwritten(run, image, bundle):
    before = image.read_bytes()
    with pytest.raises(QgsProcessingException, match="would overwrite the image"):
        run(PREDICT, BUNDLE=str(bundle), IMAGE=str(image), OUTPUT=str(image))
    assert image.read_bytes() == before


BAD_INPUTS = {
    "a missing image": ({"IMAGE": "/no/such.tif"}, "no raster '/no/such.tif'"),
    "an image that is no raster": ({"IMAGE": "{text}"}, "is no raster that QGIS can read"),
    "missing labels": ({"LABELS": "/no/such.gpkg"}, "no vector layer '/no/such.gpkg'"),
    "labels that are no layer": ({"LABELS": "{text}"}, "is no vector layer"),
    "a class field that is not there": ({"CLASS_FIELD": "klass"}, "no field 'klass'"),
    "an output in the way of a file": (
        {"AREA": "{labels}", "OUTPUT": "{text}/run"},
        "cannot be writ",
    ),
}


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_bad_input_is_one_clear_message_in_log_and_message_bar(
    run, iface, image, labels, tmp_path, case
):
    changes, expected = BAD_INPUTS[case]
    text = tmp_path / "text.txt"
    text.write_text("hello")
    parameters = {"IMAGE": str(image), "LABELS": str(labels), "OUTPUT": str(tmp_path / "run")}
    for name, value in changes.items():
        parameters[name] = value.format(text=text, labels=labels)
    with pytest.raises(QgsProcessingException, match=expected) as caught:
        run(TRAIN, **parameters)
    settle()
    assert iface.shown == [("RV Studio, Train segmentation model", str(caught.value))]
    assert not (tmp_path / "run").exists()


def test_a_failure_of_the_engine_is_shown_in_its_words(
    run, iface, fake_engine, image, labels, tmp_path
):
    fake_engine.that("fails")
    with pytest.raises(QgsProcessingException) as caught:
        run(TRAIN, IMAGE=str(image), LABELS=str(labels), OUTPUT=str(tmp_path / "run"))
    expected = "The labels do not touch the image. Choose labels that lie on the image."
    assert str(caught.value) == expected
    settle()
    assert iface.shown == [("RV Studio, Train segmentation model", expected)]
    assert not (tmp_path / "run").exists()


def test_being_killed_leaves_no_half_output(run, fake_engine, image, bundle, tmp_path):
    fake_engine.that("is killed")
    folder = tmp_path / "maps"
    with pytest.raises(QgsProcessingException, match="out of memory"):
        run(PREDICT, BUNDLE=str(bundle), IMAGE=str(image), OUTPUT=str(folder / "out.tif"))
    assert list(folder.iterdir()) == []


@pytest.fixture
def job(image, labels, bundle, tmp_path):
    """Parameters for an algorithm, and the folder that it writes to."""

    def make(algorithm):
        folder = tmp_path / "maps"
        if algorithm == TRAIN:
            own = {"LABELS": str(labels), "OUTPUT": str(folder / "run")}
        else:
            own = {"BUNDLE": str(bundle), "OUTPUT": str(folder / "out.tif")}
        return folder, {"IMAGE": str(image), **own}

    return make


@pytest.mark.parametrize("behaviour", ["cancels politely", "hears no cancel"])
@pytest.mark.parametrize("algorithm", [TRAIN, PREDICT])
def test_cancel_ends_within_two_seconds_and_leaves_nothing(
    run, iface, fake_engine, job, behaviour, algorithm
):
    folder, parameters = job(algorithm)
    fake_engine.that(behaviour)
    feedback = Feedback()
    asked_s = []

    def cancel():
        while feedback.progress() == 0:
            time.sleep(0.02)
        asked_s.append(time.monotonic())
        feedback.cancel()

    threading.Thread(target=cancel).start()
    with pytest.raises(QgsProcessingException, match="Stopped on request"):
        run(algorithm, feedback, **parameters)
    assert time.monotonic() - asked_s[0] < 2.0
    assert list(folder.rglob("*")) == []
    settle()
    assert iface.shown == []


def test_without_an_engine_the_toolbox_gives_the_reason(plugin, monkeypatch):
    monkeypatch.setenv("RV_STUDIO_PYTHON", "/no/such/python")
    algorithm = QgsApplication.processingRegistry().algorithmById(TRAIN)
    runs, reason = algorithm.canExecute()
    assert not runs
    assert "/no/such/python" in reason
    assert "Options" in reason


@pytest.mark.parametrize("algorithm_id", [TRAIN, PREDICT])
def test_the_toolbox_has_help_icon_and_tags_for_all(plugin, algorithm_id):
    algorithm = QgsApplication.processingRegistry().algorithmById(algorithm_id)
    assert len(algorithm.shortHelpString()) > 100
    assert not algorithm.icon().isNull()
    assert "deep learning" in algorithm.tags()
    assert algorithm.group()
    assert algorithm.flags() & type(algorithm).Flag.FlagCanCancel
    for parameter in algorithm.parameterDefinitions():
        assert parameter.help(), parameter.name()


def run_and_load(algorithm, parameters, limit_s=20):
    """Runs an algorithm in the background and loads its results; answers these."""
    feedback, results = run_as_the_toolbox(algorithm, parameters, limit_s)
    assert feedback.errors == []
    return results


def run_as_the_toolbox(algorithm, parameters, limit_s=20):
    """Runs an algorithm as the toolbox does; answers what its log showed, and the results."""
    from processing.gui.Postprocessing import handleAlgorithmResults
    from qgis.core import QgsProcessingAlgRunnerTask

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    feedback = Feedback()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(algorithm)
    done = []
    assert algorithm.checkParameterValues(parameters, context)[0]
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)

    def load(successful, results):
        # The toolbox does so even after a failure.
        handleAlgorithmResults(algorithm, context, feedback, parameters=results)
        done.append(results)

    task.executed.connect(load)
    QgsApplication.taskManager().addTask(task)
    deadline_s = time.monotonic() + limit_s
    while not done and time.monotonic() < deadline_s:
        settle(0.02)
    assert done
    return feedback, done[0]


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


def into_project(path):
    from qgis.core import QgsProcessingOutputLayerDefinition

    return QgsProcessingOutputLayerDefinition(str(path), QgsProject.instance())


def test_a_failure_is_one_message_in_the_toolbox_log(plugin, fake_engine, image, bundle, tmp_path):
    fake_engine.that("fails")
    parameters = {
        "IMAGE": str(image),
        "BUNDLE": str(bundle),
        "OUTPUT": into_project(tmp_path / "map.tif"),
    }
    feedback, _ = run_as_the_toolbox(PREDICT, parameters)
    expected = "The labels do not touch the image. Choose labels that lie on the image."
    assert feedback.errors == [expected]


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


def test_the_prediction_of_an_image_without_crs_works(run, bundle, tmp_path):
    bare = write_image(tmp_path / "bare.tif", epsg=None)
    results = run(PREDICT, BUNDLE=str(bundle), IMAGE=str(bare), OUTPUT=str(tmp_path / "out.tif"))
    assert not QgsRasterLayer(results["OUTPUT"]).crs().isValid()
