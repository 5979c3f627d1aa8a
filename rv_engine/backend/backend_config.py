"""Configs of backends."""

from __future__ import annotations

from typing import Any, ClassVar

from rv_engine.config import Config


class BackendConfig(Config, abstract=True):
    """What turns chips into a model, and a model into predictions."""

    type_hint: ClassVar[str] = "backend"

    def build(self, class_config: Any) -> Any:
        """The backend."""
        raise NotImplementedError
