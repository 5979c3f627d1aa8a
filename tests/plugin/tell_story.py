"""Runs inside QGIS's own window: calls the `story` of a script and leaves what it answers."""

import faulthandler
import json
import os
import runpy
import sys
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QTimer


def tell(script, values, limit_s):
    """The answer of a story, or what went wrong."""
    # Where it hangs or dies, should it.
    faulthandler.enable()
    faulthandler.dump_traceback_later(limit_s, exit=True)
    try:
        return {"answer": runpy.run_path(script)["story"](**values)}
    except Exception:  # noqa: BLE001 - whoever asked shows it
        return {"error": traceback.format_exc()}


def run():
    """Tells the story, and ends QGIS."""
    request = json.loads(Path(os.environ["RV_STORY"]).read_text(encoding="utf-8"))
    # Behind everything else: the stories share modules of the tests.
    sys.path.append(request["repo"])
    told = tell(request["script"], request["values"], request["limit_s"])
    Path(request["answer"]).write_text(json.dumps(told), encoding="utf-8")
    # As when a user closes QGIS: first the project, then the plugins.
    QgsProject.instance().clear()
    qgis.utils.unloadPlugin("rv_studio")
    QgsApplication.instance().quit()


QTimer.singleShot(500, run)
