"""Runs inside QGIS's own window: loads and unloads the plugin ten times and reports what is left."""

import gc
import os
import sys
import threading
from pathlib import Path

import qgis.utils
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QTimer
from qgis.PyQt.QtWidgets import QAction, QApplication, QComboBox, QDockWidget, QToolBar, QWizard


def children_of(process_id):
    """The processes that QGIS has started and that still run."""
    path = Path(f"/proc/{process_id}/task/{process_id}/children")
    return len(path.read_text().split()) if path.exists() else 0


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
        "timers": len(window.findChildren(QTimer)),
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "children": children_of(os.getpid()),
        "modules": sorted(name for name in sys.modules if name.startswith("rv_studio")),
    }


def open_dialogs(image, labels):
    """Opens the wizard and a dialog from the menu and answers what they are about to use."""
    project = QgsProject.instance()
    project.addMapLayer(QgsRasterLayer(image, "town"))
    project.addMapLayer(QgsVectorLayer(labels, "labels"))
    qgis.utils.iface.mapCanvas().setLayers(project.layerTreeRoot().layerOrder())
    left()
    (menu,) = [
        action.menu()
        for action in qgis.utils.iface.rasterMenu().actions()
        if action.text() == "RV Studio"
    ]
    for action in menu.actions()[:2]:
        action.trigger()
    shown = dialogs()
    answer = {
        # Newer versions of QGIS put the group before an algorithm's name.
        "titles": sorted(dialog.windowTitle().rpartition(" - ")[2] for dialog in shown),
        "modal": [dialog.isModal() for dialog in shown],
        "layers": sorted(
            combo.currentText()
            for dialog in shown
            for combo in dialog.findChildren(QComboBox)
            if "EPSG" in combo.currentText()
        ),
    }
    project.clear()
    return answer


def dialogs():
    left()
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible() and (hasattr(widget, "algorithm") or isinstance(widget, QWizard))
    ]


def story(image, labels):
    loaded = left()
    opened = open_dialogs(image, labels)
    qgis.utils.unloadPlugin("rv_studio")
    opened["left open"] = len(dialogs())
    first = left()
    for _ in range(10):
        assert qgis.utils.loadPlugin("rv_studio")
        assert qgis.utils.startPlugin("rv_studio")
        left()
        assert qgis.utils.unloadPlugin("rv_studio")
    return {"opened": opened, "loaded": loaded, "first": first, "last": left()}
