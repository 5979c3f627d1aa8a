"""Configs of older versions: what turns their JSON values into those of today."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from rv_engine.errors import ConfigError, PluginError

ENGINE = "rv_engine"
VERSION_KEY = "schema_version"
PLUGIN_VERSIONS_KEY = "plugin_schema_versions"
_FIRST_VERSION = 1

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes the JSON values of a whole file in one version, and returns them in the next."""


class Upgrades:
    """The steps from each version to the next, of the engine and of each plugin.

    A file says which versions it was written with. The version of a plugin, and of the engine,
    rises by one with each step that it registers.
    """

    def __init__(self) -> None:
        self._steps: dict[str, dict[int, Upgrade]] = {}
        self._renamed: dict[str, str] = {}

    def copy(self) -> Upgrades:
        """The same steps, to which others may be added."""
        other = Upgrades()
        other._steps = {name: dict(steps) for name, steps in self._steps.items()}
        other._renamed = dict(self._renamed)
        return other

    def add(self, plugin: str, from_version: int, upgrade: Upgrade) -> None:
        """Registers the step from a version to the next.

        Raises:
            PluginError: There is one already, or the one before it is missing.
        """
        version = self.version(plugin)
        if from_version != version:
            raise PluginError(
                f"The upgrade of {plugin!r} from version {from_version} cannot be registered: "
                f"the next one is from version {version}.",
                hint="Register one upgrade a version, in their order.",
            )
        self._steps.setdefault(plugin, {})[from_version] = upgrade

    def rename(self, old: str, new: str) -> None:
        """Lets an old type hint stand for a new one.

        Raises:
            PluginError: It stands for another one already.
        """
        if self._renamed.setdefault(old, new) != new:
            raise PluginError(
                f"The old type hint {old!r} cannot stand for {new!r}: it stands for "
                f"{self._renamed[old]!r}."
            )

    def current_type_hint(self, type_hint: str) -> str:
        """What a type hint is called today."""
        seen = {type_hint}
        while type_hint in self._renamed:
            type_hint = self._renamed[type_hint]
            if type_hint in seen:
                raise PluginError(f"The renamed type hints {sorted(seen)} lead in a circle.")
            seen.add(type_hint)
        return type_hint

    def version(self, plugin: str = ENGINE) -> int:
        """The version in which configs are written today."""
        return _FIRST_VERSION + len(self._steps.get(plugin, ()))

    def stamp(self) -> dict[str, Any]:
        """The versions of today, as they stand at the beginning of a file."""
        plugins = {name: self.version(name) for name in sorted(self._steps) if name != ENGINE}
        return {VERSION_KEY: self.version()} | ({PLUGIN_VERSIONS_KEY: plugins} if plugins else {})

    def apply(
        self, content: dict[str, Any], where: str, *, may_be_by_hand: bool = True
    ) -> dict[str, Any]:
        """The values of a file in the versions of today, without the versions themselves.

        A file that names no version was written by hand, for today's. A plugin that it does not
        name had no upgrades yet when it was written.

        Args:
            content: The values; they are not changed.
            where: The file, for error messages.
            may_be_by_hand: Whether people write such files; otherwise, one without a version is of
                the first.

        Raises:
            ConfigError: The file is newer than this engine or one of its plugins, or it cannot be
                upgraded.
        """
        stamped = VERSION_KEY in content or not may_be_by_hand
        content = copy.deepcopy(content)
        unnamed = self.version() if may_be_by_hand else _FIRST_VERSION
        version = content.pop(VERSION_KEY, unnamed)
        plugins = content.pop(PLUGIN_VERSIONS_KEY, {})
        if not isinstance(plugins, dict):
            raise ConfigError(
                f"{PLUGIN_VERSIONS_KEY} in '{where}' is no object.",
                hint='It looks like {"my_plugin": 2}.',
                where=where,
            )
        content = self._upgraded(content, ENGINE, version, where)
        for plugin in self._steps:
            if plugin != ENGINE:
                unnamed = _FIRST_VERSION if stamped else self.version(plugin)
                content = self._upgraded(content, plugin, plugins.get(plugin, unnamed), where)
        return content

    def _upgraded(
        self, content: dict[str, Any], plugin: str, version: Any, where: str
    ) -> dict[str, Any]:
        newest = self.version(plugin)
        if type(version) is not int or not _FIRST_VERSION <= version <= newest:
            whose = "this engine" if plugin == ENGINE else f"this version of {plugin!r}"
            raise ConfigError(
                f"'{where}' has config version {version!r}, but {whose} knows versions "
                f"{_FIRST_VERSION} to {newest}.",
                hint="Update RV Studio." if plugin == ENGINE else "Update the plugin.",
                where=where,
            )
        for step in range(version, newest):
            try:
                content = self._steps[plugin][step](content)
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                raise ConfigError(
                    f"'{where}' cannot be upgraded from version {step}: "
                    f"{type(error).__name__}: {error}.",
                    hint="It may have been edited by hand: check it against the version that made "
                    "it.",
                    where=where,
                ) from error
        return content


def parts_of(content: Any, *type_hints: str) -> Iterator[dict[str, Any]]:
    """All parts of a config that have one of these type hints, inner ones first, to be changed."""
    children = content.values() if isinstance(content, dict) else content
    if isinstance(content, (dict, list)):
        for child in list(children):
            yield from parts_of(child, *type_hints)
    if isinstance(content, dict) and content.get("type_hint") in type_hints:
        yield content
