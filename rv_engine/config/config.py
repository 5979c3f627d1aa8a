"""The base of all Configs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)
from typing_extensions import Self

from rv_engine.config.problems import problems_to_error, validation_problems
from rv_engine.config.registry import default_registry
from rv_engine.errors import ConfigError

if TYPE_CHECKING:
    from rv_engine.config.builder import ConfigBuilder


class Config(BaseModel):
    """Describes one part and builds it.

    A subclass sets `type_hint`, which names it in JSON, and is added to the registry by its
    plugin's `register_plugin`. Where a field asks for some Config, JSON may give any registered
    subclass of it by its `type_hint`.
    """

    model_config = ConfigDict(
        extra="forbid",
        validate_assignment=True,
        validate_default=True,
        use_attribute_docstrings=True,
    )

    type_hint: ClassVar[str] = ""

    def build(self, *args: Any, **kwargs: Any) -> Any:
        """Builds the part that this describes."""
        raise NotImplementedError(f"{type(self).__name__} describes nothing that can be built.")

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Fills in what depends on the config that this is a part of."""

    def validate_config(self) -> None:
        """Checks what pydantic cannot: how values fit each other.

        Raises:
            ConfigError: They do not.
        """

    def to_dict(self) -> dict[str, Any]:
        """The config as JSON values, each part with its `type_hint`."""
        return self.model_dump(mode="json", serialize_as_any=True)

    def to_json(self) -> str:
        """The config as indented JSON."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_dict(cls, values: dict[str, Any], where: str = "") -> Self:
        """The config in JSON values.

        Args:
            values: What `to_dict` returned.
            where: The file that they come from, for error messages.

        Raises:
            ConfigError: Names every problem at once, each with its path into the config.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise problems_to_error(validation_problems(error, cls, values), where) from error

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """The config in a JSON file; see `from_dict`."""
        try:
            values = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"The config '{path}' cannot be read: {error}.", hint="Check the path."
            ) from error
        except ValueError as error:
            raise ConfigError(f"The config '{path}' is no valid JSON: {error}.") from error
        if not isinstance(values, dict):
            raise ConfigError(f"The config '{path}' holds no JSON object.")
        return cls.from_dict(values, where=str(path))

    @classmethod
    def builder(cls, key: str | None = None) -> ConfigBuilder[Self]:
        """Makes a config step by step: `SolverConfig.builder().with_lr(1e-4).build()`.

        Args:
            key: The type hint of a registered subclass, in small or capital letters; this class
                itself when left out.

        Raises:
            ConfigError: There is none of that name.
        """
        from rv_engine.config.builder import builder_of

        return builder_of(cls, key)

    def to_builder(self) -> ConfigBuilder[Self]:
        """A builder that begins with the values of this config."""
        from rv_engine.config.builder import ConfigBuilder

        return ConfigBuilder(type(self), dict(self))

    @model_validator(mode="wrap")
    @classmethod
    def _validate_by_type_hint(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(value, dict):
            return handler(value)
        content = dict(value)
        type_hint = content.pop("type_hint", cls.type_hint)
        if type_hint == cls.type_hint:
            return handler(content)
        subclass = default_registry().config_class(type_hint)
        if not issubclass(subclass, cls):
            raise ValueError(f"a {type_hint!r} is no {cls.type_hint or cls.__name__!r}")
        return subclass.model_validate(value)

    @model_serializer(mode="wrap")
    def _serialize_with_type_hint(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"type_hint": self.type_hint, **handler(self)}
