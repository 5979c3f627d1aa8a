"""What stands in a form: a config, and what was changed in it. Knows no widgets."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Optional, Union

from .config_schema import ConfigSchema, FieldSchema
from .field_type import FieldType, Kind
from .merge_patch import is_same, patch_between

FieldPath = tuple[Union[str, int], ...]
"""Where a value stands: names of fields and numbers of items."""


class FormValues:
    """A config that is edited, and the one that it was.

    Args:
        schema: Knows the fields and their defaults.
        type_hint: What the config is.
    """

    def __init__(self, schema: ConfigSchema, type_hint: str) -> None:
        self._schema = schema
        self._type_hint = type_hint
        self._base: dict[str, Any] = {}
        self._current: dict[str, Any] = {}

    def set_base(self, config: Mapping[str, Any]) -> None:
        """Begins anew with a config, which counts as unchanged."""
        self._base = copy.deepcopy(dict(config))
        self._current = copy.deepcopy(self._base)

    def replace(self, config: Mapping[str, Any]) -> None:
        """Puts another config in place; what it was in the beginning stays."""
        self._current = copy.deepcopy(dict(config))

    def config(self) -> dict[str, Any]:
        """The config with all changes."""
        return copy.deepcopy(self._current)

    def patch(self) -> dict[str, Any]:
        """What was changed, as a merge patch (RFC 7396)."""
        return patch_between(self._base, self._current)

    def value(self, path: FieldPath) -> Any:
        """What stands at a place: what is given, or the default."""
        return copy.deepcopy(self._look_up(self._current, path)[0])

    def base_value(self, path: FieldPath) -> Any:
        """What stood at a place in the beginning; None where there was no such place."""
        return copy.deepcopy(self._look_up(self._base, path)[0])

    def is_changed(self, path: FieldPath) -> bool:
        """Whether another value stands at a place than in the beginning."""
        before, was_there = self._look_up(self._base, path)
        now, _ = self._look_up(self._current, path)
        return not was_there and now is not None if before is None else not is_same(before, now)

    def hint_at(self, path: FieldPath) -> Optional[str]:
        """The type hint of the Config at a place; None when there is none."""
        return _hint(self._look_up(self._current, path)[0], self.type_at(path))

    def set(self, path: FieldPath, value: Any) -> None:
        """Puts a value at a place; the value of the beginning counts as unchanged."""
        if is_same(value, self._look_up(self._base, path)[0]):
            self.reset(path)
            return
        owner = self._own(path[:-1])
        owner[path[-1]] = copy.deepcopy(value)

    def reset(self, path: FieldPath) -> None:
        """Puts back what stood at a place in the beginning; the default, where there was no place."""
        name = path[-1]
        owner = self._own(path[:-1])
        base = _inside(self._base, path[:-1])
        if isinstance(base, (Mapping, list)) and _has(base, name):
            owner[name] = copy.deepcopy(base[name])
        elif isinstance(owner, dict):
            owner.pop(name, None)
            self._prune(path[:-1])

    def use_default(self, path: FieldPath) -> None:
        """Puts the schema's default at a place."""
        field = self.field_at(path)
        if field is not None:
            self.set(path, copy.deepcopy(field.default))

    def field_at(self, path: FieldPath) -> Optional[FieldSchema]:
        """The field at a place; None for an item of a list, or where there is no such field."""
        hint = self._type_hint if len(path) == 1 else self.hint_at(path[:-1])
        if not isinstance(path[-1], str) or hint is None or hint not in self._schema:
            return None
        fields = self._schema.definition(hint).fields
        return next((field for field in fields if field.name == path[-1]), None)

    def type_at(self, path: FieldPath) -> Optional[FieldType]:
        """What may stand at a place."""
        if not path:
            return FieldType(Kind.CONFIG, hints=(self._type_hint,))
        if isinstance(path[-1], int):
            around = self.type_at(path[:-1])
            if around is not None and around.kind is Kind.CONFIGS:
                return FieldType(Kind.CONFIG, hints=around.hints)
            return None if around is None else around.items
        field = self.field_at(path)
        return None if field is None else field.type

    def fields_below(
        self, path: FieldPath = (), hidden: frozenset[FieldPath] = frozenset()
    ) -> Iterator[tuple[FieldPath, FieldSchema]]:
        """All fields of the Config at a place and of those inside, with their places."""
        hint = self.hint_at(path)
        if hint is None or hint not in self._schema:
            return
        for field in self._schema.definition(hint).fields:
            place = (*path, field.name)
            if place in hidden:
                continue
            yield place, field
            value = self._look_up(self._current, place)[0]
            if isinstance(value, Mapping):
                yield from self.fields_below(place, hidden)
            elif isinstance(value, list) and field.type.kind is Kind.CONFIGS:
                for index, item in enumerate(value):
                    if isinstance(item, Mapping):
                        yield from self.fields_below((*place, index), hidden)

    def _look_up(self, config: Any, path: FieldPath) -> tuple[Any, bool]:
        """A value or its default, and whether there is one."""
        value: Any = config
        declared: Optional[FieldType] = FieldType(Kind.CONFIG, hints=(self._type_hint,))
        for part in path:
            hint = _hint(value, declared)
            if isinstance(part, int):
                if not isinstance(value, list) or part >= len(value):
                    return None, False
                value = value[part]
                hints = declared.hints if declared is not None else ()
                declared = FieldType(Kind.CONFIG, hints=hints)
                continue
            if not isinstance(value, Mapping) or hint is None or hint not in self._schema:
                return None, False
            fields = {field.name: field for field in self._schema.definition(hint).fields}
            field = fields.get(part)
            if part in value:
                value = value[part]
            elif field is None or field.is_required:
                return None, False
            else:
                value = field.default
            declared = None if field is None else field.type
        return value, True

    def _own(self, path: FieldPath) -> Any:
        """The object or list at a place of the config that is edited, made where it is left out."""
        owner: Any = self._current
        for index, part in enumerate(path):
            if not _has(owner, part):
                default = self._look_up(self._current, path[: index + 1])[0]
                owner[part] = {} if default is None else copy.deepcopy(default)
            owner = owner[part]
        return owner

    def _prune(self, path: FieldPath) -> None:
        """Takes objects away again that only stood there for what was inside."""
        while path and isinstance(path[-1], str):
            owner = _inside(self._current, path[:-1])
            field = self.field_at(path)
            given_before = _has(_inside(self._base, path[:-1]), path[-1])
            if given_before or field is None or not is_same(owner[path[-1]], field.default):
                return
            del owner[path[-1]]
            path = path[:-1]


def _hint(value: Any, declared: Optional[FieldType]) -> Optional[str]:
    if not isinstance(value, Mapping):
        return None
    hint = value.get("type_hint")
    if isinstance(hint, str):
        return hint
    configs = declared.config_members() if declared is not None else ()
    return configs[0].hints[0] if configs else None


def _has(owner: Any, part: Union[str, int]) -> bool:
    if isinstance(owner, list):
        return isinstance(part, int) and part < len(owner)
    return isinstance(owner, Mapping) and part in owner


def _inside(value: Any, path: FieldPath) -> Any:
    for part in path:
        if not _has(value, part):
            return None
        value = value[part]
    return value
