"""Configs of the transformers of single values."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from rv_engine.raster.raster_source_config import RasterTransformerConfig

if TYPE_CHECKING:
    from rv_engine.raster.value_transformers import (
        CastTransformer,
        MinMaxTransformer,
        NanTransformer,
        ReclassTransformer,
    )


class CastTransformerConfig(RasterTransformerConfig):
    """Gives the values another data type; a value that has no place in it is an error."""

    type_hint: ClassVar[str] = "cast_transformer"

    to_dtype: Literal[
        "uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"
    ]  # fmt: skip
    """The data type; fractions are cut off on the way to whole numbers."""

    def build(self) -> CastTransformer:
        """The transformer."""
        from rv_engine.raster.value_transformers import CastTransformer

        return CastTransformer(self.to_dtype)


class NanTransformerConfig(RasterTransformerConfig):
    """Gives a value to bands that are no number where other bands of the pixel are."""

    type_hint: ClassVar[str] = "nan_transformer"

    to_value: float = 0.0
    """The value; a pixel that is no number in all bands remains without data."""

    def build(self) -> NanTransformer:
        """The transformer."""
        from rv_engine.raster.value_transformers import NanTransformer

        return NanTransformer(self.to_value)


class MinMaxTransformerConfig(RasterTransformerConfig):
    """Scales each band of each chip from its least and greatest value to 0 and 255.

    Each chip has a scale of its own, so chips cannot be compared with each other afterwards;
    `StatsTransformerConfig` has one for all. A band of one value becomes 0.
    """

    type_hint: ClassVar[str] = "min_max_transformer"

    def build(self) -> MinMaxTransformer:
        """The transformer."""
        from rv_engine.raster.value_transformers import MinMaxTransformer

        return MinMaxTransformer()


class ReclassTransformerConfig(RasterTransformerConfig):
    """Replaces values by others, such as the class ids of one legend by those of another."""

    type_hint: ClassVar[str] = "reclass_transformer"

    mapping: dict[int, int] = Field(min_length=1)
    """The new value of each old one; all are replaced at once, and others stay."""

    def build(self) -> ReclassTransformer:
        """The transformer."""
        from rv_engine.raster.value_transformers import ReclassTransformer

        return ReclassTransformer(self.mapping)
