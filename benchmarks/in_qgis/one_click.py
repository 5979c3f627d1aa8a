"""Runs inside QGIS: clicks on the button, waits for the layer, and notes the seconds."""

import sys
import time
from pathlib import Path

import qgis.utils
from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QToolButton

LIMIT_S = 300


def until(condition):
    """Lets QGIS work until something is so."""
    deadline_s = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > deadline_s:
            raise TimeoutError([item.text() for item in qgis.utils.iface.messageBar().items()])
        QCoreApplication.processEvents()
        time.sleep(0.001)


def results():
    """The ids of the layers that were predicted."""
    return {
        id_
        for id_, layer in QgsProject.instance().mapLayers().items()
        if layer.customProperty("rv_studio/image_layer")
    }


def click(part, button):
    """The timings of one click."""
    before, canvas = results(), qgis.utils.iface.mapCanvas()
    begun_s = time.perf_counter()
    button.click()
    until(lambda: results() != before or part.one_click.problem is not None)
    clicked_s = time.perf_counter() - begun_s
    if part.one_click.problem is not None:
        raise RuntimeError(str(part.one_click.problem))
    until(lambda: not canvas.isDrawing())
    drawn_s = time.perf_counter() - begun_s
    told = part.one_click.timings
    ours_s = clicked_s - told["model_s"] - told["load_s"]
    return {**told, "click_s": clicked_s, "ours_s": ours_s, "drawn_s": drawn_s}


def story(bundle, image, size_px, repeat):
    """The timings of all clicks."""
    iface, project = qgis.utils.iface, QgsProject.instance()
    plugin = qgis.utils.plugins["rv_studio"]
    # Of the modules that QGIS has loaded.
    part = plugin.part(sys.modules["rv_studio.rv_qgis.predict"].PredictPart)
    bundle = Path(bundle)
    part.bundles.add(bundle, is_accepted=True)
    until(lambda: part.bundles.entry(bundle) is not None)
    part.bundles.set_current(bundle)
    layer = QgsRasterLayer(image, "town")
    project.addMapLayer(layer)
    canvas = iface.mapCanvas()
    canvas.setDestinationCrs(layer.crs())
    side = size_px * layer.rasterUnitsPerPixelX()
    middle = layer.extent().center()
    square = QgsRectangle.fromCenterAndSize(middle, side, side)
    until(lambda: not canvas.isDrawing())
    show_square(canvas, square)
    until(lambda: not canvas.isDrawing())
    button = iface.mainWindow().findChild(QToolButton, "RvStudioPredictButton")
    # Cold: the engine is not there yet.
    return {"clicks": [click(part, button) for _ in range(1 + repeat)]}


def show_square(canvas, square):
    """Makes the map a square, so that it shows just this."""
    side = min(canvas.width(), canvas.height())
    canvas.setFixedSize(side, side)
    QCoreApplication.processEvents()
    canvas.setExtent(square)
    canvas.refresh()
