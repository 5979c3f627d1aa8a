"""The demo's main job, inside QGIS's Python and without a screen.

Loads the plugin as QGIS does, trains and predicts with its Processing algorithms on the sample data,
and leaves a QGIS project, a picture of the maps, the metrics and the bundle.

Usage: python demo_in_qgis.py OUTPUT_FOLDER PLUGINS_FOLDER EPOCHS
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from picture_in_qgis import LegendEntry, MapPanel, draw_picture
from qgis import utils
from qgis.core import (
    QgsApplication,
    QgsContrastEnhancement,
    QgsFillSymbol,
    QgsMultiBandColorRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

LABEL_OUTLINE = QColor("#ffe34d")


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
        """Prints a line."""
        print(f"  {info}", flush=True)

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N802, N803
        """Prints an error."""
        print(f"  ERROR: {error}", file=sys.stderr, flush=True)


def load_plugins(folder: Path) -> None:
    """Loads Processing and the plugin the way QGIS does at its start."""
    built_in = Path(QgsApplication.pkgDataPath()) / "python" / "plugins"
    utils.plugin_paths[:] = [str(built_in), str(folder)]
    sys.path[:0] = utils.plugin_paths
    utils.updateAvailablePlugins()
    from processing.core.Processing import Processing

    Processing.initialize()
    if not (utils.loadPlugin("rv_studio") and utils.startProcessingPlugin("rv_studio")):
        raise SystemExit("QGIS could not load the plugin.")


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
        {"style": "no", "outline_color": LABEL_OUTLINE.name(), "outline_width": "0.5"}
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


def raise_to_top(layer: QgsVectorLayer) -> None:
    """Shows a layer above the results, which QGIS put above everything else."""
    root = QgsProject.instance().layerTreeRoot()
    node = root.findLayer(layer.id())
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
    raise_to_top(labels)
    if not project.write(str(folder / "project.qgz")):
        raise SystemExit("The project could not be written.")
    colour = found[0].renderer().classes()[0].color
    draw_picture(
        folder / "map.png",
        "RV Studio: buildings found by a model that was trained in this demo",
        [
            MapPanel(
                "Validation: the part of the town that was kept out of training",
                [labels, *found, town],
                found[0].extent(),
            ),
            MapPanel(
                "Another town, predicted with the bundle",
                [*found_next, next_town],
                next_town.extent(),
            ),
        ],
        [
            LegendEntry("labels, drawn by people", LABEL_OUTLINE),
            LegendEntry("prediction", colour, colour),
        ],
    )


if __name__ == "__main__":
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), int(sys.argv[3]))
    QgsProject.instance().clear()
    application.exitQgis()
