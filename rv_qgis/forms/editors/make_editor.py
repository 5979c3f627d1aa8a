"""The editor that fits a field."""

from __future__ import annotations

from typing import Any, Callable, Optional

from ...translation import tr
from ..config_schema import ConfigSchema, FieldSchema
from ..field_type import FieldType, Kind
from ..value_check import problem_of
from .choice_editor import Alternative, ChoiceEditor
from .colour_editor import ColourEditor
from .field_editor import FieldEditor
from .json_editor import JsonEditor
from .number_editor import NumberEditor
from .numbers_editor import NumbersEditor
from .optional_editor import OptionalEditor
from .path_editor import PathEditor
from .switch_editor import SwitchEditor
from .text_editor import TextEditor
from .texts_editor import TextsEditor

_TEXTS = (Kind.TEXT, Kind.PATH)
_OPENS = (Kind.INTEGER, Kind.NUMBER, Kind.TEXT, Kind.PATH, Kind.COLOUR, Kind.LIST, Kind.JSON)


def make_editor(field: FieldSchema, schema: ConfigSchema) -> FieldEditor:
    """The editor that fits a field.

    A Config within a choice has no editor beside the list: who shows the field shows its fields too.

    Args:
        field: What is edited.
        schema: Knows the titles of Configs.
    """
    around = field.type
    inner = around.without_nothing()
    is_optional = around.is_optional
    if inner.kind in _TEXTS:
        return _text_editor(field, inner, is_optional)
    if inner.kind is Kind.UNION or inner.kind in (Kind.VALUES, Kind.CONFIG):
        return ChoiceEditor(_alternatives(field, inner, schema, is_optional))
    editor = _simple_editor(field, inner)
    return OptionalEditor(editor) if is_optional else editor


def _simple_editor(field: FieldSchema, field_type: FieldType) -> FieldEditor:
    if field_type.kind in (Kind.INTEGER, Kind.NUMBER):
        return NumberEditor(field_type, field.unit)
    if field_type.kind is Kind.LIST and field_type.items is not None:
        items = field_type.items.kind
        if items in (Kind.INTEGER, Kind.NUMBER):
            return NumbersEditor(are_whole=items is Kind.INTEGER)
        return TextsEditor(items)
    if field_type.kind in _TEXTS:
        return _text_editor(field, field_type, is_optional=False)
    makers: dict[Kind, Callable[[], FieldEditor]] = {
        Kind.BOOLEAN: SwitchEditor,
        Kind.COLOUR: ColourEditor,
    }
    return makers.get(field_type.kind, JsonEditor)()


def _text_editor(field: FieldSchema, field_type: FieldType, is_optional: bool) -> FieldEditor:
    if field_type.kind is Kind.PATH:
        is_folder = "folder" in field.description and "file" not in field.description
        return PathEditor(is_optional=is_optional, is_folder=is_folder)
    examples = [example for example in field.examples if isinstance(example, str)]
    return TextEditor(is_optional=is_optional, examples=examples)


def _alternatives(
    field: FieldSchema, field_type: FieldType, schema: ConfigSchema, is_optional: bool
) -> list[Alternative]:
    found = [Alternative(tr("left out"), None)] if is_optional else []
    for member in field_type.members or (field_type,):
        if member.kind is Kind.VALUES:
            found += [Alternative(str(value), value) for value in member.values]
        elif member.kind is Kind.BOOLEAN:
            found += [Alternative(tr("yes"), True), Alternative(tr("no"), False)]
        elif member.kind is Kind.CONFIG:
            found += [
                Alternative(
                    schema.title(hint), {"type_hint": hint}, fits=_is_config(hint, member, schema)
                )
                for hint in member.hints
            ]
        elif member.kind in _OPENS:
            found.append(_open_alternative(field, member))
    return found


def _open_alternative(field: FieldSchema, member: FieldType) -> Alternative:
    """An entry with an editor for any value of a kind."""

    def make() -> FieldEditor:
        return _simple_editor(field, member)

    def fits(value: Any) -> bool:
        if member.kind is Kind.JSON and isinstance(value, dict) and "type_hint" in value:
            return False
        return not problem_of(value, member)

    texts = {
        Kind.INTEGER: tr("a number"),
        Kind.NUMBER: tr("a number"),
        Kind.LIST: tr("a list"),
        Kind.JSON: tr("as JSON"),
    }
    first = _first_value(field, member)
    return Alternative(texts.get(member.kind, tr("a text")), first, make, fits)


def _first_value(field: FieldSchema, member: FieldType) -> Optional[Any]:
    """What an editor shows when its kind is chosen."""
    if field.default is not None and not problem_of(field.default, member):
        return field.default
    if member.kind is Kind.JSON:
        return [] if member.json_type == "array" else {}
    return None


def _is_config(hint: str, member: FieldType, schema: ConfigSchema) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        if not isinstance(value, dict) or "type_hint" in value:
            return isinstance(value, dict) and value["type_hint"] == hint
        # The first one is meant where no type hint is given.
        names = {field.name for field in schema.definition(hint).fields}
        return hint == member.hints[0] and value.keys() <= names

    return fits
