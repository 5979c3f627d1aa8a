"""Runs inside QGIS's own window: loads and unloads the plugin ten times and reports what is left."""

import gc
import json
import os
import sys
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QTimer
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QToolBar


def left():
    for _ in range(5):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.DeferredDelete)
    gc.collect()
    window = qgis.utils.iface.mainWindow()
    return {
        "toolbars": sorted(bar.objectName() for bar in window.findChildren(QToolBar)),
        "docks": sorted(dock.objectName() for dock in window.findChildren(QDockWidget)),
        "actions": len(window.findChildren(QAction)),
        "raster menu": [action.text() for action in qgis.utils.iface.rasterMenu().actions()],
        "providers": sorted(
            provider.id() for provider in QgsApplication.processingRegistry().providers()
        ),
        "modules": sorted(name for name in sys.modules if name.startswith("rv_studio")),
    }


def story():
    loaded = left()
    qgis.utils.unloadPlugin("rv_studio")
    first = left()
    for _ in range(10):
        assert qgis.utils.loadPlugin("rv_studio")
        assert qgis.utils.startPlugin("rv_studio")
        left()
        assert qgis.utils.unloadPlugin("rv_studio")
    return {"loaded": loaded, "first": first, "last": left()}


def run():
    try:
        answer = story()
    except Exception:  # noqa: BLE001 - the test shows it
        answer = {"error": traceback.format_exc()}
    Path(os.environ["RV_ANSWER"]).write_text(json.dumps(answer), encoding="utf-8")
    QgsApplication.instance().quit()


QTimer.singleShot(500, run)
