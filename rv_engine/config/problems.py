"""What is wrong with a config, in the user's words and with the path into it."""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from rv_engine.errors import ConfigError


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


def validation_problems(error: ValidationError, root: type[BaseModel]) -> list[Problem]:
    """The problems that pydantic found, with a "did you mean" for misspelt fields."""
    problems = []
    for detail in error.errors():
        path = ".".join(str(part) for part in detail["loc"] if not _is_type_marker(part))
        if detail["type"] == "extra_forbidden":
            problems.append(_unknown_field(path, detail["loc"], root))
        elif detail["type"] == "missing":
            problems.append(Problem(path, "This field is required.", "Add it."))
        else:
            message = detail["msg"].removeprefix("Value error, ")
            if not isinstance(detail["input"], (dict, BaseModel)):
                message = f"{detail['input']!r} does not fit: {message}"
            problems.append(Problem(path, _sentence(message)))
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
    return isinstance(part, str) and ("[" in part or part.startswith("function-"))


def _unknown_field(path: str, loc: tuple[Any, ...], root: type[BaseModel]) -> Problem:
    name = str(loc[-1])
    near = difflib.get_close_matches(name, _field_names(root), n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "Remove it."
    return Problem(path, f"There is no field {name!r} here.", hint)


def _field_names(root: type[BaseModel]) -> set[str]:
    """The fields of all Configs that could stand there: the root's and its subclasses'."""
    names = set(root.model_fields)
    for other in _all_subclasses(BaseModel):
        if other.__module__.startswith("rv_engine") or issubclass(other, root):
            names.update(other.model_fields)
    return names


def _all_subclasses(cls: type[BaseModel]) -> list[type[BaseModel]]:
    found = []
    for subclass in cls.__subclasses__():
        found.append(subclass)
        found.extend(_all_subclasses(subclass))
    return found


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."
