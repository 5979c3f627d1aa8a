"""What is wrong with a config, in the user's words and with the path into it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from rv_engine.config.registry import default_registry
from rv_engine.errors import ConfigError

_WRAPPERS = ("function-", "constrained-")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        path: Where in the config, such as "dataset.train_scenes.0.raster_source.uris".
        message: What is wrong, with the value and what was expected.
        hint: What to do.
    """

    path: str
    message: str
    hint: str = ""

    def to_dict(self) -> dict[str, str]:
        """The problem as JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return f"{place}{self.message} {self.hint}".strip()


def validation_problems(
    error: ValidationError, root: type[BaseModel], values: Mapping[str, Any] | None = None
) -> list[Problem]:
    """The problems that pydantic found, with a "did you mean" for misspelt fields.

    Args:
        error: What pydantic raised.
        root: The Config that was asked for.
        values: The JSON values that it could not be made of, if it was made of some.
    """
    problems = []
    for detail in error.errors():
        path = ".".join(str(part) for part in detail["loc"] if not _is_type_marker(part))
        if detail["type"] == "extra_forbidden":
            problems.append(_unknown_field(path, detail["loc"], root, values or {}))
        elif detail["type"] == "missing":
            problems.append(Problem(path, "This field is required.", "Add it."))
        else:
            message = detail["msg"].removeprefix("Value error, ")
            if not isinstance(detail["input"], (dict, BaseModel)):
                message = f"{detail['input']!r} does not fit: {message}"
            problem = Problem(path, _sentence(message))
            if problems and _is_of_union(detail["loc"], path) and problems[-1].path == path:
                problem = _either(problems.pop(), detail["msg"])
            problems.append(problem)
    return problems


def problems_to_error(problems: list[Problem], where: str = "") -> ConfigError:
    """One error that tells all problems."""
    if len(problems) == 1:
        problem = problems[0]
        place = f"{problem.path}: " if problem.path else ""
        return ConfigError(place + problem.message, hint=problem.hint, where=where or problem.path)
    lines = "\n".join(f"- {problem}" for problem in problems)
    return ConfigError(f"The config has {len(problems)} problems:\n{lines}", where=where)


def _is_type_marker(part: Any) -> bool:
    # Pydantic names the branch of a union, or its own wrapper functions, in the path.
    return isinstance(part, str) and ("[" in part or part.startswith(_WRAPPERS))


def _is_of_union(loc: tuple[Any, ...], path: str) -> bool:
    return bool(loc) and _is_type_marker(loc[-1]) and bool(path)


def _either(problem: Problem, other: str) -> Problem:
    """One problem of a value that may be of several types."""
    expected = other.removeprefix("Input should be ")
    return Problem(problem.path, _sentence(f"{problem.message.rstrip('.')}, or {expected}"))


def _unknown_field(
    path: str, loc: tuple[Any, ...], root: type[BaseModel], values: Mapping[str, Any]
) -> Problem:
    name = str(loc[-1])
    owner, has_hint = _owner(loc[:-1], root, values)
    near = difflib.get_close_matches(name, owner.model_fields, n=1)
    fitting = [] if has_hint else _subclasses_with(name, owner)
    if near:
        hint = f"Did you mean {near[0]!r}?"
    elif fitting:
        hint = f'Say with "type_hint" what it is: {" or ".join(map(repr, fitting))}.'
    else:
        hint = f"Remove it; the fields are {', '.join(map(repr, owner.model_fields))}."
    return Problem(path, f"There is no field {name!r} here.", hint)


def _owner(
    loc: tuple[Any, ...], root: type[BaseModel], values: Mapping[str, Any]
) -> tuple[type[BaseModel], bool]:
    """The Config at a place, and whether a type hint there says so."""
    configs = default_registry().config_classes()
    value: Any = values
    declared: type[BaseModel] = root
    owner: type[BaseModel] = configs.get(str(values.get("type_hint")), root)
    for part in loc:
        if _is_type_marker(part):
            continue
        value = _item(value, part)
        if part in owner.model_fields:
            declared = _model_in(owner.model_fields[part].annotation) or declared
        hint = value.get("type_hint") if isinstance(value, dict) else None
        if not isinstance(value, list):
            owner = configs.get(str(hint), declared)
    return owner, isinstance(value, dict) and "type_hint" in value


def _item(value: Any, part: Any) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The first Config in an annotation such as `list[SceneConfig] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)


def _subclasses_with(field: str, base: type[BaseModel]) -> list[str]:
    return [
        type_hint
        for type_hint, config_class in default_registry().config_classes().items()
        if issubclass(config_class, base) and field in config_class.model_fields
    ]


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."
