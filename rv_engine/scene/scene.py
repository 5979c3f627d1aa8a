"""A scene: an image, its labels, and the areas that count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.geo import Box
from rv_engine.labels.rasterized_source import draw_mask
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.raster.raster_source import RasterSource
from rv_engine.types import Array, BoolArray, FloatArray, GeometryArray
from rv_engine.vector.ogr_vector_source import OgrVectorSource

if TYPE_CHECKING:
    from rv_engine.scene.scene_config import SceneConfig

TOLERANCE_PX = 0.01


class AreaOfInterest:
    """The parts of an image that count.

    Args:
        polygons: In pixel coordinates of the image.
    """

    def __init__(self, polygons: GeometryArray) -> None:
        self.polygons = shapely.get_parts(shapely.union_all(polygons))
        self._tree = shapely.STRtree(self.polygons)

    def mask(self, window: Box) -> BoolArray:
        """(H, W) bool: the pixels of a window whose centre is inside."""
        return draw_mask(self.polygons, self._tree, window)

    def touches(self, window: Box) -> bool:
        """Whether any of a window is inside; to share an edge is not enough."""
        return len(self._tree.query(_core(window), predicate="intersects")) > 0

    def shares(self, polygons: GeometryArray) -> FloatArray:
        """(N,) the share of the area of each polygon that is inside."""
        index, part = self._tree.query(polygons, predicate="intersects")
        common = shapely.area(shapely.intersection(polygons[index], self.polygons[part]))
        inside = np.bincount(index, common, minlength=len(polygons))
        whole = shapely.area(polygons)
        shares: FloatArray = np.divide(inside, whole, out=np.zeros(len(polygons)), where=whole > 0)
        return shares

    def contains(self, window: Box) -> bool:
        """Whether all of a window is inside."""
        return len(self._tree.query(_core(window), predicate="covered_by")) > 0


def _core(window: Box) -> shapely.Polygon:
    """A little less than a window: on the way through map coordinates places move by roundings."""
    return shapely.box(
        window.xmin + TOLERANCE_PX,
        window.ymin + TOLERANCE_PX,
        window.xmax - TOLERANCE_PX,
        window.ymax - TOLERANCE_PX,
    )


@dataclass(frozen=True)
class Scene:
    """What the commands work on.

    Attributes:
        id: Its name.
        raster_source: The image.
        class_config: The classes.
        label_source: The labels, or None.
        aoi: The areas that count, or None for all of the image.
    """

    id: str
    raster_source: RasterSource
    class_config: ClassConfig
    label_source: Any | None = None
    aoi: AreaOfInterest | None = None

    @property
    def extent(self) -> Box:
        """The extent of the image."""
        return self.raster_source.extent

    def labels_in(self, window: Box, valid_pixels: BoolArray | None = None) -> Array:
        """(H, W) uint8 of class ids, `NO_LABEL` outside of the image, its data, and the areas.

        Args:
            window: The window.
            valid_pixels: Where the image has data, when that is known already; read when not.

        Raises:
            LabelError: The scene has no labels.
        """
        if self.label_source is None:
            raise LabelError(
                f"The scene {self.id!r} has no labels.", hint="Give it a label_source."
            )
        labels: Array = self.label_source.get_label_arr(window)
        if valid_pixels is None:
            valid_pixels = self.raster_source.read_raw(window).valid_pixels
        counts = valid_pixels if self.aoi is None else valid_pixels & self.aoi.mask(window)
        return np.where(counts, labels, NO_LABEL).astype(np.uint8)


def build_scene(config: SceneConfig, class_config: ClassConfig) -> Scene:
    """The scene of a config; see `SceneConfig.build`."""
    image = config.raster_source.build()
    label_source = None
    if config.label_source is not None:
        label_source = config.label_source.build(image, class_config)
    aoi = None
    if config.aoi_uris:
        polygons = OgrVectorSource(config.aoi_uris).read(image.crs_transformer).geometries
        polygons = polygons[shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON]
        if len(polygons) == 0:
            raise LabelError(
                f"'{config.aoi_uris[0]}' holds no polygons, so no area of the scene "
                f"{config.id!r} counts.",
                hint="Choose a layer with polygons over the image, or none.",
                where=config.aoi_uris[0],
            )
        aoi = AreaOfInterest(polygons)
    return Scene(config.id, image, class_config, label_source, aoi)
