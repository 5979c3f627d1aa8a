"""The layers of the QGIS project, as the wizard asks for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ...rv_engine.errors import LabelError, RvError
from ..layers import raster_file
from ..layers.provenance import is_result
from ..translation import tr
from .draft import DraftClass
from .layer_classes import likely_class_field, raster_class_reader, vector_class_reader
from .services import Job, OnFailed, RasterFacts, VectorFacts
from .split_on_map import split_on_map

_GEOMETRIES = {
    QgsWkbTypes.GeometryType.PolygonGeometry: "polygon",
    QgsWkbTypes.GeometryType.LineGeometry: "line",
    QgsWkbTypes.GeometryType.PointGeometry: "point",
}
_GEOMETRY_ORDER = ("polygon", "point", "line")
_RASTER_ENDINGS = (".tif", ".tiff", ".vrt", ".img", ".jp2", ".png", ".jpg", ".jpeg", ".ecw", ".nc")

Work = Callable[[str, Callable[[], Any], Callable[[Any], None], Optional[OnFailed]], Job]


class ProjectLayers:
    """Looks at layers on the main thread, and reads what they hold in the background.

    Args:
        work: Calls a function in the background; see `Services.work`.
        active_layer: Answers the layer that the user has chosen in QGIS, or None.
    """

    def __init__(self, work: Work, active_layer: Callable[[], Optional[QgsMapLayer]]) -> None:
        self._work = work
        self._active_layer = active_layer

    def rasters(self) -> list[RasterFacts]:
        """Raster layers: the active one first, then from the top of the layer tree."""
        return [_raster_facts(one) for one in self._in_order() if isinstance(one, QgsRasterLayer)]

    def vectors(self) -> list[VectorFacts]:
        """Vector layers: those with features and polygons first, then the active one.

        What the plugin itself has made is hardly what one wants to learn from, so it comes last.
        """
        order = self._in_order()
        results = {layer.id() for layer in order if is_result(layer)}
        found = [
            _vector_facts(layer)
            for layer in order
            if isinstance(layer, QgsVectorLayer) and layer.geometryType() in _GEOMETRIES
        ]
        active = self._active_layer()
        active_id = "" if active is None else active.id()
        return sorted(
            found,
            key=lambda one: (
                one.layer_id in results,
                one.feature_count == 0,
                _GEOMETRY_ORDER.index(one.geometry),
                one.layer_id != active_id,
                one.class_field is None,
            ),
        )

    def add_file(self, path: str) -> list[Any]:
        """Adds a file to the project.

        Raises:
            LabelError: QGIS cannot open it.
        """
        name = Path(path).stem
        as_raster: QgsMapLayer = QgsRasterLayer(path, name)
        as_vector: QgsMapLayer = QgsVectorLayer(path, name, "ogr")
        first, second = (as_raster, as_vector)
        if not path.lower().endswith(_RASTER_ENDINGS):
            first, second = second, first
        layer = next((one for one in (first, second) if one.isValid()), None)
        if layer is None:
            raise LabelError(
                tr("QGIS cannot open '{path}'.").format(path=path),
                hint=tr("Choose a raster or vector file."),
                where=path,
            )
        QgsProject.instance().addMapLayer(layer)
        return [_raster_facts(layer) if layer is as_raster else _vector_facts(layer)]

    # The parts of an image for training and for validation, within the areas of interest.
    split = staticmethod(split_on_map)

    def read_classes(
        self,
        layer_id: str,
        class_field: Optional[str],
        on_done: Callable[[list[DraftClass]], None],
        on_failed: OnFailed,
    ) -> Job:
        """The classes of a layer with the colours of its renderer, counted in the background."""
        layer = QgsProject.instance().mapLayer(layer_id)
        read: Callable[[], list[DraftClass]] = _gone
        try:
            if isinstance(layer, QgsRasterLayer):
                read = raster_class_reader(layer)
            elif isinstance(layer, QgsVectorLayer):
                read = vector_class_reader(layer, class_field)
        except RvError as error:
            read = partial(_fail, error)
        return self._work(tr("Counting the labels"), read, on_done, on_failed)

    def _in_order(self) -> list[QgsMapLayer]:
        project = QgsProject.instance()
        ordered = [layer for layer in project.layerTreeRoot().layerOrder() if layer is not None]
        active = self._active_layer()
        if active is not None and active in ordered:
            ordered = [active, *(layer for layer in ordered if layer is not active)]
        return sorted((layer for layer in ordered if layer.isValid()), key=is_result)


def _fail(error: RvError) -> list[DraftClass]:
    raise error


def _gone() -> list[DraftClass]:
    raise LabelError(
        tr("The layer is not in the project any more."), hint=tr("Choose another one.")
    )


def _raster_facts(layer: QgsRasterLayer) -> RasterFacts:
    path, problem = "", ""
    try:
        path = str(raster_file(layer).path)
    except RvError as error:
        problem = error.message
    extent = layer.extent()
    renderer = layer.renderer()
    return RasterFacts(
        layer_id=layer.id(),
        name=layer.name(),
        path=path,
        band_names=tuple(layer.bandName(number + 1) for number in range(layer.bandCount())),
        width_px=layer.width(),
        height_px=layer.height(),
        extent=(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()),
        crs=layer.crs().toWkt() if layer.crs().isValid() else "",
        pixel_size=layer.rasterUnitsPerPixelX(),
        unit=QgsUnitTypes.toAbbreviatedString(layer.crs().mapUnits()),
        has_classes=isinstance(renderer, QgsPalettedRasterRenderer),
        problem=problem,
    )


def _vector_facts(layer: QgsVectorLayer) -> VectorFacts:
    return VectorFacts(
        layer_id=layer.id(),
        name=layer.name(),
        path=layer.source().split("|")[0] if layer.providerType() == "ogr" else "",
        geometry=_GEOMETRIES.get(layer.geometryType(), "polygon"),
        field_names=tuple(field.name() for field in layer.fields()),
        class_field=likely_class_field(layer),
        feature_count=layer.featureCount(),
    )
