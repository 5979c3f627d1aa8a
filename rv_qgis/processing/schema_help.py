"""Explanations that the engine's configs bring along, for parameters that are fields of them."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from ..places import SCHEMA_PATH


def field_help(type_hint: str, field: str) -> str:
    """What the engine says of a field of a config.

    The engine's texts are English; what is added in the toolbox is translated.

    Raises:
        KeyError: There is no such field.
    """
    return str(_configs()[type_hint]["properties"][field]["description"])


def field_choices(type_hint: str, field: str, first: str) -> list[str]:
    """The words that a field can have; the one that comes first is what is proposed.

    Raises:
        KeyError: There is no such field, or it is no choice.
    """
    content = _configs()[type_hint]["properties"][field]
    return [first, *(str(word) for word in content["enum"] if word != first)]


@lru_cache(maxsize=1)
def _configs() -> dict[str, Any]:
    # The shipped schema: forms work before the engine is set up. It is read once, in a few ms.
    configs: dict[str, Any] = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))["$defs"][
        "configs"
    ]
    return configs
