"""Runs inside QGIS: loads, starts and unloads the plugin, and notes the seconds of each."""

import importlib
import sys
import time

import qgis.utils
from qgis.PyQt.QtCore import QCoreApplication


def seconds_of(step, *arguments):
    """How long a step took."""
    begun_s = time.perf_counter()
    assert step(*arguments)
    return time.perf_counter() - begun_s


def story(repeat):
    """The seconds of each try."""
    # QGIS did so already at its own start, when the files were cold.
    qgis.utils.unloadPlugin("rv_studio")
    tries = []
    for _ in range(repeat):
        for name in [name for name in sys.modules if name.partition(".")[0] == "rv_studio"]:
            del sys.modules[name]
        QCoreApplication.processEvents()
        assert qgis.utils.loadPlugin("rv_studio")
        imported_s = seconds_of(importlib.import_module, "rv_studio.rv_qgis.plugin")
        started_s = seconds_of(qgis.utils.startPlugin, "rv_studio")
        tries.append((imported_s, started_s))
        assert qgis.utils.unloadPlugin("rv_studio")
    return {"tries": tries}
