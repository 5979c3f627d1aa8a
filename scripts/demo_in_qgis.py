"""The demo's main job, inside QGIS's Python and without a screen.

Loads the plugin as QGIS does, trains and predicts with its Processing algorithms on the sample data,
and leaves a QGIS project, a picture of the maps, the metrics and the bundle.

Usage: python demo_in_qgis.py OUTPUT_FOLDER PLUGINS_FOLDER EPOCHS
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from picture_in_qgis import LegendEntry, MapPanel, draw_picture
from qgis import utils
from qgis.core import (
    QgsApplication,
    QgsContrastEnhancement,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsLineSymbol,
    QgsMultiBandColorRenderer,
    QgsPalettedRasterRenderer,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

LABEL_OUTLINE = QColor("#00e5ff")
# Unlike any roof.
PREDICTION = QColor("#ff2bb5")
BOUNDARY = QColor("#ffffff")
VALIDATION_FRACTION = 0.25
SCORE = re.compile(r"Epoch \d+.* = ")


class PrintedFeedback(QgsProcessingFeedback):
    """Prints what an algorithm says; the terminal is the demo's log."""

    def __init__(self) -> None:
        super().__init__(False)
        self._shown_percent = -10

    def setProgress(self, progress: float) -> None:  # noqa: N802 - Qt's name
        """Prints every tenth percent."""
        if progress >= self._shown_percent + 10:
            self._shown_percent = int(progress // 10) * 10
            print(f"  {self._shown_percent:3d} %", flush=True)

    def pushInfo(self, info: str) -> None:  # noqa: N802 - Qt's name
        """Prints a line, but for the many scores of each epoch; the last stand in a table."""
        if not SCORE.match(info):
            print(f"  {info}", flush=True)

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N802, N803
        """Prints an error."""
        print(f"  ERROR: {error}", file=sys.stderr, flush=True)


def load_plugins(folder: Path) -> None:
    """Loads Processing and the plugin the way QGIS does at its start."""
    built_in = Path(QgsApplication.pkgDataPath()) / "python" / "plugins"
    log = []
    QgsApplication.messageLog().messageReceived.connect(lambda text, *_: log.append(text))
    utils.plugin_paths[:] = [str(built_in), str(folder)]
    sys.path[:0] = utils.plugin_paths
    utils.updateAvailablePlugins()
    from processing.core.Processing import Processing

    Processing.initialize()
    if not (utils.loadPlugin("rv_studio") and utils.startProcessingPlugin("rv_studio")):
        raise SystemExit("\n".join(["QGIS could not load the plugin.", *log]))


def run_algorithm(name: str, parameters: dict) -> dict:
    """Runs an algorithm as the toolbox does; its results are styled and go into the project."""
    import processing

    print(f"\nAlgorithm {name}", flush=True)
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    return processing.runAndLoadResults(
        name, parameters, feedback=PrintedFeedback(), context=context
    )


def add_image(path: Path, title: str) -> QgsRasterLayer:
    """Adds an image of the sample data in natural colours at the bottom of the project."""
    layer = QgsRasterLayer(str(path), title)
    provider = layer.dataProvider()
    # The bands are blue, green, red, near infrared.
    renderer = QgsMultiBandColorRenderer(provider, 3, 2, 1)
    for band, take in (
        (3, renderer.setRedContrastEnhancement),
        (2, renderer.setGreenContrastEnhancement),
        (1, renderer.setBlueContrastEnhancement),
    ):
        low, high = provider.cumulativeCut(band, 0.005, 0.98)
        enhancement = QgsContrastEnhancement(provider.dataType(band))
        enhancement.setMinimumValue(low)
        enhancement.setMaximumValue(high)
        enhancement.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
        )
        take(enhancement)
    layer.setRenderer(renderer)
    QgsProject.instance().addMapLayer(layer, False)
    QgsProject.instance().layerTreeRoot().addLayer(layer)
    return layer


def add_labels(path: Path) -> QgsVectorLayer:
    """Adds the buildings that people drew, as outlines."""
    layer = QgsVectorLayer(f"{path}|layername=buildings", "Labels: buildings", "ogr")
    symbol = QgsFillSymbol.createSimple(
        {"style": "no", "outline_color": LABEL_OUTLINE.name(), "outline_width": "0.35"}
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    QgsProject.instance().addMapLayer(layer, False)
    QgsProject.instance().layerTreeRoot().insertLayer(0, layer)
    return layer


def train(image: QgsRasterLayer, labels: QgsVectorLayer, run: Path, epochs: int) -> None:
    """Trains on the west of the town and validates on the east."""
    run_algorithm(
        "rvstudio:trainsegmentation",
        {
            "IMAGE": image,
            "LABELS": labels,
            "CLASS_FIELD": "class",
            "VALIDATE_ON": "east",
            "VALIDATION_FRACTION": VALIDATION_FRACTION,
            "EPOCHS": epochs,
            "PRETRAINED": "no",  # nothing is downloaded
            "OUTPUT": str(run),
        },
    )


def predict(bundle: Path, image: QgsRasterLayer, folder: Path) -> None:
    """Predicts a town that the model has never seen."""
    run_algorithm(
        "rvstudio:predictwithbundle",
        {
            "BUNDLE": str(bundle),
            "IMAGE": image,
            "OUTPUT": str(folder / "next-town-prediction.tif"),
            "POLYGONS": str(folder / "next-town-buildings.gpkg"),
        },
    )


def add_boundary(image: QgsRasterLayer) -> QgsVectorLayer:
    """A line between what the model learned from and what it is measured on; only for the picture."""
    extent = image.extent()
    x = extent.xMaximum() - VALIDATION_FRACTION * extent.width()
    layer = QgsVectorLayer(f"LineString?crs={image.crs().authid()}", "Boundary", "memory")
    feature = QgsFeature()
    ends = QgsPointXY(x, extent.yMinimum()), QgsPointXY(x, extent.yMaximum())
    feature.setGeometry(QgsGeometry.fromPolylineXY(ends))
    layer.dataProvider().addFeature(feature)
    symbol = QgsLineSymbol.createSimple(
        {"line_color": BOUNDARY.name(), "line_width": "0.8", "line_style": "dash"}
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    return layer


def tidy_project(labels: QgsVectorLayer, predictions: list[QgsRasterLayer]) -> None:
    """Labels above the predictions, these in a colour that no roof has, their polygons hidden."""
    for layer in predictions:
        palette, opacity = layer.renderer().classes(), layer.opacity()
        palette[0].color = PREDICTION
        layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, palette))
        layer.setOpacity(opacity)  # the renderer holds it
    root = QgsProject.instance().layerTreeRoot()
    for node in root.findLayers():
        if isinstance(node.layer(), QgsVectorLayer):
            node.setItemVisibilityChecked(node.layer() is labels)
    node = root.findLayer(labels.id())
    root.insertChildNode(0, node.clone())
    root.removeChildNode(node)


def result_layers(folder: Path) -> list[QgsRasterLayer]:
    """The label rasters that the algorithms put into the project and that lie below a folder."""
    return [
        layer
        for layer in QgsProject.instance().mapLayers().values()
        if isinstance(layer, QgsRasterLayer)
        and layer.bandCount() == 1
        and folder in Path(layer.source()).parents
    ]


def main(folder: Path, plugins: Path, epochs: int) -> None:
    """Leaves project.qgz, map.png, model-bundle.zip and the runs' own outputs in the folder."""
    load_plugins(plugins)
    project = QgsProject.instance()
    town = add_image(folder / "data" / "town.tif", "Town")
    next_town = add_image(folder / "data" / "next-town.tif", "Next town")
    labels = add_labels(folder / "data" / "labels.gpkg")
    project.setCrs(town.crs())

    train(town, labels, folder / "run", epochs)
    bundle = folder / "model-bundle.zip"
    shutil.copyfile(folder / "run" / "bundle" / "model-bundle.zip", bundle)
    predict(bundle, next_town, folder)

    found = result_layers(folder / "run")
    found_next = [layer for layer in result_layers(folder) if layer not in found]
    if not found or not found_next:
        raise SystemExit("The algorithms put no prediction into the project.")
    tidy_project(labels, [*found, *found_next])
    if not project.write(str(folder / "project.qgz")):
        raise SystemExit("The project could not be written.")
    draw_picture(
        folder / "map.png",
        "RV Studio: buildings found by a model that was trained in this demo",
        [
            MapPanel(
                "The model learned west of the dashed line; its scores come from the east",
                [add_boundary(town), labels, *found, town],
                town.extent(),
            ),
            MapPanel(
                "Another town, predicted with the bundle",
                [*found_next, next_town],
                next_town.extent(),
            ),
        ],
        [
            LegendEntry("labels, drawn by people", LABEL_OUTLINE),
            LegendEntry("prediction", PREDICTION, PREDICTION),
        ],
    )


if __name__ == "__main__":
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), int(sys.argv[3]))
    QgsProject.instance().clear()
    application.exitQgis()
