"""What can happen to an engine: each ends in a message, and QGIS works on."""

import shutil
import subprocess
import threading

import pytest
from qgis.core import QgsProcessingException
from rv_studio.rv_qgis.engine import runner as runner_module

from tests.plugin.samples import write_image, write_polygons
from tests.plugin.toolbox import PREDICT, TRAIN, Feedback
from tests.plugin.waiting import settle, until


@pytest.fixture
def predict(run, image, bundle, tmp_path):
    def predict(feedback=None):
        parameters = {"BUNDLE": str(bundle), "IMAGE": str(image)}
        return run(PREDICT, feedback, **parameters, OUTPUT=str(tmp_path / "maps" / "out.tif"))

    return predict


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        ("is killed", "killed by the system"),
        ("crashes", "the model fell over"),
        ("speaks another version", "message version 99"),
        ("fails of its own fault", "a fault of its own"),
    ],
)
def test_after_a_fault_the_next_run_works(
    predict, iface, fake_engine, tmp_path, behaviour, expected
):
    fake_engine.that(behaviour)
    with pytest.raises(QgsProcessingException, match=expected) as caught:
        predict()
    settle()
    assert iface.shown == [("RV Studio, Predict with bundle", str(caught.value))]
    assert list((tmp_path / "maps").rglob("*")) == []
    fake_engine.that("well")
    assert predict()["OUTPUT"] == str(tmp_path / "maps" / "out.tif")


def test_an_engine_whose_python_is_deleted_can_be_set_up_again(predict, iface, fake_engine):
    aside = fake_engine.python.with_name("aside")
    fake_engine.python.rename(aside)
    with pytest.raises(QgsProcessingException, match="Set Up Engine"):
        predict()
    aside.rename(fake_engine.python)
    assert predict()


def test_an_engine_that_hangs_is_noticed_and_can_be_cancelled(
    predict, iface, fake_engine, monkeypatch
):
    monkeypatch.setattr(runner_module, "_SILENT_TOO_LONG_S", 0.2)
    fake_engine.that("hangs")
    feedback = Feedback()

    def cancel():
        while not feedback.warnings:
            threading.Event().wait(0.02)
        feedback.cancel()

    threading.Thread(target=cancel).start()
    with pytest.raises(QgsProcessingException, match="Stopped on request"):
        predict(feedback)
    assert "has said nothing for" in feedback.warnings[0]
    fake_engine.that("well")
    assert predict()


@pytest.fixture
def small_disk(tmp_path):
    """A disk with room for less than a chip folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk, and not everywhere")
    yield folder
    # An engine that is about to end, or a reader of runs, may look at it for a moment more.
    until(lambda: _is_let_go(folder))


def _is_let_go(folder):
    if folder.is_mount():
        subprocess.run(["umount", str(folder)], capture_output=True)
    return not folder.is_mount()


@pytest.mark.real_engine
def test_a_full_disk_is_one_message_and_the_training_works_elsewhere(
    plugin, iface, real_engine, small_disk, tmp_path
):
    import processing

    parameters = {
        "IMAGE": str(write_image(tmp_path / "town.tif", size_px=128)),
        "LABELS": str(write_polygons(tmp_path / "labels.gpkg", size_px=128)),
        "CLASS_FIELD": "class",
        "EPOCHS": 1,
        "CHIP_SIZE": 64,
        "PRETRAINED": "no",
        "OUTPUT": str(small_disk / "run"),
    }
    with pytest.raises(QgsProcessingException, match="space|room") as caught:
        processing.run(TRAIN, parameters, feedback=Feedback())
    settle()
    assert iface.shown == [("RV Studio, Train segmentation model", str(caught.value))]
    assert not list(small_disk.rglob("*.partial*"))
    assert plugin
