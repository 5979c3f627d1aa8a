"""Configs: what describes every part, is read from JSON, and builds the part.

No heavy package is imported here, nor by any module that holds a Config. What is named below is
imported when it is used: `rv --help` looks for plugins, and needs no pydantic for that.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from rv_engine.config.display import display

if TYPE_CHECKING:
    from rv_engine.config.config import Config
    from rv_engine.config.problems import Problem
    from rv_engine.config.registry import Registry, default_registry

_MODULES = {
    "Config": "rv_engine.config.config",
    "Problem": "rv_engine.config.problems",
    "Registry": "rv_engine.config.registry",
    "default_registry": "rv_engine.config.registry",
}

__all__ = ["Config", "Problem", "Registry", "default_registry", "display"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = getattr(importlib.import_module(_MODULES[name]), name)
        return globals()[name]
