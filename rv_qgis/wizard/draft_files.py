"""The files that a draft needs: layers that are no plain files are written beside the run."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Optional

from osgeo import ogr, osr
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer

from ...rv_engine.errors import LabelError, OutputError
from ..layers import RasterFile, VectorSnapshot, raster_file
from ..translation import tr
from .draft import RASTER, Draft

INPUTS = "inputs"


class DraftFiles:
    """Looks at the layers of a draft on the main thread, and writes files in any other.

    Args:
        draft: Read here and not kept.

    Raises:
        RvError: A layer is gone, or cannot be used.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = copy.deepcopy(draft)
        self._images = [
            _raster(image.layer_id) if image.layer_id else None for image in draft.images
        ]
        self._label_raster: Optional[RasterFile] = None
        self._labels: Optional[VectorSnapshot] = None
        if draft.labels.layer_id and draft.labels.kind == RASTER:
            self._label_raster = _raster(draft.labels.layer_id)
        elif draft.labels.layer_id:
            self._labels = _snapshot(draft.labels.layer_id)
        areas = draft.areas
        self._area = _snapshot(areas.layer_id) if areas.layer_id else None
        validation_id = areas.validation_layer_id
        self._validation = _snapshot(validation_id) if validation_id else None

    def write(
        self,
        is_cancelled: Callable[[], bool] = lambda: False,
        on_progress: Callable[[float], None] = lambda share: None,
    ) -> Draft:
        """Writes what is missing into the run folder; answers the draft with all paths.

        Args:
            on_progress: Told the share of the layer that is being written, 0 to 1.

        Raises:
            OutputError: The folder cannot be written.
            Cancelled: The user stopped it.
        """
        draft = self._draft
        folder = Path(draft.run_folder) / INPUTS
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                tr("The folder '{path}' cannot be written: {reason}.").format(
                    path=folder.parent, reason=error.strerror
                ),
                hint=tr("Choose a folder that you may write to."),
                where=str(folder.parent),
            ) from error
        for number, (image, file) in enumerate(zip(draft.images, self._images), start=1):
            if file is not None:
                # A folder each: two images may have the same name.
                image.path = str(file.path_for_engine(folder / f"image-{number}"))
        if self._label_raster is not None:
            draft.labels.path = str(self._label_raster.path_for_engine(folder / "labels"))
        if self._labels is not None:
            found = self._labels.file
            if found is None:
                fields = [draft.labels.class_field] if draft.labels.class_field else []
                target = folder / "labels.gpkg"
                found = self._labels.write(target, fields, is_cancelled, on_progress)
            draft.labels.path, draft.labels.layer = str(found.path), found.layer_name
        areas = draft.areas
        if areas.drawn:
            areas.path = str(_write_drawn(folder / "area.gpkg", areas.drawn, areas.drawn_crs))
        elif self._area is not None:
            target = folder / "area.gpkg"
            areas.path = str(self._area.write(target, (), is_cancelled, on_progress).path)
        if self._validation is not None:
            target = folder / "validation-area.gpkg"
            written = self._validation.write(target, (), is_cancelled, on_progress)
            areas.validation_path = str(written.path)
        return draft


def _raster(layer_id: str) -> RasterFile:
    layer = QgsProject.instance().mapLayer(layer_id)
    if not isinstance(layer, QgsRasterLayer):
        raise _gone()
    return raster_file(layer)


def _snapshot(layer_id: str) -> VectorSnapshot:
    layer = QgsProject.instance().mapLayer(layer_id)
    if not isinstance(layer, QgsVectorLayer):
        raise _gone()
    return VectorSnapshot(layer)


def _gone() -> LabelError:
    return LabelError(
        tr("A layer of the draft is not in the project any more."), hint=tr("Choose another one.")
    )


def _write_drawn(target: Path, rings: list[list[list[float]]], crs: str) -> Path:
    """Writes polygons that were drawn on the map as a GeoPackage."""
    driver = ogr.GetDriverByName("GPKG")
    if target.exists():
        driver.DeleteDataSource(str(target))
    reference = None
    if crs:
        reference = osr.SpatialReference()
        reference.ImportFromWkt(crs)
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    dataset = driver.CreateDataSource(str(target))
    layer = dataset.CreateLayer(target.stem, reference, ogr.wkbPolygon)
    for corners in rings:
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in [*corners, corners[0]]:
            ring.AddPoint_2D(x, y)
        polygon = ogr.Geometry(ogr.wkbPolygon)
        polygon.AddGeometry(ring)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(polygon)
        layer.CreateFeature(feature)
    dataset = None
    return target
