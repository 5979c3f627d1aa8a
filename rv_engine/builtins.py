"""What comes with the engine; it enters by the same door as any plugin."""

from __future__ import annotations

from rv_engine.config import Registry
from rv_engine.config.class_config import ClassConfig


def register_plugin(registry: Registry) -> None:
    """Registers all built-in parts."""
    for config_class in (ClassConfig,):
        registry.add_config(config_class)
