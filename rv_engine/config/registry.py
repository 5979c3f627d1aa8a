"""The registry: which Configs exist, built in or from a plugin."""

from __future__ import annotations

import difflib
import importlib
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from rv_engine.errors import PluginError

if TYPE_CHECKING:
    from rv_engine.config.config import Config

# Named, not imported: the built-ins lie in higher layers and come in by the door of any plugin.
BUILT_IN_PLUGINS = ("rv_engine.builtins",)

ConfigClass = TypeVar("ConfigClass", bound="type[Config]")


class Registry:
    """What plugins registered."""

    def __init__(self) -> None:
        self._configs: dict[str, type[Config]] = {}

    def add_config(self, config_class: ConfigClass) -> ConfigClass:
        """Registers a Config under its `type_hint`; also usable as a decorator.

        Raises:
            PluginError: It has no type hint, or the hint is taken.
        """
        type_hint = config_class.type_hint
        if not type_hint:
            raise PluginError(
                f"{config_class.__name__} has no type_hint, so it has no name in JSON."
            )
        taken = self._configs.get(type_hint)
        if taken is not None and taken is not config_class:
            raise PluginError(
                f"The type hint {type_hint!r} of {_origin(config_class)} "
                f"is taken by {_origin(taken)}.",
                hint="Give one of them another type_hint.",
            )
        self._configs[type_hint] = config_class
        return config_class

    def config_class(self, type_hint: str) -> type[Config]:
        """The Config of a type hint.

        Raises:
            ValueError: There is none; the message suggests the nearest.
        """
        # It comes from a file, where it can be anything.
        found = self._configs.get(type_hint) if isinstance(type_hint, str) else None
        if found is None:
            near = difflib.get_close_matches(str(type_hint), self._configs, n=1)
            suggestion = f" Did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"no Config has the type_hint {type_hint!r}.{suggestion}")
        return found

    def config_classes(self) -> dict[str, type[Config]]:
        """All Configs by type hint, sorted."""
        return dict(sorted(self._configs.items()))


def _origin(config_class: type) -> str:
    return f"{config_class.__module__}.{config_class.__name__}"


@cache
def default_registry() -> Registry:
    """The registry with the built-ins, filled on first use."""
    registry = Registry()
    for module_name in BUILT_IN_PLUGINS:
        importlib.import_module(module_name).register_plugin(registry)
    return registry
