"""Which release of Raster Vision wrote a config, by the versions of its plugins."""

from __future__ import annotations

from typing import Any

from rv_engine.errors import ConfigError

CORE = "rastervision.core"
# The version of rastervision.core from which on a release is the one that wrote the file.
_RELEASES = {7: "0.20", 8: "0.20 or 0.21", 10: "0.21", 11: "0.21 or 0.30", 13: "0.30", 14: "0.31"}
_OLDEST, _NEWEST = min(_RELEASES), max(_RELEASES)


def release_of(content: Any, where: str) -> str:
    """The release that wrote the JSON values of a file.

    Raises:
        ConfigError: They are no pipeline config of Raster Vision, or of a release that is not known.
    """
    versions = content.get("plugin_versions") if isinstance(content, dict) else None
    core = versions.get(CORE) if isinstance(versions, dict) else None
    if type(core) is not int or "dataset" not in content:
        raise ConfigError(
            f"'{where}' is no pipeline config of Raster Vision.",
            hint="Choose the pipeline-config.json in the root folder of a run of version 0.20 to "
            "0.31.",
            where=where,
        )
    if not _OLDEST <= core <= _NEWEST:
        age = "older than 0.20" if core < _OLDEST else "newer than 0.31"
        raise ConfigError(
            f"'{where}' is of a version of Raster Vision that is {age} ({CORE} {core}).",
            hint="Run it with Raster Vision 0.31 first, and choose the pipeline-config.json that "
            "this writes."
            if core < _OLDEST
            else "Update RV Studio.",
            where=where,
        )
    return _RELEASES[max(version for version in _RELEASES if version <= core)]
