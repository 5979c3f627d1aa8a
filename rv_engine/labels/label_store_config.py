"""The base of all configs of label stores."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rv_engine.config import Config, display


class LabelStoreConfig(Config, abstract=True):
    """Where the predicted labels of a scene go."""

    type_hint: ClassVar[str] = "label_store"

    uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder or file to write; in the run folder when left out."""
