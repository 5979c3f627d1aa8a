"""Pipeline configs in files, with the version of their schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rv_engine.errors import ConfigError
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.storage import write_text

SCHEMA_VERSION = 1
_OLDEST_VERSION = 1
_KEY = "schema_version"

# From a version to the next one; each takes and returns the JSON values of a whole config.
_UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def save_pipeline_config(config: RVPipelineConfig, path: Path) -> None:
    """Writes a pipeline config, or nothing."""
    content = {_KEY: SCHEMA_VERSION, **config.to_dict()}
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def load_pipeline_config(path: str | Path) -> RVPipelineConfig:
    """Reads a pipeline config, upgraded to the newest version.

    Raises:
        ConfigError: The file cannot be read, is newer than this engine, or has problems; all of
            them are told.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"The config '{path}' cannot be read: {error.strerror}.",
            hint="Check the path.",
            where=str(path),
        ) from error
    except ValueError as error:
        raise ConfigError(f"'{path}' is no JSON: {error}.", where=str(path)) from error
    if not isinstance(content, dict) or "type_hint" not in content:
        raise ConfigError(
            f"'{path}' is no pipeline config.",
            hint='It is a JSON object with a "type_hint" such as "semantic_segmentation".',
            where=str(path),
        )
    config = RVPipelineConfig.from_dict(upgrade(content, str(path)), where=str(path))
    if type(config).build is RVPipelineConfig.build:
        raise ConfigError(
            f"'{path}' is of the type {config.type_hint!r}, which has no task.",
            hint='Its "type_hint" is that of a task, such as "semantic_segmentation".',
            where=str(path),
        )
    return config


def upgrade(content: dict[str, Any], where: str) -> dict[str, Any]:
    """The JSON values of a config in the newest version."""
    content = dict(content)
    version = content.pop(_KEY, SCHEMA_VERSION)
    if not isinstance(version, int) or not _OLDEST_VERSION <= version <= SCHEMA_VERSION:
        raise ConfigError(
            f"'{where}' has config version {version!r}, but this engine knows versions "
            f"{_OLDEST_VERSION} to {SCHEMA_VERSION}.",
            hint="Update RV Studio.",
            where=where,
        )
    for step in range(version, SCHEMA_VERSION):
        content = _UPGRADES[step](content)
    return content
