"""Arguments from the command line, for the parameters of a Python function."""

from __future__ import annotations

import difflib
import inspect
import json
import types
import typing
from collections import defaultdict
from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial
from typing import Any, Union, get_args, get_origin

from pydantic import PydanticSchemaGenerationError, TypeAdapter, ValidationError

from rv_engine.config.expectations import choices_of, expectation
from rv_engine.errors import ConfigError

_NOTHING = {"none", "null"}
_TRUTHS = {"true": True, "false": False}


def call_arguments(
    function: Callable[..., Any], pairs: Iterable[tuple[str, str]], what: str
) -> dict[str, Any]:
    """The values for the parameters of a function, typed by its annotations.

    A list is written as "a,b", as JSON, or by giving the argument several times; "none" is None
    where that is allowed; an Enum by value or name. A parameter without an annotation has the type
    of its default; "true" and "false" are truth values, all else is text.

    Args:
        function: Its first parameter is the runner's name, which it gets anyway.
        pairs: Names and texts.
        what: Its name for error messages.

    Raises:
        ConfigError: An argument is unknown, missing, or no value of its type.
    """
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].kind is inspect.Parameter.KEYWORD_ONLY:
        raise ConfigError(
            f"{what} takes no runner.", hint="Its first parameter is the runner's name."
        )
    own = parameters if parameters[0].kind is inspect.Parameter.VAR_POSITIONAL else parameters[1:]
    named = {p.name: p for p in own if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    takes_any = any(p.kind is p.VAR_KEYWORD for p in own)
    texts: dict[str, list[str]] = defaultdict(list)
    for name, text in pairs:
        texts[name].append(text)
    for name in texts:
        if name not in named and not takes_any:
            near = difflib.get_close_matches(name, named, n=1)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            raise ConfigError(f"{what} has no parameter {name!r}.", hint=hint + _listed(named))
    missing = [n for n, p in named.items() if p.default is p.empty and n not in texts]
    if missing:
        raise ConfigError(
            f"{what} needs {' and '.join(map(repr, missing))}.",
            hint=f"Add -a {missing[0]} VALUE. {_listed(named)}",
        )
    types_by_name = _annotations(function)
    return {
        name: _value(what, name, found, _type(named.get(name), types_by_name))
        for name, found in texts.items()
    }


def _annotations(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function, include_extras=True)
    except (NameError, TypeError, AttributeError):
        # Names that only a type checker knows: those annotations do not count.
        found = getattr(function, "__annotations__", {})
        return {name: value for name, value in found.items() if not isinstance(value, str)}


def _type(parameter: inspect.Parameter | None, annotations: dict[str, Any]) -> Any:
    if parameter is None:
        return None
    if parameter.name in annotations:
        return annotations[parameter.name]
    default = parameter.default
    return type(default) if isinstance(default, (bool, int, float)) else None


def _value(what: str, name: str, texts: list[str], annotation: Any) -> Any:
    if annotation is None:
        text = texts[-1]
        return _TRUTHS.get(text.lower(), text)
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    except PydanticSchemaGenerationError as error:
        raise ConfigError(
            f"The parameter {name!r} of {what} is a {annotation}, which cannot be written on a "
            "command line.",
            hint="Give it a default.",
        ) from error
    members = _members(annotation)
    takes_list = any((get_origin(m) or m) in (list, tuple, set, frozenset) for m in members)
    if len(texts) > 1 and not takes_list:
        raise ConfigError(f"{name!r} is given {len(texts)} times, but {what} takes it once.")
    if type(None) in members and len(texts) == 1 and texts[0].lower() in _NOTHING:
        return None
    for attempt in _attempts(adapter, texts, members, takes_list=takes_list):
        try:
            return attempt()
        except (ValidationError, ValueError):
            continue
    wanted = expectation(annotation)
    near = difflib.get_close_matches(texts[-1], [str(c) for c in choices_of(annotation)], n=1)
    raise ConfigError(
        f"{name}={', '.join(texts)!r} does not fit {what}: it must be {wanted}.",
        hint=f"Did you mean {near[0]!r}?" if near else "",
    )


def _attempts(
    adapter: TypeAdapter[Any], texts: list[str], members: list[Any], *, takes_list: bool
) -> Iterable[Callable[[], Any]]:
    """The ways to read a text, the plainest first."""
    text = texts[-1]
    if takes_list and len(texts) > 1:
        yield partial(adapter.validate_python, texts)
    elif takes_list:
        yield lambda: adapter.validate_python(json.loads(text))
        yield partial(adapter.validate_python, [part.strip() for part in text.split(",") if part])
    else:
        yield partial(adapter.validate_strings, text)
        # Dictionaries, and what the text of a literal number stands for: 2 and not "2".
        yield lambda: adapter.validate_python(json.loads(text))
        for member in members:
            if isinstance(member, type) and issubclass(member, Enum):
                yield partial(_enum_member, member, text)


def _enum_member(enum: type[Enum], name: str) -> Enum:
    try:
        return enum[name]
    except KeyError as error:
        raise ValueError(name) from error


def _members(annotation: Any) -> list[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        return [member for part in get_args(annotation) for member in _members(part)]
    if get_origin(annotation) is typing.Annotated:
        return _members(get_args(annotation)[0])
    return [annotation]


def _listed(parameters: dict[str, inspect.Parameter]) -> str:
    if not parameters:
        return "It takes no arguments."
    shown = [
        str(p.replace(kind=p.KEYWORD_ONLY)) if p.default is not p.empty else f"{p} (required)"
        for p in parameters.values()
    ]
    return f"Its parameters are {', '.join(shown)}."
