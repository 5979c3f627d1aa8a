"""The base of all configs of label stores."""

from __future__ import annotations

from typing import ClassVar

from rv_engine.config import Config


class LabelStoreConfig(Config, abstract=True):
    """Where the predicted labels of a scene go."""

    type_hint: ClassVar[str] = "label_store"

    uri: str | None = None
    """The folder or file to write; in the run folder when left out."""
