"""Loading, and leaving nothing behind."""

import gc
import sys
import threading
import time
from pathlib import Path

import pytest
import qgis.utils
from qgis.core import QgsApplication
from qtpy.QtCore import QCoreApplication, QTimer, QTranslator
from qtpy.QtGui import QAction
from qtpy.QtWidgets import QApplication, QDockWidget, QTextEdit, QToolBar, QToolButton
from rv_studio.rv_qgis.runs import RunsPart

from tests.plugin.waiting import settle


def providers():
    return [provider.id() for provider in QgsApplication.processingRegistry().providers()]


def left_in(iface):
    settle()
    gc.collect()
    return {
        "toolbars": len(iface.window.findChildren(QToolBar)),
        "docks": len(iface.window.findChildren(QDockWidget)),
        "actions": len(iface.window.findChildren(QAction)),
        "children": len(iface.window.children()),
        "menu": [action.text() for action in iface.raster_menu.actions()],
        "options": list(iface.options_factories),
        "providers": providers(),
        "path": list(sys.path),
        "threads": [thread.name for thread in threading.enumerate()],
        "translators": len(QCoreApplication.instance().findChildren(QTranslator)),
    }


def test_the_plugin_puts_its_parts_into_the_window(plugin, iface):
    (menu,) = [action.menu() for action in iface.raster_menu.actions()]
    assert menu.title() == "RV Studio"
    assert [action.text() for action in menu.actions()] == [
        "Train Model...",
        "Predict with Bundle...",
        "Show Evaluation...",
        "Show Runs",
        "Show Models",
        "Swipe the Chosen Layers",
        "Blink the Chosen Layers",
        "New Training Labels...",
        "Check Labels...",
        "Set Up Engine...",
    ]
    assert "rvstudio" in providers()
    assert len(iface.options_factories) == 1
    assert not any(action.icon().isNull() for action in menu.actions())


def test_loading_and_unloading_ten_times_leaves_nothing(iface, qgis_processing):
    from rv_studio import classFactory

    before = left_in(iface)
    for _ in range(10):
        plugin = classFactory(iface)
        plugin.initGui()
        settle()
        plugin.unload()
    del plugin
    assert left_in(iface) == before


def test_without_a_window_only_the_provider_is_made(qgis_processing, plugins_folder):
    from rv_studio import classFactory

    plugin = classFactory(None)
    plugin.initProcessing()
    try:
        assert "rvstudio" in providers()
    finally:
        plugin.unload()
    assert "rvstudio" not in providers()


def test_unloading_stops_what_is_running(plugin, fake_engine):
    from rv_studio.rv_engine.errors import Cancelled

    fake_engine.that("hears no cancel")
    started, outcome = threading.Event(), []

    def work():
        with pytest.raises(Cancelled) as caught:
            plugin._runner.run(["doctor"], lambda message: started.set())
        outcome.append(caught.value)

    thread = threading.Thread(target=work)
    thread.start()
    assert started.wait(5)
    begun_s = time.monotonic()
    qgis.utils.plugins.pop("rv_studio").unload()
    qgis.utils.active_plugins.remove("rv_studio")
    assert time.monotonic() - begun_s < 2
    thread.join(3)
    assert outcome


def test_a_training_goes_on_when_the_plugin_is_reloaded_and_is_found_again(
    plugin, iface, fake_engine, tmp_path, image
):
    import json

    from rv_studio import classFactory
    from rv_studio.rv_qgis.engine.errors import RunGoesOn

    fake_engine.that("works until it is stopped")
    root = tmp_path / "run"
    root.mkdir()
    config = root / "pipeline-config.json"
    config.write_text(json.dumps({"root_uri": str(root), "image": str(image)}))
    plugin._notices.run_began.emit(str(root))
    outcome = []

    def work():
        with pytest.raises(RunGoesOn) as caught:
            plugin._runner.run_in_folder(["run", str(config)], root)
        outcome.append(caught.value)

    thread = threading.Thread(target=work)
    thread.start()
    wait_for(lambda: plugin.part(RunsPart).runs.live and plugin.part(RunsPart).runs.live[0].curves)
    qgis.utils.plugins.pop("rv_studio").unload()
    qgis.utils.active_plugins.remove("rv_studio")
    thread.join(3)
    assert outcome
    again = classFactory(iface)
    again.initGui()
    try:
        wait_for(lambda: again.part(RunsPart).runs.live)
        assert again.part(RunsPart).runs.live[0].folder == root
        again.part(RunsPart).runs.stop(root)
        wait_for(lambda: not again.part(RunsPart).runs.live)
        assert again.part(RunsPart).runs.snapshot(root).state == "stopped"
    finally:
        again.unload()


@pytest.mark.parametrize(
    ("setting", "answer", "closes", "stops"),
    [
        ("keep", None, True, False),
        ("stop", None, True, True),
        ("ask", "keep", True, False),
        ("ask", "stop", True, True),
        ("ask", "", False, False),
    ],
)
def test_closing_qgis_asks_what_becomes_of_runs(
    plugin, iface, monkeypatch, setting, answer, closes, stops
):
    from qtpy.QtCore import QEvent
    from qtpy.QtGui import QCloseEvent
    from rv_studio.rv_qgis.runs.run_snapshot import RUNNING, RunSnapshot
    from rv_studio.rv_qgis.settings import set_after_closing

    set_after_closing(setting)
    stopped = []
    live = RunSnapshot(Path("/run"), RUNNING, 4194305)
    monkeypatch.setattr(type(plugin.part(RunsPart).runs), "live", property(lambda self: [live]))
    monkeypatch.setattr("rv_studio.rv_qgis.runs.run_collection.stop_engine_process", stopped.append)
    monkeypatch.setattr(type(plugin.part(RunsPart).closing), "ask", lambda self, count: answer)
    try:
        event = QCloseEvent()
        assert event.type() == QEvent.Type.Close
        assert plugin.part(RunsPart).closing.eventFilter(iface.window, event) is not closes
        if closes:
            qgis.utils.plugins.pop("rv_studio").unload()
            qgis.utils.active_plugins.remove("rv_studio")
            assert bool(stopped) is stops
    finally:
        set_after_closing("ask")


def wait_for(condition, seconds=10):
    deadline_s = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline_s:
        settle(0.02)
    assert condition()


def test_a_failure_anywhere_reaches_the_message_bar(plugin, iface):
    from rv_studio.rv_engine.errors import RasterError

    error = RasterError("'a.tif' is no raster.", hint="Choose another file.")
    thread = threading.Thread(target=plugin._notices.report_failure, args=("Predict", error))
    thread.start()
    thread.join()
    settle(0.1)
    assert iface.shown == [("RV Studio, Predict", "'a.tif' is no raster. Choose another file.")]


LONG_FAILURE = (
    "The memory does not suffice for 16 chips. Choose a smaller batch size, smaller chips or a "
    "smaller model, or train on the processor. What was learnt until now is kept in '/tmp/a/run', "
    "and the run goes on from there."
)


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        (LONG_FAILURE, "The memory does not suffice for 16 chips."),
        (LONG_FAILURE.replace(".", ";"), "The memory does not suffice for 16 chips; Choose"),
    ],
)
def test_a_long_failure_begins_in_the_message_bar_and_is_whole_behind_its_button(
    plugin, iface, text, beginning
):
    iface.window.show()
    plugin._desktop.show_failure("Runs", text)
    shown = iface.bar.currentItem().text()
    assert shown.startswith(beginning) and len(shown) < 115
    (button,) = [b for b in iface.bar.findChildren(QToolButton) if b.text() == "Show more"]
    read = []

    def look():
        dialog = QApplication.activeModalWidget()
        read.append(dialog.findChild(QTextEdit).toPlainText())
        dialog.close()

    QTimer.singleShot(0, look)
    button.click()
    assert " ".join(read[0].split()).endswith(text)


def test_scores_open_in_the_dock(plugin, iface, tmp_path):
    import json

    from tests.plugin.fake_engine import EVALUATION

    path = tmp_path / "eval.json"
    path.write_text(json.dumps(EVALUATION), encoding="utf-8")
    iface.window.show()
    plugin._notices.evaluated.emit(str(path))
    settle()
    dock = iface.window.findChild(QDockWidget, "RvStudioEvaluationDock")
    assert dock.isVisible()
    assert dock.evaluation.path == path


def test_a_file_that_is_no_evaluation_is_reported_in_the_message_bar(plugin, iface, tmp_path):
    path = tmp_path / "other.json"
    path.write_text("{}", encoding="utf-8")
    plugin._notices.evaluated.emit(str(path))
    settle()
    ((_, text),) = iface.shown
    assert "is not an evaluation" in text


def test_the_wizard_without_an_engine_says_so_instead_of_opening(plugin, iface, monkeypatch):
    monkeypatch.setenv("RV_STUDIO_PYTHON", "/no/such/python")
    iface.raster_menu.actions()[0].menu().actions()[0].trigger()
    ((title, text),) = iface.shown
    assert "Train Model" in title
    assert "/no/such/python" in text
