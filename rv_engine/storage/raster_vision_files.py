"""Small files by the functions that scripts for Raster Vision call."""

from __future__ import annotations

import json
from typing import Any

from rv_engine.storage.files import exists, read_text, write_text
from rv_engine.storage.uri import is_remote, local_path


def file_exists(uri: str, include_dir: bool = True) -> bool:
    """Whether a file is there; or a folder, when these count."""
    is_folder = not is_remote(uri) and local_path(uri).is_dir()
    return exists(uri) and (include_dir or not is_folder)


def file_to_str(uri: str) -> str:
    """All of a text file."""
    return read_text(uri)


def str_to_file(content_str: str, uri: str) -> None:
    """Writes a whole text file, or none."""
    write_text(uri, content_str)


def file_to_json(uri: str) -> Any:
    """The values in a JSON file."""
    return json.loads(read_text(uri))


def json_to_file(content: Any, uri: str) -> None:
    """Writes values as a whole JSON file, or none."""
    write_text(uri, json.dumps(content))
