"""Makes a GeoPackage for labels, dressed so that one can begin to draw."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDefaultValue,
    QgsEditorWidgetSetup,
    QgsFields,
    QgsFillSymbol,
    QgsRendererCategory,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qtpy.QtGui import QColor

from ...rv_engine.errors import OutputError
from ..layers.new_field import text_field
from ..translation import tr
from .label_class import LabelClass

_LAYER_NAME = "labels"
_FILL_ALPHA = 70


def make_labels(
    path: Path,
    crs: QgsCoordinateReferenceSystem,
    classes: Sequence[LabelClass],
    field_name: str = "class",
) -> QgsVectorLayer:
    """A new layer of polygons, whose form offers the classes and whose style shows their colours.

    The style is kept in the file, so the layer looks the same wherever it is opened. Called on the
    main thread.

    Args:
        path: The GeoPackage; one that is there is never overwritten.
        crs: That of the image.
        classes: At least one; the first is what a new polygon has.
        field_name: The field of the class.

    Raises:
        OutputError: The file is there already, or cannot be written.
    """
    if path.exists():
        raise OutputError(
            tr("'{path}' exists already, and may hold labels.").format(path=path),
            hint=tr("Choose another name."),
            where=str(path),
        )
    fields = QgsFields()
    fields.append(text_field(field_name))
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = _LAYER_NAME
    options.fileEncoding = "UTF-8"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    writer = QgsVectorFileWriter.create(
        str(path), fields, QgsWkbTypes.Type.Polygon, crs, QgsCoordinateTransformContext(), options
    )
    problem = writer.errorMessage()
    is_written = writer.hasError() == QgsVectorFileWriter.WriterError.NoError
    del writer  # closes the file
    layer = QgsVectorLayer(f"{path}|layername={_LAYER_NAME}", path.stem, "ogr")
    if not is_written or not layer.isValid():
        raise OutputError(
            tr("'{path}' cannot be written: {reason}").format(path=path, reason=problem),
            hint=tr("Choose a folder that you may write to."),
            where=str(path),
        )
    dress_labels(layer, classes, field_name)
    layer.saveStyleToDatabase(_LAYER_NAME, tr("Classes of the labels"), True, "")
    return layer


def dress_labels(layer: QgsVectorLayer, classes: Sequence[LabelClass], field_name: str) -> None:
    """Gives a layer the form and the style of labels."""
    index = layer.fields().lookupField(field_name)
    values = [{known.name: known.name} for known in classes]
    layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ValueMap", {"map": values}))
    first = classes[0].name.replace("'", "''")
    layer.setDefaultValueDefinition(index, QgsDefaultValue(f"'{first}'"))
    categories = [
        QgsRendererCategory(known.name, _symbol(known.colour), known.name) for known in classes
    ]
    # What has no class, or one that is not in the list, is to be seen, too.
    categories.append(QgsRendererCategory("", _symbol("#ff00ff"), tr("no known class")))
    layer.setRenderer(QgsCategorizedSymbolRenderer(field_name, categories))


def _symbol(colour: str) -> QgsFillSymbol:
    fill = QColor(colour)
    return QgsFillSymbol.createSimple(
        {
            "color": f"{fill.red()},{fill.green()},{fill.blue()},{_FILL_ALPHA}",
            "outline_color": colour,
            "outline_width": "0.5",
        }
    )
