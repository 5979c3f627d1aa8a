"""Where in a config an error of pydantic is, and what may stand there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from rv_engine.config.expectations import is_union
from rv_engine.config.registry import default_registry


@dataclass(frozen=True)
class Place:
    """A place in a config.

    Attributes:
        path: Such as "dataset.train_scenes.0.raster_source.uris".
        owner: The Config that has the field.
        has_hint: Whether a type hint says so.
        annotation: The type of what may stand there; None for a field that does not exist.
        limits: What pydantic knows beside the type.
        field: The field that it is, or is in.
        branches: At unions on the way: the path to the union, and the type that was tried.
    """

    path: str
    owner: type[BaseModel]
    has_hint: bool = False
    annotation: Any = None
    limits: Sequence[Any] = ()
    field: FieldInfo | None = None
    branches: tuple[tuple[str, str], ...] = ()


def locate(
    loc: Sequence[Any], root: type[BaseModel], values: Mapping[str, Any] | None = None
) -> Place:
    """The place that pydantic calls `loc`.

    Args:
        loc: Names of fields and numbers of items, with pydantic's marks of union members.
        root: The Config that was validated.
        values: The JSON values, which say by type hints what is what.
    """
    value: Any = values or {}
    walk = _Walk(_class_at(value, root), root, "type_hint" in value)
    for part in loc:
        if isinstance(part, str) and part.startswith("function-"):
            # The wrapper of a Config: within a union it says which member was tried.
            walk.enter_union(part)
        elif walk.is_at_union:
            walk.enter_union(str(part))
        else:
            value = _item(value, part)
            walk.enter(part, value)
    return walk.place()


class _Walk:
    """On the way from the root to a place."""

    def __init__(self, owner: type[BaseModel], annotation: Any, has_hint: bool) -> None:
        self.annotation = annotation
        self._owner = owner
        self._has_hint = has_hint
        self._inside: type[BaseModel] | None = owner
        self._parts: list[str] = []
        self._limits: Sequence[Any] = ()
        self._field: FieldInfo | None = None
        self._branches: list[tuple[str, str]] = []
        self._has_chosen = False
        self._member: Any = None
        self._value: Any = None

    @property
    def is_at_union(self) -> bool:
        """Whether pydantic will now say which member of a union it tried."""
        return not self._has_chosen and is_union(_without_null(self.annotation))

    def enter(self, part: Any, value: Any) -> None:
        """Goes on to a field, to an item of a list or to a value of an object."""
        self._parts.append(str(part))
        self._has_chosen = False
        if self._inside is not None:
            self._owner = self._inside
            self._field = self._inside.model_fields.get(str(part))
            self.annotation = None if self._field is None else self._field.annotation
            self._limits = () if self._field is None else self._field.metadata
        else:
            around = _without_null(self.annotation if self._member is None else self._member)
            arguments, origin = get_args(around), get_origin(around)
            if origin is dict:
                self.annotation = arguments[1]
            elif origin is tuple and isinstance(part, int) and part < len(arguments):
                self.annotation = arguments[part]
            else:
                self.annotation = arguments[0] if arguments else None
            self._limits = ()
        self._look_inside(value)

    def enter_union(self, mark: str) -> None:
        """Notes which member of a union was tried."""
        if not self.is_at_union:
            return
        self._has_chosen = True
        self._branches.append((".".join(self._parts), mark))
        members = [m for m in get_args(_without_null(self.annotation)) if _fits(mark, m)]
        self._member = members[0] if members else None
        model = _model(self._member)
        self._inside = None if model is None else _class_at(self._value, model)

    def place(self) -> Place:
        return Place(
            ".".join(self._parts), self._owner, self._has_hint, self.annotation, self._limits,
            self._field, tuple(self._branches),
        )  # fmt: skip

    def _look_inside(self, value: Any) -> None:
        self._member, self._value = None, value
        model = _model(_without_null(self.annotation))
        self._inside = None if model is None else _class_at(value, model)
        self._has_hint = isinstance(value, dict) and "type_hint" in value


def _class_at(value: Any, declared: type[BaseModel]) -> type[BaseModel]:
    """The Config that a type hint names, where it fits what was declared."""
    hint = value.get("type_hint") if isinstance(value, Mapping) else None
    if isinstance(hint, str):
        try:
            named = default_registry().config_class(hint)
        except ValueError:
            return declared
        if issubclass(named, declared):
            return named
    return declared


def _model(annotation: Any) -> type[BaseModel] | None:
    return (
        annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
    )


def _without_null(annotation: Any) -> Any:
    """The type without "or null", and without what is only annotated."""
    if get_origin(annotation) is Annotated:
        return _without_null(get_args(annotation)[0])
    if is_union(annotation):
        members = [member for member in get_args(annotation) if member is not type(None)]
        if len(members) == 1:
            return _without_null(members[0])
    return annotation


def _fits(mark: str, member: Any) -> bool:
    """Whether pydantic's mark is that of a member of a union."""
    model = _model(member)
    if model is not None:
        return mark.startswith("function-") or mark == model.__name__
    origin = get_origin(member)
    name = getattr(origin or member, "__name__", str(member))
    kind = mark.removeprefix("constrained-").partition("[")[0]
    return kind.lower() == name.lower()


def _item(value: Any, part: Any) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None
