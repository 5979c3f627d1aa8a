"""Bad input, failures and Cancel: one clear message each, and nothing half-written."""

import re
import threading
import time

import pytest
from qgis.core import QgsApplication, QgsProcessingException, QgsProject

from tests.plugin.algorithm_cases import ALL
from tests.plugin.processes import is_running
from tests.plugin.toolbox import PREDICT, TRAIN, Feedback, into_project, run_as_the_toolbox
from tests.plugin.waiting import settle


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


class CancelledAtOnce(Feedback):
    """Somebody presses Cancel as soon as the engine has said that it is there."""

    def __init__(self):
        super().__init__()
        self.process_ids = []

    def pushDebugInfo(self, info):
        self.process_ids += [int(number) for number in re.findall(r"process (\d+)", info)]

    def setProgressText(self, text):
        super().setProgressText(text)
        if self.process_ids:
            self.cancel()


@pytest.mark.parametrize("name", ALL)
def test_every_algorithm_ends_its_engine_when_it_is_cancelled(
    plugin, iface, fake_engine, tmp_path, name
):
    fake_engine.that("cancels politely, alone")
    feedback = CancelledAtOnce()
    # An algorithm that does not hear it would go on for ever.
    run_as_the_toolbox(f"rvstudio:{name}", ALL[name](tmp_path), 60, feedback)
    assert feedback.errors == ["Stopped on request."]
    assert not is_running(feedback.process_ids[-1])
    assert list(tmp_path.rglob("*.partial")) == []
    assert QgsProject.instance().mapLayers() == {}
    assert iface.shown == []


def test_without_an_engine_the_toolbox_gives_the_reason(plugin, monkeypatch):
    monkeypatch.setenv("RV_STUDIO_PYTHON", "/no/such/python")
    algorithm = QgsApplication.processingRegistry().algorithmById(TRAIN)
    runs, reason = algorithm.canExecute()
    assert not runs
    assert "/no/such/python" in reason
    assert "Options" in reason


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
