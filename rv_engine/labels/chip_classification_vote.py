"""Which class a cell has, by the features that lie in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from rv_engine.geo import Box
from rv_engine.labels.chip_classification_labels import NO_CLASS, cell_polygons, clipped_cells
from rv_engine.types import Array, BoolArray, GeometryArray
from rv_engine.vector.features import Features

# Cells that are looked at together, so that memory does not grow with the image.
_CELLS_AT_ONCE = 4096
# The time of an intersection grows with the vertices, whatever the cell shows of them.
_CLIP_FROM_VERTICES = 200
# On the way through map coordinates areas move by roundings.
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class VoteRules:
    """How features vote.

    Attributes:
        ioa_thresh: The smallest share with which a feature votes.
        over_cell: Whether the share is of the cell's area, or of the feature's.
        over_smaller: Whether the share is of the smaller one's area, whichever that is.
        add_up: Whether the features of a class vote together.
        pick_min_class_id: Whether the lowest class id wins, or the largest share.
        background_class_id: Of cells without a vote; None leaves them without a class.
    """

    ioa_thresh: float = 0.5
    over_cell: bool = False
    over_smaller: bool = False
    add_up: bool = False
    pick_min_class_id: bool = False
    background_class_id: int | None = None


@dataclass(frozen=True)
class _Votes:
    """Shares by cell (an index) and class, above the threshold or not."""

    cells: Array
    class_ids: Array
    areas: Array
    shares: Array

    def where(self, keep: BoolArray) -> _Votes:
        return _Votes(self.cells[keep], self.class_ids[keep], self.areas[keep], self.shares[keep])


class FeatureVote:
    """Gives cells classes.

    Args:
        features: Polygons in pixel coordinates, with class ids.
        num_classes: Classes, the null class included.
        rules: How they vote.
        image: The extent of the image: what of a cell lies outside of it does not count.
    """

    def __init__(self, features: Features, num_classes: int, rules: VoteRules, image: Box) -> None:
        self.rules = rules
        self._num_classes = num_classes
        self._image = image
        areas = shapely.area(features.geometries)
        self._geometries = features.geometries[areas > 0]
        self._class_ids = features.class_ids[areas > 0]
        self._areas = areas[areas > 0]
        self._bounds = shapely.bounds(self._geometries)
        self._is_large = shapely.get_num_coordinates(self._geometries) > _CLIP_FROM_VERTICES
        self._tree = shapely.STRtree(self._geometries)
        shapely.prepare(self._geometries[self._is_large])

    def classes_of(self, cells: Array) -> tuple[Array, BoolArray]:
        """The class of each cell, and all classes that are in it.

        Args:
            cells: (N, 4) int: ymin, xmin, ymax, xmax.

        Returns:
            (N,) int of class ids, `NO_CLASS` for cells that are not known; and (N, C) bool.
        """
        class_ids = np.full(len(cells), NO_CLASS)
        present = np.zeros((len(cells), self._num_classes), bool)
        for start, all_votes in self._chunks(cells):
            counts = all_votes.shares >= self.rules.ioa_thresh - _TOLERANCE
            votes = all_votes.where(counts & (all_votes.areas > 0))
            present[start + votes.cells, votes.class_ids] = True
            best = self._best(votes)
            class_ids[start + votes.cells[best]] = votes.class_ids[best]
        background = self.rules.background_class_id
        if background is not None:
            # Only now, so that it never stands against a feature.
            empty = class_ids == NO_CLASS
            class_ids[empty] = background
            present[empty, background] = True
        return class_ids, present

    def _best(self, votes: _Votes) -> Array:
        """The index of the winning vote of each cell."""
        if self.rules.pick_min_class_id:
            order = np.lexsort((votes.class_ids, votes.cells))
        else:
            # Of equal shares, such as of several features wholly inside, the largest area.
            order = np.lexsort(
                (
                    votes.class_ids,
                    -votes.areas.round(3),
                    -votes.shares.round(6),
                    votes.cells,
                )
            )
        _, first = np.unique(votes.cells[order], return_index=True)
        best: Array = order[first]
        return best

    def _chunks(self, cells: Array) -> Iterator[tuple[int, _Votes]]:
        for start in range(0, len(cells), _CELLS_AT_ONCE):
            chunk = clipped_cells(cells[start : start + _CELLS_AT_ONCE], self._image)
            on_image = np.flatnonzero((chunk[:, 2:] > chunk[:, :2]).all(axis=1))
            votes = self._votes(chunk[on_image])
            yield start, _Votes(on_image[votes.cells], votes.class_ids, votes.areas, votes.shares)

    def _votes(self, cells: Array) -> _Votes:
        boxes = cell_polygons(cells)
        # By their bounds alone: what the tree says of shapes takes long where one has many vertices.
        cell, feature = self._tree.query(boxes)
        areas = self._common_areas(cells, boxes, cell, feature)
        cell_areas = shapely.area(boxes)
        class_ids = self._class_ids[feature]
        if self.rules.add_up:
            pairs, index = np.unique(cell * self._num_classes + class_ids, return_inverse=True)
            areas = np.bincount(index, areas, len(pairs))
            cell, class_ids = np.divmod(pairs, self._num_classes)
            return _Votes(cell, class_ids, areas, np.minimum(areas / cell_areas[cell], 1))
        whole = cell_areas[cell] if self.rules.over_cell else self._areas[feature]
        if self.rules.over_smaller:
            whole = np.minimum(cell_areas[cell], self._areas[feature])
        return _Votes(cell, class_ids, areas, areas / whole)

    def _common_areas(
        self, cells: Array, boxes: GeometryArray, cell: Array, feature: Array
    ) -> Array:
        """The area that each pair of a cell and a feature has in common, the quick ways first."""
        bounds, box = self._bounds[feature], cells[cell][:, [1, 0, 3, 2]]
        areas: Array = self._areas[feature].copy()
        inside = (bounds[:, :2] >= box[:, :2]).all(axis=1) & (bounds[:, 2:] <= box[:, 2:]).all(
            axis=1
        )
        rest = np.flatnonzero(~inside)
        is_large = self._is_large[feature[rest]]
        small, large = rest[~is_large], rest[is_large]
        areas[small] = shapely.area(
            shapely.intersection(self._geometries[feature[small]], boxes[cell[small]])
        )
        # Large ones are prepared, and so know quickly where a cell is wholly in or out.
        covers = shapely.covers(self._geometries[feature[large]], boxes[cell[large]])
        touches = shapely.intersects(self._geometries[feature[large]], boxes[cell[large]])
        areas[large[covers]] = shapely.area(boxes[cell[large[covers]]])
        areas[large[~touches]] = 0
        on_border = large[touches & ~covers]
        for one in np.unique(feature[on_border]):
            pairs = on_border[feature[on_border] == one]
            # First to all its cells: then each has to do with few vertices.
            around = [*box[pairs, :2].min(axis=0), *box[pairs, 2:].max(axis=0)]
            near = shapely.clip_by_rect(self._geometries[one], *around)
            for pair in pairs:
                areas[pair] = shapely.area(shapely.clip_by_rect(near, *box[pair]))
        return areas
