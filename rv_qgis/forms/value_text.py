"""A value in few words."""

from __future__ import annotations

import json
from typing import Any

from ..translation import tr
from .config_schema import ConfigSchema

_LONGEST = 40


def value_text(value: Any, schema: ConfigSchema) -> str:
    """A JSON value in few words: for tooltips and menus."""
    if value is None:
        return tr("left out")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, dict) and isinstance(value.get("type_hint"), str):
        return schema.title(value["type_hint"])
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
