"""Runs inside QGIS's own window: clicks on it as a user would, while a training uses all cores."""

import time
from pathlib import Path

import qgis.utils
from qgis.PyQt.QtCore import QCoreApplication, QProcess
from qgis.PyQt.QtWidgets import QDockWidget, QToolBar

LIMIT_S = 60.0


def wait_for(condition):
    """How long it took, in seconds; None when it did not come true."""
    begun_s = time.monotonic()
    while time.monotonic() < begun_s + LIMIT_S:
        QCoreApplication.processEvents()
        if condition():
            return time.monotonic() - begun_s
        time.sleep(0.005)
    return None


def click(widget):
    """A click of the mouse, made outside of Qt."""
    place = widget.mapToGlobal(widget.rect().center())
    position = [str(place.x()), str(place.y())]
    QProcess.startDetached("xdotool", ["mousemove", *position, "click", "1"])


def story(root):
    window = qgis.utils.iface.mainWindow()
    from rv_studio.rv_qgis.runs import RunsPart

    plugin = qgis.utils.plugins["rv_studio"]
    toolbar = window.findChild(QToolBar, "RvStudioToolBar")
    (action,) = [action for action in toolbar.actions() if action.text() == "Show Runs"]
    dock = window.findChild(QDockWidget, "RvStudioRunsDock")
    runs = plugin.part(RunsPart).runs
    runs.start(Path(root, "pipeline-config.json"))
    assert wait_for(lambda: runs.live and runs.live[0].curves) is not None
    answers = []
    for is_open in (True, False, True):
        if is_open:
            click(toolbar.widgetForAction(action))
        else:
            dock.close()
        answers.append(wait_for(lambda wanted=is_open: dock.isVisible() is wanted))
    live = len(runs.live)
    runs.stop(Path(root))
    wait_for(lambda: not runs.live)
    return {"answered_s": answers, "live": live}
