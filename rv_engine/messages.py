"""The messages that the engine says while it works: one JSON object a line.

Both sides of the wall use this module, so it is standard library only and written for Python 3.9.
A line is written with `encode` and read with `decode`. `SCHEMA_VERSION` rises when an older reader
could misunderstand a newer writer; new kinds and new optional fields do not raise it.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar, Optional

from .errors import MessageError

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Message:
    """What all messages share.

    Attributes:
        time_s: Seconds since the epoch, UTC, when the message was made.
    """

    kind: ClassVar[str] = ""
    time_s: float = field(default_factory=time.time, init=False, compare=False)


@dataclass(frozen=True)
class Started(Message):
    """The first message of a run."""

    kind: ClassVar[str] = "started"
    command: str
    engine_version: str
    process_id: int


@dataclass(frozen=True)
class Progress(Message):
    """How far the current piece of work is.

    Attributes:
        done: Units done of this piece.
        total: Units in this piece; None while unknown.
        unit: What is counted, in the plural: "windows", "chips", "epochs".
        what: The piece of work in the user's words.
        eta_s: Seconds until this piece is done; None while unknown.
        overall: The fraction of the whole run that is done, 0 to 1; None while unknown.
    """

    kind: ClassVar[str] = "progress"
    done: float
    total: Optional[float]
    unit: str
    what: str
    eta_s: Optional[float] = None
    overall: Optional[float] = None


@dataclass(frozen=True)
class Metric(Message):
    """One number worth a point on a curve or a cell in a table."""

    kind: ClassVar[str] = "metric"
    name: str
    value: Optional[float]
    step: Optional[int] = None
    class_name: Optional[str] = None


@dataclass(frozen=True)
class Log(Message):
    """A line for the log. `level` is "debug", "info", "warning" or "error"."""

    kind: ClassVar[str] = "log"
    level: str
    message: str


@dataclass(frozen=True)
class Artifact(Message):
    """A finished file or folder.

    Attributes:
        artifact: What it is: "label_raster", "score_raster", "polygons", "eval", "report",
            "bundle", "config" or "stats".
        path: Where it lies.
        title: Its name for people.
    """

    kind: ClassVar[str] = "artifact"
    artifact: str
    path: str
    title: str = ""


@dataclass(frozen=True)
class Result(Message):
    """The last message of a run that succeeded; `values` is the answer of the command."""

    kind: ClassVar[str] = "result"
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure(Message):
    """The last message of a run that failed; see `errors.RvError` for the fields.

    Attributes:
        problems: Of a config: each has a `path`, a `message`, a `hint` and a `severity`.
    """

    kind: ClassVar[str] = "failure"
    code: str
    message: str
    hint: Optional[str] = None
    where: Optional[str] = None
    problems: Optional[list[dict[str, Any]]] = None


@dataclass(frozen=True)
class CancelledRun(Message):
    """The last message of a run that was stopped on request."""

    kind: ClassVar[str] = "cancelled"
    message: str = "Stopped on request."


_KINDS: dict[str, type[Message]] = {
    cls.kind: cls
    for cls in (Started, Progress, Metric, Log, Artifact, Result, Failure, CancelledRun)
}


def encode(message: Message) -> str:
    """The message as one line of JSON, without the line's end. Not-a-number becomes null."""
    return to_json({"v": SCHEMA_VERSION, "kind": message.kind, **asdict(message)})


def to_json(content: Any, indent: Optional[int] = None) -> str:
    """Standard JSON, in which not-a-number and infinity, which it lacks, are null."""
    return json.dumps(_finite(content), ensure_ascii=False, allow_nan=False, indent=indent)


def decode(line: str) -> Optional[Message]:
    """The message in a line.

    Returns:
        The message, or None for a kind that this version does not know: a newer engine may say
        more than an older plugin understands.

    Raises:
        MessageError: The line is no message, or of an incompatible schema version.
    """
    try:
        content = json.loads(line)
    except ValueError:
        content = None
    if not isinstance(content, dict) or "kind" not in content:
        raise MessageError(f"The engine said something that is no message: {line[:200]!r}.")
    if content.get("v") != SCHEMA_VERSION:
        raise MessageError(
            f"The engine speaks message version {content.get('v')!r}, "
            f"but this plugin understands version {SCHEMA_VERSION}.",
            hint="Install the engine and the plugin of the same release.",
        )
    cls = _KINDS.get(str(content["kind"]))
    return None if cls is None else _from_content(cls, content)


def _from_content(cls: type[Message], content: Mapping[str, Any]) -> Message:
    known = {f.name for f in fields(cls)} - {"time_s"}
    try:
        message = cls(**{name: value for name, value in content.items() if name in known})
    except TypeError as error:
        raise MessageError(f"A {cls.kind!r} message lacks a field: {error}.") from error
    if isinstance(content.get("time_s"), (int, float)):
        object.__setattr__(message, "time_s", float(content["time_s"]))
    return message


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
