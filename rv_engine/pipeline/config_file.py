"""Pipeline configs in files, with the version of their schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rv_engine.config.json_file import read_json
from rv_engine.errors import ConfigError
from rv_engine.pipeline.pipeline_config import RVPipelineConfig


def save_pipeline_config(config: RVPipelineConfig, path: Path) -> None:
    """Writes a pipeline config, or nothing."""
    config.to_file(path)


def load_pipeline_config(path: str | Path) -> RVPipelineConfig:
    """Reads a pipeline config, upgraded to the newest version.

    Raises:
        ConfigError: The file cannot be read, is newer than this engine, or has problems; all of
            them are told.
    """
    return pipeline_config_from(read_json(path), str(path))


def pipeline_config_from(content: Any, where: str) -> RVPipelineConfig:
    """The pipeline config in the JSON values of a file; see `load_pipeline_config`."""
    if not isinstance(content, dict) or "type_hint" not in content:
        raise ConfigError(
            f"'{where}' is no pipeline config.",
            hint='It is a JSON object with a "type_hint" such as "semantic_segmentation".',
            where=where,
        )
    return RVPipelineConfig.from_document(content, where=where)
