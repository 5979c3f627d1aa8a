"""What the plugin needs to know of a pipeline config before the engine reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Optional

from ...rv_engine.errors import ConfigError
from ..translation import tr


def run_folder_of(config: str) -> Optional[Path]:
    """The run folder of a config, where it is one folder on this computer that JSON names.

    Of Python configs, of several in a file, and of addresses only the engine knows.

    Raises:
        ConfigError: The file cannot be read, or its run folder depends on where the engine runs.
    """
    path = Path(config)
    if path.suffix.lower() != ".json":
        return None
    content = _read(path)
    root = content.get("root_uri") if isinstance(content, dict) else None
    if not root or "://" in str(root):
        return None
    folder = Path(str(root)).expanduser()
    if not folder.is_absolute():
        raise ConfigError(
            tr("The run folder '{folder}' of the config '{config}' is no whole path.").format(
                folder=root, config=config
            ),
            hint=tr("Write the whole path of the folder as its root_uri."),
            where=config,
        )
    return folder


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            tr("The config '{path}' cannot be read: {reason}.").format(
                path=path, reason=error.strerror
            ),
            hint=tr("Choose the pipeline-config.json of a run, or one of your own."),
            where=str(path),
        ) from error
    except ValueError as error:
        raise ConfigError(
            tr("The config '{path}' is no JSON: {reason}.").format(path=path, reason=error),
            hint=tr("Open it in an editor and mend that place."),
            where=str(path),
        ) from error
