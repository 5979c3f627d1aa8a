"""The file behind a vector layer; what is no plain file is written to one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
    QgsWkbTypes,
)

from ...rv_engine.errors import Cancelled, LabelError, OutputError
from ..translation import tr

# Features from one telling of progress to the next.
_STEP = 1000


@dataclass(frozen=True)
class VectorFile:
    """A layer in a file.

    Attributes:
        layer_name: Its name inside the file, for a file that can hold several.
    """

    path: Path
    layer_name: Optional[str]


class VectorSnapshot:
    """A vector layer as it was on the main thread, readable from any thread.

    Unsaved edits, filters, joins and virtual fields are part of it, since that is what the user
    sees on the map.

    Args:
        layer: The layer; used only here, not kept.
        definition: What a Processing parameter says of it: selected features only, for one.
    """

    def __init__(
        self,
        layer: QgsVectorLayer,
        definition: Optional[QgsProcessingFeatureSourceDefinition] = None,
    ) -> None:
        self.name = layer.name()
        self.fields = QgsFields(layer.fields())
        self._crs = QgsCoordinateReferenceSystem(layer.crs())
        self._wkb_type = layer.wkbType()
        # Of some databases not known: then it is negative, and there is no progress.
        self._count = layer.featureCount()
        self._source = QgsVectorLayerFeatureSource(layer)
        self._request = QgsFeatureRequest()
        self._transform_context = QgsProject.instance().transformContext()
        restricted = False
        if definition is not None and definition.selectedFeaturesOnly:
            self._request.setFilterFids(layer.selectedFeatureIds())
            restricted = True
        if definition is not None and definition.featureLimit >= 0:
            self._request.setLimit(definition.featureLimit)
            restricted = True
        self.file = None if restricted else _file_of(layer)

    def write(
        self,
        target: Path,
        field_names: Sequence[str] = (),
        is_cancelled: Callable[[], bool] = lambda: False,
        on_progress: Callable[[float], None] = lambda share: None,
    ) -> VectorFile:
        """Writes the features to a new GeoPackage, in the layer's CRS.

        Args:
            target: The file to make; its folder exists.
            field_names: The fields to take along.
            on_progress: Told the share that is written, 0 to 1.

        Raises:
            OutputError: It cannot be written.
            Cancelled: The user stopped it; nothing is left behind.
        """
        try:
            self._write(target, field_names, is_cancelled, on_progress)
        except BaseException:
            with suppress(OSError):
                target.unlink()
            raise
        return VectorFile(target, target.stem)

    def _write(
        self,
        target: Path,
        field_names: Sequence[str],
        is_cancelled: Callable[[], bool],
        on_progress: Callable[[float], None],
    ) -> None:
        fields = QgsFields()
        indexes = [self.fields.lookupField(name) for name in field_names]
        for index in indexes:
            fields.append(self.fields.at(index))
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = "GPKG"
        options.layerName = target.stem
        writer = QgsVectorFileWriter.create(
            str(target),
            fields,
            QgsWkbTypes.multiType(QgsWkbTypes.flatType(self._wkb_type)),
            self._crs,
            self._transform_context,
            options,
        )
        _check(writer, target)
        for done, feature in enumerate(self._source.getFeatures(self._request)):
            if is_cancelled():
                raise Cancelled()
            if done % _STEP == 0 and self._count > 0:
                on_progress(min(done / self._count, 1.0))
            copy = QgsFeature(fields)
            copy.setGeometry(feature.geometry())
            copy.setAttributes([feature.attribute(index) for index in indexes])
            writer.addFeature(copy, QgsFeatureSink.Flag.FastInsert)
            _check(writer, target)


def check_class_field(snapshot: VectorSnapshot, field_name: str) -> None:
    """Raises `LabelError` when the labels have no such field."""
    if snapshot.fields.lookupField(field_name) >= 0:
        return
    names = ", ".join(f"'{field.name()}'" for field in snapshot.fields) or tr("none")
    raise LabelError(
        tr("Layer '{layer}' has no field '{field}'.").format(layer=snapshot.name, field=field_name),
        hint=tr("Choose one of its fields: {fields}.").format(fields=names),
        where=snapshot.name,
    )


def _check(writer: QgsVectorFileWriter, target: Path) -> None:
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise OutputError(
            tr("'{path}' cannot be written: {reason}").format(
                path=target, reason=writer.errorMessage()
            ),
            hint=tr("Choose a folder that you may write to."),
            where=str(target),
        )


def _file_of(layer: QgsVectorLayer) -> Optional[VectorFile]:
    """The file that holds exactly what the layer shows, or None."""
    if layer.providerType() != "ogr":
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path = Path(str(parts.get("path") or ""))
    own_fields_only = all(
        layer.fields().fieldOrigin(index) == QgsFields.FieldOrigin.OriginProvider
        for index in range(layer.fields().count())
    )
    shows_more_or_less = (
        layer.subsetString()
        or parts.get("geometryType")
        or parts.get("vsiPrefix")
        or layer.isEditable()
        or not own_fields_only
        or layer.crs() != layer.dataProvider().crs()
    )
    if shows_more_or_less or not path.is_file():
        return None
    return VectorFile(path, str(parts.get("layerName") or "") or _first_layer_name(path))


def _first_layer_name(path: Path) -> Optional[str]:
    """The name of the layer that QGIS shows when the layer's source names none."""
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    first = None if dataset is None else dataset.GetLayer(0)
    return None if first is None else first.GetName()
