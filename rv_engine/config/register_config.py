"""Raster Vision's decorator for Configs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from rv_engine.config.registry import default_registry
from rv_engine.errors import PluginError

if TYPE_CHECKING:
    from rv_engine.config.config import Config

ConfigClass = TypeVar("ConfigClass", bound="type[Config]")


def register_config(
    type_hint: str, plugin: str | None = None, upgrader: Callable[..., Any] | None = None
) -> Callable[[ConfigClass], ConfigClass]:
    """Gives a Config its name in JSON and registers it; `registry.add_config` does the same.

    Args:
        type_hint: The name.
        plugin: Not needed: the plugin is known.
        upgrader: Not supported.

    Raises:
        PluginError: The name is taken, or an upgrader is given.
    """
    del plugin
    if upgrader is not None:
        raise PluginError(
            "Raster Vision's upgrader of register_config is not supported by RV Studio.",
            hint="Call registry.add_upgrade in register_plugin(registry).",
        )

    def add(config_class: ConfigClass) -> ConfigClass:
        config_class.type_hint = type_hint
        default_registry().add_config(config_class)
        return config_class

    return add
