"""Config of labels for chip classification."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, model_validator
from typing_extensions import Self

from rv_engine.config import display
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError, LabelError
from rv_engine.labels.label_source_config import LabelSourceConfig
from rv_engine.vector import VectorSourceConfig
from rv_engine.vector.default_transformers import with_default_transformers

if TYPE_CHECKING:
    from rv_engine.geo import CRSTransformer
    from rv_engine.labels.chip_classification_label_source import ChipClassificationLabelSource
    from rv_engine.raster.raster_source import RasterSource
    from rv_engine.vector.features import Features


class ChipClassificationLabelSourceConfig(LabelSourceConfig):
    """A class for each cell, from polygons that are the cells, or from what lies in each cell."""

    type_hint: ClassVar[str] = "chip_classification_label_source"

    vector_source: VectorSourceConfig
    """The features: squares that are the cells themselves, or anything drawn on the image, with
    infer_cells. Points and lines are made 1 pixel wide when nothing else is said."""

    infer_cells: bool = False
    """Lay a grid over the image and find the class of each cell by the features in it. Otherwise,
    each polygon is a cell."""

    cell_sz: int | None = Field(default=None, gt=0, json_schema_extra=display(unit="px"))
    """The side of the grid's cells, in pixels; that of the chips when left out."""

    ioa_thresh: float = Field(default=0.5, ge=0, le=1, json_schema_extra=display(advanced=True))
    """The smallest part of a feature that must lie in a cell to count there; with
    use_intersection_over_cell, the smallest part of the cell that it must cover."""

    use_intersection_over_cell: bool = Field(False, json_schema_extra=display(advanced=True))
    """Compare with the cell's area instead of the feature's: for features larger than a cell."""

    use_intersection_over_smaller: bool = Field(False, json_schema_extra=display(advanced=True))
    """Compare with the area of the cell or of the feature, whichever is smaller: for features that
    are smaller than a cell here and larger there."""

    add_up_features: bool = Field(False, json_schema_extra=display(advanced=True))
    """With use_intersection_over_cell: count the features of a class together, so that many small
    ones can fill a cell."""

    pick_min_class_id: bool = Field(False, json_schema_extra=display(advanced=True))
    """Of several classes in a cell, take the one that comes first in the list of classes, instead
    of the one with the largest share."""

    background_class_id: int | None = Field(default=None, ge=0)
    """The class of cells in which no feature counts; they are left out when this is left out."""

    lazy: bool = Field(False, json_schema_extra=display(advanced=True))
    """Read the features only when they are needed."""

    @model_validator(mode="after")
    def _check_add_up(self) -> Self:
        if self.add_up_features and not self.use_intersection_over_cell:
            raise ValueError("add_up_features needs use_intersection_over_cell")
        if self.use_intersection_over_smaller and self.use_intersection_over_cell:
            raise ValueError(
                "use_intersection_over_smaller and use_intersection_over_cell exclude each other"
            )
        return self

    def input_files(self) -> list[str]:
        return self.vector_source.input_files()

    def build(
        self, image: RasterSource, class_config: ClassConfig
    ) -> ChipClassificationLabelSource:
        """The label source on the grid of an image.

        Raises:
            VectorError: The features cannot be read.
            LabelError: Their classes cannot be found.
            ConfigError: There is no such background class.
        """
        from rv_engine.labels.chip_classification_label_source import (
            ChipClassificationLabelSource,
        )
        from rv_engine.labels.chip_classification_vote import VoteRules

        background = self.background_class_id
        if background is not None and background >= len(class_config):
            raise ConfigError(
                f"background_class_id {background} is no class; there are {len(class_config)}, "
                "counted from 0."
            )
        source = ChipClassificationLabelSource(
            lambda: self._features(image.crs_transformer, class_config),
            image,
            class_config,
            VoteRules(
                ioa_thresh=self.ioa_thresh,
                over_cell=self.use_intersection_over_cell,
                over_smaller=self.use_intersection_over_smaller,
                add_up=self.add_up_features,
                pick_min_class_id=self.pick_min_class_id,
                background_class_id=background,
            ),
            infer_cells=self.infer_cells,
            cell_sz=self.cell_sz,
        )
        if not self.lazy:
            _ = source.features
        return source

    def _features(self, grid: CRSTransformer, class_config: ClassConfig) -> Features:
        vector_source = with_default_transformers(self.vector_source)
        features: Features = vector_source.build(class_config).read(grid)
        if (features.class_ids < 0).any():
            where = ", ".join(self.input_files())
            raise LabelError(
                f"Features of '{where}' have no class.",
                hint="Give the ClassInferenceTransformerConfig of the vector source a "
                "class_field, or a default_class_id.",
                where=where,
            )
        return features
