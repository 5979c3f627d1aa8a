"""Writes what is made of the Configs: resources/config-schema.json and the pages in docs/reference.

Usage: python scripts/make_reference.py
"""

import json
import sys
from pathlib import Path
from typing import Any

from rv_engine.config.field_titles import title_of
from rv_engine.config.json_file import to_json
from rv_engine.config.schema import config_schema

REPO = Path(__file__).resolve().parents[1]
SCHEMA_FILE = "resources/config-schema.json"
PAGES_FOLDER = "docs/reference"
_NOUNS = {
    "boolean": "true or false",
    "integer": "whole number",
    "null": "null",
    "number": "number",
    "object": "object",
    "string": "text",
}
_LIMITS = {
    "exclusiveMinimum": "> {}",
    "minimum": "≥ {}",
    "exclusiveMaximum": "< {}",
    "maximum": "≤ {}",
    "multipleOf": "multiple of {}",
}
_HEAD = "| field | type | default | unit | description |\n|---|---|---|---|---|\n"
_NOTE = "<!-- Made by scripts/update_schema.sh; do not edit. -->\n"


def generated_files() -> dict[str, str]:
    """The texts of all files, by their paths in the repository."""
    schema = config_schema(built_in_only=True)
    files = {SCHEMA_FILE: to_json(schema), f"{PAGES_FOLDER}/README.md": index_page(schema)}
    for group, members in schema["groups"].items():
        files[f"{PAGES_FOLDER}/{group}.md"] = group_page(schema, group, members)
    return files


def index_page(schema: dict[str, Any]) -> str:
    """The list of all groups."""
    lines = [
        _NOTE,
        "# Reference of configs",
        "",
        "What a config can hold. `rv schema` prints the same as JSON Schema, with what your plugins",
        "bring. A part says by its `type_hint` what it is; where only one kind of part can stand, it",
        "may be left out. Advanced fields are those that a newcomer leaves as they are.",
        "",
        "| group | what it is | `type_hint` |",
        "|---|---|---|",
    ]
    for group, members in schema["groups"].items():
        description = first_sentence(schema["$defs"]["configs"][group]["description"])
        hints = ", ".join(f"[`{name}`]({group}.md#{name})" for name in members)
        lines.append(f"| [{title_of(group)}]({group}.md) | {cell(description)} | {hints} |")
    return "\n".join(lines) + "\n"


def group_page(schema: dict[str, Any], group: str, members: list[str]) -> str:
    """The page of a group: a section for each of its members."""
    configs = schema["$defs"]["configs"]
    text = f"{_NOTE}\n# {title_of(group)}\n\n"
    if members != [group]:
        text += configs[group]["description"] + "\n\n"
    return text + "\n".join(section(schema, name, configs[name]) for name in members)


def section(schema: dict[str, Any], type_hint: str, config: dict[str, Any]) -> str:
    """One Config: what it is, and tables of its fields."""
    text = f'## <a id="{type_hint}"></a>`{type_hint}`\n\n{config["description"]}\n\n'
    text += f"Class `{config['class']}`.\n\n"
    fields = {name: field for name, field in config["properties"].items() if name != "type_hint"}
    basic = {name: field for name, field in fields.items() if not field.get("advanced")}
    advanced = {name: field for name, field in fields.items() if field.get("advanced")}
    if not fields:
        text += "It has no fields.\n"
    if basic:
        text += _HEAD + rows(schema, basic, config["required"])
    if advanced:
        text += ("\n" if basic else "") + "Advanced:\n\n" + _HEAD
        text += rows(schema, advanced, config["required"])
    return text


def rows(schema: dict[str, Any], fields: dict[str, Any], required: list[str]) -> str:
    """The rows of a table of fields."""
    text = ""
    for name, field in fields.items():
        default = "required" if name in required else default_text(field.get("default"))
        kind, unit = type_text(schema, field), field.get("unit", "")
        cells = (f"`{name}`", kind, default, unit, cell(field["description"]))
        text += f"| {' | '.join(cells)} |\n"
    return text


def default_text(value: Any) -> str:
    """A default in a cell; a part is named by its type."""
    if isinstance(value, dict) and set(value) == {"type_hint"}:
        return f"`{value['type_hint']}`"
    return f"`{cell(json.dumps(value, ensure_ascii=False))}`"


def type_text(schema: dict[str, Any], field: dict[str, Any]) -> str:
    """What a field holds, in words, with links to other parts."""
    if "$ref" in field:
        _, _, _, name = field["$ref"].split("/")
        return f"[{name}]({schema['$defs']['configs'][name]['group']}.md)"
    if "anyOf" in field or "oneOf" in field:
        members = field.get("anyOf") or field["oneOf"]
        return " or ".join(dict.fromkeys(type_text(schema, member) for member in members))
    if "enum" in field or "const" in field:
        values = field.get("enum") or [field["const"]]
        return ", ".join(f"`{json.dumps(value)}`" for value in values)
    if field.get("type") == "array":
        return list_text(schema, field)
    if isinstance(field.get("additionalProperties"), dict):
        return f"names, each with {type_text(schema, field['additionalProperties'])}"
    noun = _NOUNS.get(str(field.get("type")), "any value")
    limits = [words.format(field[key]) for key, words in _LIMITS.items() if key in field]
    return " ".join([noun, " and ".join(limits)]).strip()


def list_text(schema: dict[str, Any], field: dict[str, Any]) -> str:
    """What a list holds."""
    items = field.get("prefixItems")
    if items:
        kinds = " or ".join(dict.fromkeys(type_text(schema, item) for item in items))
        return f"list of {len(items)}: {kinds}"
    kind = type_text(schema, field.get("items") or {})
    return f"list of {kind}" + (", not empty" if field.get("minItems") else "")


def cell(text: str) -> str:
    """A text that may stand in a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def first_sentence(text: str) -> str:
    """The first paragraph of a description."""
    return text.split("\n\n", maxsplit=1)[0]


def write_all() -> None:
    """Writes all files, and removes pages of groups that are no more."""
    files = generated_files()
    folder = REPO / PAGES_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for page in folder.glob("*.md"):
        if page.relative_to(REPO).as_posix() not in files:
            page.unlink()
    for name, text in files.items():
        (REPO / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(write_all())
