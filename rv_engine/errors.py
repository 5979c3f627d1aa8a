"""Every error that a user can cause or mend.

Standard library only and written for Python 3.9: the plugin imports this module inside QGIS.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class RvError(Exception):
    """Something went wrong that the user can do something about.

    Args:
        message: What failed, the value, and what was expected, in one or two sentences.
        hint: What to do next.
        where: The file, layer or path into the config that it is about.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.hint, self.where))


class ConfigError(RvError, ValueError):
    """A config has a wrong, missing or unknown value.

    Attributes:
        problems: All that is wrong, each with its path into the config, a message, a hint and a
            severity, where that is known.
    """

    code = "config"
    problems: Sequence[Mapping[str, str]] = ()

    def __reduce__(self) -> tuple[object, ...]:
        return (*super().__reduce__(), {"problems": self.problems})


class RasterError(RvError, OSError):
    """A raster cannot be opened, read, or used as it was asked."""

    code = "raster"


class VectorError(RvError, OSError):
    """A vector file cannot be opened, read, or used as it was asked."""

    code = "vector"


class LabelError(RvError, ValueError):
    """The labels do not fit: none at all, none over the image, or of an unknown class."""

    code = "labels"


class ModelError(RvError, ValueError):
    """A model cannot be built, its weights do not fit, or its training went astray."""

    code = "model"


class BundleError(RvError, ValueError):
    """A model bundle is damaged, unsafe, or does not fit the image."""

    code = "bundle"


class OutputError(RvError, OSError):
    """An output cannot be written."""

    code = "output"


class StorageError(RvError, OSError):
    """A file on another machine cannot be reached, read or written."""

    code = "storage"


class MissingFileError(StorageError, FileNotFoundError):
    """A file, here or on another machine, does not exist."""

    code = "missing_file"


class RunnerError(RvError, RuntimeError):
    """A process or machine that did a part of the work was lost."""

    code = "runner"


class AccessError(StorageError, PermissionError):
    """A file on another machine may not be used."""

    code = "access"


class PluginError(RvError, RuntimeError):
    """A third-party plugin of the engine is missing or broken."""

    code = "plugin"


class MissingPackageError(RvError, ImportError):
    """A Python package that this feature needs is not installed."""

    code = "missing_package"


class MessageError(RvError, ValueError):
    """A line is not a message of the engine."""

    code = "message"


class Cancelled(RvError):
    """The user stopped the work."""

    code = "cancelled"

    def __init__(
        self, message: str = "Stopped on request.", *, hint: str = "", where: str = ""
    ) -> None:
        super().__init__(message, hint=hint, where=where)


def _rebuild(cls: type[RvError], message: str, hint: str, where: str) -> RvError:
    return cls(message, hint=hint, where=where)


def describe(error: RvError) -> dict[str, Any]:
    """The parts of an error as they travel in a `failure` message."""
    problems = getattr(error, "problems", ())
    return {
        "code": error.code,
        "message": error.message,
        "hint": error.hint or None,
        "where": error.where or None,
        "problems": [dict(problem) for problem in problems] or None,
    }
