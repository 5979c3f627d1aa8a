"""What is done to vector features when nothing else is said."""

from __future__ import annotations

from rv_engine.vector.buffer_transformer_config import BufferTransformerConfig
from rv_engine.vector.class_inference_transformer_config import ClassInferenceTransformerConfig
from rv_engine.vector.vector_source_config import VectorSourceConfig, VectorTransformerConfig

_WITHOUT_AREA = ("Point", "LineString")


def with_default_transformers(config: VectorSourceConfig) -> VectorSourceConfig:
    """The config with transformers that find classes and make points and lines wide.

    As in Raster Vision, each is added only where the config has none of its kind: class inference
    from the usual fields, and a buffer of one pixel for points and for lines.
    """
    transformers: list[VectorTransformerConfig] = list(config.transformers)
    if not any(isinstance(item, ClassInferenceTransformerConfig) for item in transformers):
        # First, for buffers are chosen by class.
        transformers.insert(0, ClassInferenceTransformerConfig())
    buffered = {
        item.geom_type for item in transformers if isinstance(item, BufferTransformerConfig)
    }
    for geom_type in _WITHOUT_AREA:
        if geom_type not in buffered:
            transformers.append(BufferTransformerConfig(geom_type=geom_type))
    return config.model_copy(update={"transformers": transformers})
