"""Loading, and leaving nothing behind."""

import gc
import sys
import threading
import time

import pytest
import qgis.utils
from qgis.core import QgsApplication
from qtpy.QtCore import QCoreApplication, QTranslator
from qtpy.QtGui import QAction
from qtpy.QtWidgets import QDockWidget, QToolBar

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
        "Train Segmentation Model...",
        "Predict with Bundle...",
        "Show Evaluation...",
        "Show Runs",
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


def test_a_failure_anywhere_reaches_the_message_bar(plugin, iface):
    from rv_studio.rv_engine.errors import RasterError

    error = RasterError("'a.tif' is no raster.", hint="Choose another file.")
    thread = threading.Thread(target=plugin._notices.report_failure, args=("Predict", error))
    thread.start()
    thread.join()
    settle(0.1)
    assert iface.shown == [("RV Studio, Predict", "'a.tif' is no raster. Choose another file.")]


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


def test_an_algorithm_without_an_engine_says_so_instead_of_opening(plugin, iface, monkeypatch):
    monkeypatch.setenv("RV_STUDIO_PYTHON", "/no/such/python")
    plugin._actions[0].trigger()
    ((title, text),) = iface.shown
    assert "Train segmentation model" in title
    assert "/no/such/python" in text
