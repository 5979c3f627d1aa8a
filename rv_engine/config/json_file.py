"""JSON files of the user: read in one place, so that they are refused in the same words."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from rv_engine.errors import ConfigError, MissingFileError, RvError, StorageError
from rv_engine.storage import read_text


def read_json(
    path: str | Path,
    what: str = "config",
    *,
    error: type[RvError] = ConfigError,
    hint: str = "Check the path.",
    nan_is_null: bool = False,
) -> Any:
    """The values in a JSON file.

    Args:
        path: The file; a path or a URI.
        what: What it should hold, for error messages.
        error: What is raised.
        hint: What to do when the file is not there.
        nan_is_null: See `parse_json`.

    Raises:
        RvError: Of the type `error`. The file is not there, is no JSON, or says something twice.
    """
    where = str(path)
    try:
        text = read_text(where)
    except MissingFileError as reason:
        raise error(f"The {what} '{where}' does not exist.", hint=hint, where=where) from reason
    except StorageError as reason:
        said = reason.message.removeprefix(f"'{where}' ")
        said = said if said != reason.message else f"cannot be read: {said}"
        raise error(f"The {what} '{where}' {said}", hint=reason.hint, where=where) from reason
    try:
        return parse_json(text, nan_is_null=nan_is_null)
    except ValueError as reason:
        raise error(f"The {what} '{where}' is no JSON: {reason}.", where=where) from reason


def read_json_object(
    path: str | Path,
    what: str = "config",
    *,
    error: type[RvError] = ConfigError,
    hint: str = "Check the path.",
    nan_is_null: bool = False,
) -> dict[str, Any]:
    """The values in a JSON file that holds one object; see `read_json`."""
    values = read_json(path, what, error=error, hint=hint, nan_is_null=nan_is_null)
    if not isinstance(values, dict):
        raise error(
            f"The {what} '{path}' holds no JSON object.",
            hint='It begins with "{" and ends with "}".',
            where=str(path),
        )
    return values


def parse_json(text: str, *, nan_is_null: bool = False) -> Any:
    """The values in a text, which must be standard JSON.

    Args:
        text: The text.
        nan_is_null: NaN becomes None, as it is written where something is not defined; other
            programs write NaN there.

    Raises:
        ValueError: It is none, it holds NaN or infinity, or an object has a name twice.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_without_repeats,
            parse_constant=_null_for_nan if nan_is_null else _refuse_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} in line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("it is nested deeper than any config") from error


def to_json(values: Any) -> str:
    """Values as indented standard JSON."""
    return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{double!r} is said twice in one place")
    return values


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def _null_for_nan(name: str) -> None:
    if name != "NaN":
        _refuse_constant(name)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large a number")
    return value
