"""A mistake in every field of an example config, one at a time."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rv_engine.config import Config, default_registry
from rv_engine.config.schema import config_schema
from rv_engine.errors import ConfigError
from rv_engine.pipeline import RVPipelineConfig
from tests.engine.config.full_examples import full_example

SCHEMA = config_schema()
WRONG_VALUES: tuple[Any, ...] = (
    "a mistake", True, -99_999_999, {"a mistake": 1}, 0.5, [["a mistake"]], None,
)  # fmt: skip
_MAX_WRONG_VALUES = 4
TASKS = [
    config_class
    for config_class in default_registry().config_classes().values()
    if issubclass(config_class, RVPipelineConfig) and not config_class.is_abstract
]
# What a good message has one of.
SAYS_WHAT_IS_ALLOWED = re.compile(
    r"must|Did you mean|There is no field|is required|choose|write|lower|it is|give|needs?|has to say"
)
PYDANTIC = re.compile(
    r"Input should|valid (integer|number|string|dictionary)|type=|pydantic", re.IGNORECASE
)


@cache
def example_of(task: type[Config]) -> dict[str, Any]:
    return full_example(task)


def parts(values: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """All parts of a config that have a type hint, with their paths."""
    if isinstance(values, dict):
        if "type_hint" in values:
            yield path, values
        for name, value in values.items():
            yield from parts(value, f"{path}.{name}".lstrip("."))
    elif isinstance(values, list):
        for index, value in enumerate(values):
            yield from parts(value, f"{path}.{index}")


def place(values: Any, path: str) -> Any:
    for name in path.split(".") if path else []:
        values = values[int(name) if isinstance(values, list) else name]
    return values


def field_schema(type_hint: str, name: str) -> dict[str, Any]:
    properties = SCHEMA["$defs"]["configs"][type_hint]["properties"]
    return {**properties[name], "$defs": SCHEMA["$defs"]}


def wrong_values(type_hint: str, name: str) -> list[Any]:
    """Values that the schema refuses: of another type, out of range, none of the choices."""
    validator = Draft202012Validator(field_schema(type_hint, name))
    refused = [value for value in WRONG_VALUES if not validator.is_valid(value)]
    assert refused, (type_hint, name)
    return refused[:_MAX_WRONG_VALUES]


def fields_of(example: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Each field of each kind of part once: the path of the part, the part, the field's name."""
    seen = set()
    for path, part in parts(example):
        for name in part:
            if (part["type_hint"], name) not in seen:
                seen.add((part["type_hint"], name))
                yield path, part, name


def takes_less(task: type[Config], at: str, values: dict[str, Any]) -> bool:
    """Where a list of files or a source is asked for, the name of one file may be written."""
    return isinstance(place(task.from_dict(values).to_dict(), at), (list, dict))


def problems(config_class: type[Config], values: Any) -> list[dict[str, str]]:
    try:
        config_class.from_dict(values)
    except ConfigError as error:
        return list(error.problems)
    return []


def test_there_is_an_example_of_each_task_with_every_part() -> None:
    assert len(TASKS) >= 1
    shown = {
        part["type_hint"] for task in TASKS for _, part in parts(example_of(task))
    }  # fmt: skip
    for group in ("raster_transformer", "vector_transformer", "raster_source", "vector_source"):
        assert shown & set(SCHEMA["groups"][group]), group
    for task in TASKS:
        backend = task.model_fields["backend"].annotation
        assert backend is None or backend.is_abstract or backend.type_hint in shown


@pytest.mark.parametrize("task", TASKS, ids=lambda cls: cls.type_hint)
def test_a_misspelt_name_is_answered_with_the_right_one(task: type[Config]) -> None:
    example = example_of(task)
    assert not problems(task, example)
    for path, part, name in fields_of(example):
        values = copy.deepcopy(example)
        target = place(values, path)
        wrong = name[:-1] + "x" + name[-1:]
        target[wrong] = target.pop(name)
        at = f"{path}.{wrong}".lstrip(".")
        told = [problem for problem in problems(task, values) if problem["path"] == at]
        if name == "type_hint":
            # Without it the part may be another one, which is told in other words.
            assert problems(task, values), at
            continue
        assert told, (at, problems(task, values))
        assert told[0]["message"] == f"There is no field {wrong!r} here."
        near = re.match(r"Did you mean '(\w+)'\?$", told[0]["hint"])
        assert near, told
        assert near[1] in SCHEMA["$defs"]["configs"][part["type_hint"]]["properties"]


@pytest.mark.parametrize("task", TASKS, ids=lambda cls: cls.type_hint)
def test_a_wrong_value_is_answered_with_its_path_and_with_what_is_allowed(
    task: type[Config],
) -> None:
    example = example_of(task)
    bad = []
    for path, part, name in fields_of(example):
        if name != "type_hint":
            at = f"{path}.{name}".lstrip(".")
            for wrong in wrong_values(part["type_hint"], name):
                values = copy.deepcopy(example)
                place(values, path)[name] = wrong
                told = problems(task, values)
                if wrong in ("a mistake", None) and not told and takes_less(task, at, values):
                    continue
                texts = [f"{problem['message']} {problem['hint']}" for problem in told]
                # Validators that compare fields tell of the part.
                if not any(p["path"].startswith(at) or p["path"] == path for p in told):
                    bad.append((at, wrong, "the path is missing", told))
                bad += [
                    (at, wrong, "it does not say what is allowed", text)
                    for text in texts
                    if PYDANTIC.search(text) or not SAYS_WHAT_IS_ALLOWED.search(text)
                ]
    assert not bad, "\n".join(map(str, bad))
