"""What is wrong with a config, in the user's words and with the path into it."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rv_engine.config.expectations import choices_of, expectation, shown
from rv_engine.config.places import Place, locate
from rv_engine.config.raster_vision_names import UNSUPPORTED
from rv_engine.config.registry import default_registry
from rv_engine.errors import ConfigError

_OWN_WORDS = ("value_error", "assertion_error")
# How sure a kind of error is that not this member of a union was meant.
_WEIGHTS = {"model_type": 10, "dict_type": 10, "extra_forbidden": 3, "missing": 2}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        path: Where in the config, such as "dataset.train_scenes.0.raster_source.uris".
        message: What is wrong, with the value and what was expected.
        hint: What to do.
        severity: "error": it cannot run like this. "warning": it can, but look at it.
    """

    path: str
    message: str
    hint: str = ""
    severity: Literal["error", "warning"] = "error"

    def to_dict(self) -> dict[str, str]:
        """The problem as JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return f"{place}{self.message} {self.hint}".strip()


def validation_problems(
    error: ValidationError, root: type[BaseModel], values: Mapping[str, Any] | None = None
) -> list[Problem]:
    """The problems that pydantic found: what may stand there, and "did you mean".

    Args:
        error: What pydantic raised.
        root: The Config that was asked for.
        values: The JSON values that it could not be made of, if it was made of some.
    """
    found = []
    for detail in error.errors(include_url=False):
        loc = detail["loc"]
        if detail["type"] == "missing" and isinstance(loc[-1], int):
            # A list of a certain length is too short: that is told of the list.
            detail["type"], loc = "too_short", loc[:-1]
        found.append((detail, locate(loc, root, values)))
    problems: dict[tuple[str, str], Problem] = {}
    for detail, place in _without_wrong_branches(found):
        problem = _problem(detail, place)
        problems.setdefault((problem.path, problem.message), problem)
    return list(problems.values())


def problems_to_error(problems: Sequence[Problem], where: str = "") -> ConfigError:
    """One error that tells all problems."""
    if len(problems) == 1:
        problem = problems[0]
        place = f"{problem.path}: " if problem.path else ""
        error = ConfigError(place + problem.message, hint=problem.hint, where=where or problem.path)
    else:
        lines = "\n".join(f"- {problem}" for problem in problems)
        error = ConfigError(f"The config has {len(problems)} problems:\n{lines}", where=where)
    error.problems = tuple(problem.to_dict() for problem in problems)
    return error


def _without_wrong_branches(
    found: Sequence[tuple[ErrorDetails, Place]],
) -> Iterable[tuple[ErrorDetails, Place]]:
    """Where a union could be several things: only what is wrong with the likeliest of them."""
    weights: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for detail, place in found:
        for path, mark in place.branches:
            entry = weights[path][mark]
            entry[0] += _WEIGHTS.get(detail["type"], 1)
            entry[1] -= len(detail["loc"])
    for detail, place in found:
        at_union = place.branches and place.path == place.branches[-1][0]
        outer = place.branches[:-1] if at_union else place.branches
        if all(mark == min(weights[path], key=weights[path].__getitem__) for path, mark in outer):
            yield detail, place


def _problem(detail: ErrorDetails, place: Place) -> Problem:
    if detail["type"] == "extra_forbidden":
        return _unknown_field(place)
    if detail["type"] == UNSUPPORTED:
        message, _, advice = detail["msg"].partition(": ")
        return Problem(place.path, _sentence(message), _sentence(advice))
    choices = [] if place.field is None else choices_of(place.field.annotation, place.field)
    wanted = expectation(place.annotation, place.limits, choices)
    if detail["type"] == "missing":
        return Problem(place.path, "This field is required.", f"Add it: {wanted}.")
    value = detail["input"]
    if detail["type"] in _OWN_WORDS or place.annotation is None:
        message = detail["msg"].removeprefix("Value error, ")
        if not isinstance(value, (dict, BaseModel)):
            message = f"{shown(value)} does not fit: {message}"
        return Problem(place.path, _sentence(message))
    near = difflib.get_close_matches(str(value), [str(choice) for choice in choices], n=1)
    hint = f"Did you mean {near[0]!r}?" if near else ""
    message = f"{shown(value)} is not allowed here; it must be {wanted}."
    return Problem(place.path, message, hint)


def _unknown_field(place: Place) -> Problem:
    name = place.path.rpartition(".")[2]
    fields = list(place.owner.model_fields)
    near = difflib.get_close_matches(name, fields, n=1)
    fitting = [] if place.has_hint else _subclasses_with(name, place.owner)
    if near:
        hint = f"Did you mean {near[0]!r}?"
    elif fitting:
        hint = f'Say with "type_hint" what it is: {" or ".join(map(repr, fitting))}.'
    else:
        hint = f"Remove it; the fields are {', '.join(map(repr, fields)) or 'none'}."
    return Problem(place.path, f"There is no field {name!r} here.", hint)


def _subclasses_with(field: str, base: type[BaseModel]) -> list[str]:
    return [
        type_hint
        for type_hint, config_class in default_registry().config_classes().items()
        if issubclass(config_class, base) and field in config_class.model_fields
    ]


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."
