"""Labels for chip classification."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import Box, sliding_windows
from rv_engine.labels.chip_classification_labels import (
    ChipClassificationLabels,
    cell_array,
    clipped_cells,
    polygon_cells,
)
from rv_engine.labels.chip_classification_vote import FeatureVote, VoteRules
from rv_engine.labels.label_summary import LabelSummary, summary_of_features
from rv_engine.raster.raster_source import RasterSource
from rv_engine.types import Array
from rv_engine.vector.features import Features


class ChipClassificationLabelSource:
    """A class for each cell of an image.

    Args:
        read: Gives the features, in pixel coordinates of the image, with class ids; it is called
            once, when they are needed.
        image: The image.
        class_config: The classes.
        rules: How features vote for the class of a cell.
        infer_cells: Whether the cells are a grid; otherwise, each feature is a cell.
        cell_sz: The side of the grid's cells, in pixels; None when no grid is asked for.
    """

    def __init__(
        self,
        read: Callable[[], Features],
        image: RasterSource,
        class_config: ClassConfig,
        rules: VoteRules,
        *,
        infer_cells: bool = False,
        cell_sz: int | None = None,
    ) -> None:
        self.class_config = class_config
        self.infer_cells = infer_cells
        self.cell_sz = cell_sz
        self._read = read
        self._image = image
        self._rules = rules

    @cached_property
    def features(self) -> Features:
        """The features that the labels come from, in pixel coordinates of the image."""
        return self._read()

    def summary(self, extent: Box) -> LabelSummary:
        """How many features there are, and of which classes."""
        summary = summary_of_features(self.features, extent)
        background = self._rules.background_class_id
        if background is None or summary.num_on_image == 0:
            return summary
        return replace(summary, class_ids=summary.class_ids | {background})

    def cells(self) -> Array:
        """(N, 4) int: the cells that have labels, or all of the grid."""
        if not self.infer_cells:
            return self._drawn[0]
        if self.cell_sz is None:
            raise ValueError("cell_sz is not set.")
        return cell_array(sliding_windows(self._image.extent, self.cell_sz))

    def labels(self) -> ChipClassificationLabels:
        """The labels of `cells`."""
        return self.labels_of(self.cells())

    def labels_of(self, cells: Array) -> ChipClassificationLabels:
        """The labels of any cells.

        Where features are cells and one of them is asked for, the answer is its own class;
        everywhere else features vote.

        Args:
            cells: (N, 4) int: ymin, xmin, ymax, xmax in pixels of the whole image.
        """
        class_ids, present = self._vote.classes_of(cells)
        if not self.infer_cells:
            place = self.place_of(cells)
            drawn = place >= 0
            class_ids[drawn] = self._drawn[1][place[drawn]]
            present[drawn] = self._drawn[2][place[drawn]]
        if self.class_config.has_null_class:
            # There is nothing in a cell only when there is nothing else in it.
            null = self.class_config.null_class_id
            present[:, null] &= present.sum(axis=1) == 1
        return ChipClassificationLabels(cells, class_ids, present)

    def place_of(self, cells: Array) -> Array:
        """(N,) int: which feature's cell each of these is, -1 for none."""
        if self.infer_cells:
            return np.full(len(cells), -1)
        places = self._places
        return np.array([places.get(tuple(cell), -1) for cell in cells.tolist()], np.int64)

    @cached_property
    def _vote(self) -> FeatureVote:
        return FeatureVote(
            self.features, len(self.class_config), self._rules, self._image.image_extent
        )

    @cached_property
    def _drawn(self) -> tuple[Array, Array, Array]:
        """Cells on the image that features are, their class ids, and the classes in them."""
        cells, class_ids = polygon_cells(self.features.geometries), self.features.class_ids
        on_image = clipped_cells(cells, self._image.extent)
        keep = (on_image[:, 2:] > on_image[:, :2]).all(axis=1)
        cells, class_ids = cells[keep], class_ids[keep]
        order = np.arange(len(cells))
        if self._rules.pick_min_class_id:
            order = np.argsort(class_ids, kind="stable")
        _, first, index = np.unique(cells[order], axis=0, return_index=True, return_inverse=True)
        present = np.zeros((len(first), len(self.class_config)), bool)
        present[index.ravel(), class_ids[order]] = True
        chosen = order[first]
        return cells[chosen], class_ids[chosen], present

    @cached_property
    def _places(self) -> dict[tuple[int, ...], int]:
        return {tuple(cell): place for place, cell in enumerate(self._drawn[0].tolist())}
