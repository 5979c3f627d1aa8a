"""Images, read window by window with a mask of what is valid."""

from rv_engine.raster.raster_source_config import RasterSourceConfig, RasterTransformerConfig
from rv_engine.raster.rasterio_source_config import RasterioSourceConfig
from rv_engine.raster.stats_transformer_config import StatsTransformerConfig

__all__ = [
    "RasterSourceConfig",
    "RasterTransformerConfig",
    "RasterioSourceConfig",
    "StatsTransformerConfig",
]
