"""The base of all Configs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    SerializerFunctionWrapHandler,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError
from typing_extensions import Self

from rv_engine.config.expectations import takes_truth
from rv_engine.config.json_file import read_json_object, to_json
from rv_engine.config.problems import problems_to_error, validation_problems
from rv_engine.config.raster_vision_names import again, sift_fields
from rv_engine.config.registry import default_registry
from rv_engine.storage import write_text

if TYPE_CHECKING:
    from typing_extensions import Unpack

if TYPE_CHECKING:
    from rv_engine.config.builder import ConfigBuilder


class Config(BaseModel):
    """Describes one part and builds it.

    A subclass sets `type_hint`, which names it in JSON, and is added to the registry by its
    plugin's `register_plugin`. Where a field asks for some Config, JSON may give any registered
    subclass of it by its `type_hint`. A base that describes nothing by itself says so,
    `class RasterSourceConfig(Config, abstract=True)`: JSON has to name one of its subclasses.
    """

    model_config = ConfigDict(
        extra="forbid",
        validate_assignment=True,
        validate_default=True,
        use_attribute_docstrings=True,
        # JSON has neither, and no setting makes sense with them.
        allow_inf_nan=False,
    )

    type_hint: ClassVar[str] = ""
    is_abstract: ClassVar[bool] = True

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Unpack[ConfigDict]) -> None:
        super().__init_subclass__(**kwargs)
        cls.is_abstract = abstract

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
        return to_json(self.to_dict())

    def to_file(self, uri: str | Path) -> None:
        """Writes the config and its version as JSON, or nothing, to a path or a URI.

        Raises:
            OutputError: The file cannot be written.
        """
        write_text(str(uri), to_json(self.to_document()))

    def to_document(self) -> dict[str, Any]:
        """The values of a file with the config: it begins with the version of the schema."""
        return {**default_registry().upgrades.stamp(), **self.to_dict()}

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
    def from_file(cls, uri: str | Path) -> Self:
        """The config in a JSON file, here or elsewhere; see `from_document`."""
        return cls.from_document(read_json_object(uri), where=str(uri))

    @classmethod
    def from_document(cls, values: dict[str, Any], where: str = "") -> Self:
        """The config in the values of a file, upgraded from the version that it names.

        Raises:
            ConfigError: It is newer than this engine, or has problems; all of them are told.
        """
        return cls.from_dict(default_registry().upgrades.apply(values, where), where)

    @classmethod
    def builder(cls, key: str | None = None) -> ConfigBuilder[Self]:
        """Makes a config step by step: `SolverConfig.builder().with_lr(1e-4).build()`.

        Args:
            key: The type hint of a registered subclass, in small or capital letters; this class
                itself when left out.

        Raises:
            ConfigError: There is none of that name, or a group is not told which of its members.
        """
        from rv_engine.config.builder import builder_of

        return builder_of(cls, key)

    def to_builder(self) -> ConfigBuilder[Self]:
        """A builder that begins with the values of this config."""
        from rv_engine.config.builder import ConfigBuilder

        return ConfigBuilder(type(self), dict(self))

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_truth_values_for_numbers(cls, value: Any, info: ValidationInfo) -> Any:
        # For pydantic true is 1; for a person who wrote it, it is a mistake.
        field = cls.model_fields.get(info.field_name or "")
        if isinstance(value, bool) and field is not None and not takes_truth(field.annotation):
            raise PydanticCustomError("truth_for_number", "a truth value is no number")
        return value

    @model_validator(mode="wrap")
    @classmethod
    def _validate_by_type_hint(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(value, dict):
            return handler(cls.from_shorthand(value))
        content = dict(value)
        type_hint = content.pop("type_hint", cls.type_hint)
        if type_hint != cls.type_hint:
            subclass = default_registry().config_class(type_hint)
            if not issubclass(subclass, cls):
                raise ValueError(
                    f"a {type_hint!r} is no {cls.type_hint or cls.__name__!r}; {_choices(cls)}"
                )
            # A renamed type hint can stand for this very class.
            return (
                cls._made_of(content, handler)
                if subclass is cls
                else subclass.model_validate(value)
            )
        if cls.is_abstract and set(content) <= set(cls.model_fields):
            # An unknown field tells more: it suggests the subclass that has it.
            raise ValueError(
                f'"type_hint" has to say which {cls.type_hint!r} it is; {_choices(cls)}'
            )
        return cls._made_of(content, handler)

    @classmethod
    def from_shorthand(cls, value: Any) -> Any:
        """The config that a value stands for which is no JSON object; the value itself for none."""
        return value

    @classmethod
    def _made_of(cls, content: dict[str, Any], handler: ModelWrapValidatorHandler[Self]) -> Self:
        """The config of some values, which may be those of Raster Vision."""
        if content.keys() <= cls.model_fields.keys():
            return handler(content)
        content, refused = sift_fields(cls, content)
        if not refused:
            return handler(content)
        try:
            handler(content)
        except ValidationError as error:
            refused += [again(detail) for detail in error.errors(include_url=False)]
        raise ValidationError.from_exception_data(cls.__name__, refused)

    @model_serializer(mode="wrap")
    def _serialize_with_type_hint(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"type_hint": self.type_hint, **handler(self)}


def _choices(base: type[Config]) -> str:
    names = [
        repr(type_hint)
        for type_hint, config_class in default_registry().config_classes().items()
        if issubclass(config_class, base) and not config_class.is_abstract
    ]
    return f"choose of {', '.join(names)}" if names else "no plugin brings one"
