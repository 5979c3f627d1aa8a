"""Vector features, read into the pixels of an image."""

from rv_engine.vector.buffer_transformer_config import BufferTransformerConfig
from rv_engine.vector.class_inference_transformer_config import ClassInferenceTransformerConfig
from rv_engine.vector.shift_transformer_config import ShiftTransformerConfig
from rv_engine.vector.vector_source_config import (
    GeoJSONVectorSourceConfig,
    OgrVectorSourceConfig,
    VectorSourceConfig,
    VectorTransformerConfig,
)

__all__ = [
    "BufferTransformerConfig",
    "ClassInferenceTransformerConfig",
    "GeoJSONVectorSourceConfig",
    "OgrVectorSourceConfig",
    "ShiftTransformerConfig",
    "VectorSourceConfig",
    "VectorTransformerConfig",
]
