"""Images, read window by window with a mask of what is valid."""

from rv_engine.raster.multi_raster_source_config import MultiRasterSourceConfig
from rv_engine.raster.raster_source_config import RasterSourceConfig, RasterTransformerConfig
from rv_engine.raster.rasterio_source_config import RasterioSourceConfig
from rv_engine.raster.rgb_class_transformer_config import RGBClassTransformerConfig
from rv_engine.raster.stats_transformer_config import StatsTransformerConfig
from rv_engine.raster.value_transformers_config import (
    CastTransformerConfig,
    MinMaxTransformerConfig,
    NanTransformerConfig,
    ReclassTransformerConfig,
)

__all__ = [
    "CastTransformerConfig",
    "MinMaxTransformerConfig",
    "MultiRasterSourceConfig",
    "NanTransformerConfig",
    "RGBClassTransformerConfig",
    "RasterSourceConfig",
    "RasterTransformerConfig",
    "RasterioSourceConfig",
    "ReclassTransformerConfig",
    "StatsTransformerConfig",
]
