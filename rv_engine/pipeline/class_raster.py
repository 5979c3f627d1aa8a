"""A raster with a class in each pixel, as labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import rasterio
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.windows import Window

from rv_engine.config.class_config import MAX_CLASSES
from rv_engine.errors import LabelError, RasterError
from rv_engine.geo import Box, CRSTransformer, sliding_windows
from rv_engine.labels.polygonize import polygonize
from rv_engine.pipeline.layers import BACKGROUND, LabelClass, Layers
from rv_engine.raster import RasterSourceConfig, ReclassTransformerConfig
from rv_engine.storage import gdal_path
from rv_engine.vector.geopackage import writing_polygons

CLASS_FIELD = "value"
_TILE_PX = 2048


@dataclass(frozen=True)
class ClassRaster:
    """What is known of a label raster.

    Attributes:
        uri: The file.
        counts: For each value how many pixels have it; those without data are left out.
    """

    uri: str
    counts: Mapping[int, int]

    def default_classes(self) -> list[LabelClass]:
        """A class for each value; 0 is the background."""
        return [
            LabelClass(BACKGROUND if value == 0 else str(value), None, (str(value),), value == 0)
            for value in self.counts
        ]

    def translate(self, source: RasterSourceConfig, ids: Mapping[str, int], other: int) -> None:
        """Gives a raster source the transformer from values to class ids.

        Args:
            source: The label raster.
            ids: The class of each value.
            other: The class of all other values.
        """
        mapping = {value: ids.get(str(value), other) for value in self.counts}
        if any(value != class_id for value, class_id in mapping.items()):
            source.transformers = [ReclassTransformerConfig(mapping=mapping)]

    def as_features(self, layers: Layers, root: Path) -> Layers:
        """The layers with polygons instead of the raster, which are written into the run folder.

        Raises:
            LabelError: There is no pixel of any class.
            OutputError: The run folder cannot be written.
        """
        wanted = [v for one in layers.classes if not one.is_null for v in one.values]
        target = root / "inputs" / "labels.gpkg"
        self._write(target, wanted)
        return replace(
            layers,
            labels=str(target),
            labels_layer=None,
            labels_are_raster=False,
            class_field=CLASS_FIELD,
        )

    def ignored(self, values: Sequence[str], layers: Layers, root: Path) -> Layers:
        """A layer with the polygons of ignored values, which is written into the run folder."""
        target = root / "inputs" / "ignored.gpkg"
        self._write(target, values)
        return replace(
            layers,
            labels=str(target),
            labels_layer=None,
            labels_are_raster=False,
            class_field=CLASS_FIELD,
        )

    def _write(self, target: Path, values: Sequence[str]) -> None:
        numbers = [value for value in self.counts if str(value) in set(values)]
        if not numbers:
            raise LabelError(
                f"The label raster '{self.uri}' has no pixel of any class.",
                hint="Choose the values that mean a class.",
                where=self.uri,
            )
        columns = {CLASS_FIELD: np.empty(0, np.int64)}
        with _opened(self.uri) as dataset:
            grid = CRSTransformer(dataset.transform, dataset.crs)
            with writing_polygons(target, target.stem, grid, columns) as append:
                for found in polygonize(dataset, dict.fromkeys(numbers, 0)):
                    if len(found.polygons):
                        ids = np.full(len(found.polygons), found.class_id, np.int64)
                        append(found.polygons, {CLASS_FIELD: ids})


def open_class_raster(uri: str) -> ClassRaster:
    """Counts the values of a label raster; all of it is read once.

    Raises:
        RasterError: The file is missing or is no raster.
        LabelError: Its values are no classes.
    """
    counts: dict[int, int] = {}
    with _opened(uri) as dataset:
        for window in sliding_windows(Box(0, 0, dataset.height, dataset.width), _TILE_PX):
            inside = Window(
                window.xmin,
                window.ymin,
                min(window.width, dataset.width - window.xmin),
                min(window.height, dataset.height - window.ymin),
            )
            array = dataset.read(1, window=inside, masked=True).compressed()
            values, numbers = np.unique(array[np.isfinite(array)], return_counts=True)
            if (values % 1 != 0).any() or len(values) > MAX_CLASSES:
                raise LabelError(
                    f"The values of '{uri}' are measurements, not classes.",
                    hint="Choose a raster with whole numbers that stand for classes.",
                    where=uri,
                )
            for value, number in zip(values, numbers, strict=True):
                counts[int(value)] = counts.get(int(value), 0) + int(number)
    if not counts or len(counts) > MAX_CLASSES:
        raise LabelError(
            f"'{uri}' has {len(counts)} different values, but 1 to {MAX_CLASSES} classes are "
            "possible.",
            hint="Choose a raster with a few values that stand for classes.",
            where=uri,
        )
    return ClassRaster(uri, dict(sorted(counts.items())))


@contextmanager
def _opened(uri: str) -> Iterator[DatasetReader]:
    try:
        with rasterio.open(gdal_path(uri)) as dataset:
            yield dataset
    except RasterioError as error:
        raise RasterError(
            f"The label raster '{uri}' cannot be read: {error}.",
            hint="Check that the file is there and is a raster.",
            where=uri,
        ) from error
