"""Fluent builders, which every Config has without a line by its author."""

from __future__ import annotations

import copy
import difflib
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from rv_engine.config.problems import problems_to_error, validation_problems
from rv_engine.config.registry import default_registry
from rv_engine.errors import ConfigError

if TYPE_CHECKING:
    from rv_engine.config.config import Config

_PREFIX = "with_"

ConfigT = TypeVar("ConfigT", bound="Config")


class UnknownFieldError(ConfigError, AttributeError):
    """A builder has no such method, because its Config has no such field."""


class ConfigBuilder(Generic[ConfigT]):
    """Makes a Config step by step.

    It has a method `with_FIELD(value)` for each field, which checks the value at once and returns a
    new builder; this one is never changed. A field with a list of `uris` can also be set to a single
    one, by `with_uri`.

    Args:
        config_class: What is made.
        values: Those of the fields that are known already.
    """

    def __init__(
        self, config_class: type[ConfigT], values: Mapping[str, Any] | None = None
    ) -> None:
        self._config_class = config_class
        # Copied: who gave a list may change it later.
        self._values = copy.deepcopy(dict(values or {}))

    def build(self) -> ConfigT:
        """The Config.

        Raises:
            ConfigError: Names every problem at once: fields that are missing, and values that do
                not fit each other.
        """
        values = copy.deepcopy(self._values)
        try:
            return self._config_class.model_validate(values)
        except ValidationError as error:
            problems = validation_problems(error, self._config_class, values)
            raise problems_to_error(problems, f"{self._config_class.__name__}.builder()") from error

    def __getattr__(self, name: str) -> Callable[..., ConfigBuilder[ConfigT]]:
        # Copying and pickling ask a half-made object for its methods.
        if name.startswith("_"):
            raise AttributeError(name)
        field = self._fields().get(name)
        if field is None:
            raise self._unknown(name)
        return self._setter(name, field)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._fields()})

    def __repr__(self) -> str:
        values = "".join(f".{_PREFIX}{name}({value!r})" for name, value in self._values.items())
        return f"{self._config_class.__name__}.builder(){values}"

    def _fields(self) -> dict[str, str]:
        """The field that each method sets."""
        names = list(self._config_class.model_fields)
        singular = {f"{_PREFIX}{name[:-1]}": name for name in names if name.endswith("uris")}
        return {**singular, **{f"{_PREFIX}{name}": name for name in names}}

    def _setter(self, method: str, field: str) -> Callable[..., ConfigBuilder[ConfigT]]:
        is_single = method != f"{_PREFIX}{field}"

        def setter(value: Any) -> ConfigBuilder[ConfigT]:
            return self._with(field, [value] if is_single else value)

        info = self._config_class.model_fields[field]
        setter.__name__ = method
        setter.__qualname__ = f"{self._config_class.__name__}.builder().{method}"
        setter.__doc__ = info.description
        parameter = inspect.Parameter(
            "value", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=info.annotation
        )
        signature = inspect.Signature([parameter], return_annotation=type(self))
        setter.__signature__ = signature  # type: ignore[attr-defined]
        return setter

    def _with(self, field: str, value: Any) -> ConfigBuilder[ConfigT]:
        name = self._config_class.__name__
        if isinstance(value, ConfigBuilder):
            raise ConfigError(
                f"{field}: {value!r} is a builder, and no config yet.",
                hint="Call its build() first.",
                where=f"{name}.builder().{_PREFIX}{field}",
            )
        values = {**self._values, field: copy.deepcopy(value)}
        try:
            # Fields are checked one by one, so the others may be missing; whether all fit each
            # other is known at the end.
            self._config_class.model_validate(copy.deepcopy(values))
        except ValidationError as error:
            problems = [
                problem
                for problem in validation_problems(error, self._config_class, values)
                if problem.path.split(".")[0] == field
            ]
            if problems:
                where = f"{name}.builder().{_PREFIX}{field}"
                raise problems_to_error(problems, where) from error
        return ConfigBuilder(self._config_class, values)

    def _unknown(self, name: str) -> UnknownFieldError:
        methods = [*self._fields(), "build"]
        near = difflib.get_close_matches(name, methods, n=1)
        # `lr` for `with_lr` is not near by its letters.
        near = [_PREFIX + name] if _PREFIX + name in methods else near
        hint = f"Did you mean {near[0]}?" if near else f"It has {', '.join(methods)}."
        return UnknownFieldError(
            f"The builder of {self._config_class.__name__} has no {name}.", hint=hint
        )


def builder_of(config_class: type[ConfigT], key: str | None) -> ConfigBuilder[ConfigT]:
    """The builder of a Config, or of a registered one that derives from it.

    Args:
        config_class: The group.
        key: A type hint, in small or capital letters; what it shares with the group may be left
            out, as in `BackendConfig.builder("PYTORCH_SEMANTIC_SEGMENTATION")`. None for the class
            itself.

    Raises:
        ConfigError: There is none of that name; the message suggests the nearest.
    """
    if key is None and not config_class.is_abstract:
        return ConfigBuilder(config_class)
    name = str(key or "").lower().replace("-", "_").replace(" ", "_")
    registry = default_registry()
    fitting = {
        type_hint: found
        for type_hint, found in registry.config_classes().items()
        if issubclass(found, config_class)
    }
    for candidate in (name, f"{name}_{config_class.type_hint}"):
        for type_hint, found in fitting.items():
            if type_hint.lower().replace("-", "_") == candidate:
                return ConfigBuilder(found)
    near = difflib.get_close_matches(name, fitting, n=1)
    if near:
        hint = f"Did you mean {near[0].upper()!r}?"
    else:
        keys = [repr(hint.upper()) for hint, found in fitting.items() if not found.is_abstract]
        hint = f"Choose one of {', '.join(keys)}." if keys else "No plugin brings one."
    if key is None:
        message = f"{config_class.__name__}.builder() needs the key of what it shall make."
    else:
        message = f"{key!r} is no {config_class.__name__}."
    if registry.problems:
        broken = "".join(f"\n- {problem}" for problem in registry.problems)
        message += f" It may be in a plugin that could not be loaded:{broken}"
    raise ConfigError(message, hint=hint)
