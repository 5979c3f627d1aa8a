"""The registry: what exists, built in or from a plugin, and where each comes from."""

from __future__ import annotations

import difflib
import importlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from rv_engine.config.plugin_origin import PROGRAM, PluginOrigin, PluginProblem
from rv_engine.config.raster_vision_calls import refused_call
from rv_engine.config.upgrades import Upgrade, Upgrades
from rv_engine.errors import PluginError

if TYPE_CHECKING:
    from rv_engine.config.config import Config

# Named, not imported: the built-ins lie in higher layers and come in by the door of any plugin.
BUILT_IN_PLUGINS = ("rv_engine.builtins",)
# The extension of what no other default opens.
ANY_EXTENSION = "*"

TYPE_HINT = "type hint"
RUNNER = "runner"
FILE_SYSTEM = "file system"
COMMAND = "command"
DEFAULT_RASTER_SOURCE = "default raster source"
DEFAULT_VECTOR_SOURCE = "default vector source"

_NAME_THE_PLUGIN = " If a plugin brings it, name that with --plugin or in rv.toml."

ConfigClass = TypeVar("ConfigClass", bound="type[Config]")


@dataclass(frozen=True)
class Registration:
    """One thing that a plugin registered.

    Attributes:
        kind: "type hint", "runner", "file system", "command", "default raster source" or "default
            vector source".
        name: What it is called by: the name that must be unique among those of its kind.
        value: The thing itself, or "module:attribute".
        origin: The plugin.
    """

    kind: str
    name: str
    value: Any
    origin: PluginOrigin


class Registry:
    """What plugins registered.

    Where a thing is heavy to import, it is given as "module:attribute" and imported when it is
    used.

    Attributes:
        problems: The plugins that could not be loaded.
        upgrades: What turns configs of older versions into those of today.
        has_searched: Whether the plugins that are asked for were looked for.
    """

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], Registration] = {}
        self._origin = PROGRAM
        self._loaded: dict[PluginOrigin, str | None] = {}
        self.problems: list[PluginProblem] = []
        self.upgrades = Upgrades()
        self.has_searched = False

    # What plugins call.

    def add_config(self, config_class: ConfigClass) -> ConfigClass:
        """Registers a Config under its `type_hint`; also usable as a decorator.

        Its group is the Config that it derives from.

        Raises:
            PluginError: It has no type hint, or the hint is taken.
        """
        type_hint = config_class.type_hint
        if not type_hint:
            raise PluginError(
                f"{config_class.__name__} has no type_hint, so it has no name in JSON.",
                hint=f'Add `type_hint: ClassVar[str] = "..."` to {config_class.__name__}.',
            )
        self._add(TYPE_HINT, type_hint, config_class)
        return config_class

    def add_runner(self, name: str, factory: str | Callable[..., Any]) -> None:
        """Registers a runner: how the commands of a pipeline are run.

        Args:
            name: What `rv run --runner` calls it.
            factory: Makes it; or "module:attribute".
        """
        self._add(RUNNER, name, factory)

    def add_file_system(self, protocol: str, file_system: str | type) -> None:
        """Registers a file system for URIs that begin with `protocol://`.

        Args:
            protocol: Such as "ftp"; one that fsspec knows already is replaced.
            file_system: A class derived from `fsspec.AbstractFileSystem`; or "module:Class".
        """
        self._add(FILE_SYSTEM, protocol.removesuffix("://"), file_system)
        if self._origin == PROGRAM:
            self._publish_file_systems()

    def add_command(self, name: str, command: Any) -> None:
        """Registers a subcommand of `rv`.

        Args:
            name: What it is called by.
            command: A `click.Command`; or "module:attribute".
        """
        self._add(COMMAND, name, command)

    def add_default_raster_source(self, extension: str, config_class: type[Config]) -> None:
        """Registers which raster source opens the files of an extension such as ".xyz".

        It is made with `config_class(uris=[uri])`.
        """
        self._add(DEFAULT_RASTER_SOURCE, _extension(extension), config_class)

    def add_default_vector_source(self, extension: str, config_class: type[Config]) -> None:
        """Registers which vector source opens the files of an extension such as ".xyz".

        It is made with `config_class(uris=[uri])`.
        """
        self._add(DEFAULT_VECTOR_SOURCE, _extension(extension), config_class)

    def add_upgrade(self, plugin: str, from_version: int, upgrade: Upgrade) -> None:
        """Registers what turns configs with parts of a plugin into those of its next version.

        Args:
            plugin: The plugin's name in the `plugin_schema_versions` of config files.
            from_version: 1 for the first upgrade, 2 for the second.
            upgrade: See `Upgrade`; `rv_engine.config.upgrades.parts_of` finds the parts.
        """
        self.upgrades.add(plugin, from_version, upgrade)

    def add_renamed_type_hint(self, old: str, new: str) -> None:
        """Lets configs that were written with an old type hint load as the new one."""
        self.upgrades.rename(old, new)

    # What plugins for Raster Vision call; its other calls are refused by their names.

    def add_plugin_command(self, cmd: Any) -> None:
        """Registers a `click.Command` under its own name."""
        self.add_command(cmd.name, cmd)

    def register_renamed_type_hints(self, type_hint_old: str, type_hint_new: str) -> None:
        """Lets configs that were written with an old type hint load as the new one."""
        self.add_renamed_type_hint(type_hint_old, type_hint_new)

    def set_plugin_version(self, plugin: str, version: int) -> None:
        """Does nothing: the version of a plugin is counted from its upgrades."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            raise refused_call(name) or AttributeError(f"a registry has no {name!r}")

    # What the engine asks.

    def config_class(self, type_hint: str) -> type[Config]:
        """The Config of a type hint.

        Raises:
            ValueError: There is none; the message suggests the nearest, and names the plugins that
                could not be loaded.
        """
        # It comes from a file, where it can be anything.
        found = None
        if isinstance(type_hint, str):
            found = self._entries.get((TYPE_HINT, self.upgrades.current_type_hint(type_hint)))
        if found is None:
            advice = self._advice(TYPE_HINT, str(type_hint)) or _NAME_THE_PLUGIN
            raise ValueError(f"no Config has the type_hint {type_hint!r}.{advice}")
        config_class: type[Config] = found.value
        return config_class

    def config_classes(self) -> dict[str, type[Config]]:
        """All Configs by type hint, sorted."""
        return self._values(TYPE_HINT)

    def runner(self, name: str) -> Callable[..., Any]:
        """What makes the runner of a name.

        Raises:
            PluginError: There is none; the message tells which there are.
        """
        factory: Callable[..., Any] = self._resolve(RUNNER, name)
        return factory

    def runners(self) -> list[str]:
        """The names of all runners, sorted."""
        return list(self._values(RUNNER))

    def command(self, name: str) -> Any:
        """The `click.Command` of a name.

        Raises:
            PluginError: There is none; the message tells which there are.
        """
        return self._resolve(COMMAND, name)

    def commands(self) -> list[str]:
        """The names of all commands, sorted."""
        return list(self._values(COMMAND))

    def default_raster_source(self, uri: str) -> type[Config]:
        """The Config of the raster source that opens a file; make it with `uris=[uri]`."""
        return self._default(DEFAULT_RASTER_SOURCE, uri)

    def default_vector_source(self, uri: str) -> type[Config]:
        """The Config of the vector source that opens a file; make it with `uris=[uri]`."""
        return self._default(DEFAULT_VECTOR_SOURCE, uri)

    def origin_of(self, type_hint: str) -> PluginOrigin:
        """The plugin that registered a Config.

        Raises:
            ValueError: No Config has this type hint.
        """
        return self._entries[TYPE_HINT, self.config_class(type_hint).type_hint].origin

    def group_of(self, type_hint: str) -> str:
        """The type hint of the group that a Config belongs to: of the base that it derives from.

        Raises:
            ValueError: No Config has this type hint.
        """
        config_class = self.config_class(type_hint)
        named = [base for base in config_class.__mro__ if getattr(base, "type_hint", "")]
        return str(named[-1].type_hint)  # type: ignore[attr-defined]

    def registrations(self) -> list[Registration]:
        """All that is registered, sorted by kind and name."""
        return [entry for _, entry in sorted(self._entries.items())]

    # How plugins are loaded.

    @property
    def loaded(self) -> list[PluginOrigin]:
        """The plugins that were loaded, in their order; the built-in ones first."""
        return list(self._loaded)

    def content_of(self, origin: PluginOrigin) -> str | None:
        """What was loaded from a plugin's file, which may have changed since; None of a module."""
        return self._loaded.get(origin)

    @contextmanager
    def loading(self, origin: PluginOrigin, content: str | None = None) -> Iterator[None]:
        """Notes an origin with what is registered in the block.

        A block that raises counts for nothing: the registry is as it was before.

        Args:
            origin: The plugin.
            content: That of its file, which travels with what uses the plugin.
        """
        entries, before, loaded = dict(self._entries), self._origin, dict(self._loaded)
        if origin.kind == "file":
            self._forget(origin.name)
        upgrades = self.upgrades.copy()
        self._origin = origin
        self._loaded[origin] = content
        try:
            yield
        except BaseException:
            self._entries, self._loaded, self.upgrades = entries, loaded, upgrades
            raise
        else:
            self._publish_file_systems()
        finally:
            self._origin = before

    def _forget(self, file: str) -> None:
        """A script that runs once more registers its own things again."""
        self._entries = {
            key: entry
            for key, entry in self._entries.items()
            if (entry.origin.kind, entry.origin.name) != ("file", file)
        }
        self._loaded = {
            origin: content
            for origin, content in self._loaded.items()
            if (origin.kind, origin.name) != ("file", file)
        }

    def _add(self, kind: str, name: str, value: Any) -> None:
        if isinstance(value, str) and not re.fullmatch(r"[\w.]+:[\w.]+", value):
            raise PluginError(
                f"The {kind} {name!r} of {self._origin} is given as {value!r}.",
                hint='Write "module:attribute".',
            )
        new = Registration(kind, name, value, self._origin)
        taken = self._entries.get((kind, name))
        if taken is not None and taken.value is not value and taken.value != value:
            raise PluginError(
                f"The {kind} {name!r} of {_described(new)} is taken by {_described(taken)}.",
                hint="Give one of them another name, or remove one of the plugins.",
            )
        if taken is None:
            self._entries[kind, name] = new

    def _values(self, kind: str) -> dict[str, Any]:
        return {entry.name: entry.value for entry in self.registrations() if entry.kind == kind}

    def _resolve(self, kind: str, name: str) -> Any:
        entry = self._entries.get((kind, name))
        if entry is None:
            names = ", ".join(self._values(kind)) or "none"
            raise PluginError(
                f"There is no {kind} {name!r}; there are: {names}.{self._advice(kind, name)}",
                hint="`rv plugins` lists what is loaded.",
            )
        if not isinstance(entry.value, str):
            return entry.value
        module, _, attribute = entry.value.partition(":")
        try:
            value: Any = importlib.import_module(module)
            for part in attribute.split("."):
                value = getattr(value, part)
        except Exception as error:  # the code of a plugin can raise anything on import
            raise PluginError(
                f"The {kind} {name!r} of {_described(entry)} cannot be imported: "
                f"{type(error).__name__}: {error}.",
                hint="Mend the plugin, or remove it.",
            ) from error
        return value

    def _default(self, kind: str, uri: str) -> type[Config]:
        name = re.split(r"[/\\]", uri.split("?", 1)[0].rstrip("/\\"))[-1].lower()
        _, *parts = name.split(".")
        extensions = ["." + ".".join(parts[index:]) for index in range(len(parts))]
        for extension in (*extensions, ANY_EXTENSION):
            entry = self._entries.get((kind, extension))
            if entry is not None:
                config_class: type[Config] = entry.value
                return config_class
        raise PluginError(f"There is no {kind} for {uri!r}.")

    def _advice(self, kind: str, name: str) -> str:
        near = difflib.get_close_matches(name, self._values(kind), n=1)
        suggestion = f" Did you mean {near[0]!r}?" if near else ""
        if not self.problems:
            return suggestion
        broken = "".join(f"\n- {problem}" for problem in self.problems)
        return f"{suggestion} It may be in a plugin that could not be loaded:{broken}"

    def _publish_file_systems(self) -> None:
        values = self._values(FILE_SYSTEM)
        if not values:
            return
        import fsspec

        for protocol, value in values.items():
            known = value.replace(":", ".") if isinstance(value, str) else value
            fsspec.register_implementation(protocol, known, clobber=True)


def _extension(text: str) -> str:
    return text if text == ANY_EXTENSION else "." + text.lower().lstrip(".")


def _described(entry: Registration) -> str:
    value = entry.value
    what = value if isinstance(value, str) else getattr(value, "__qualname__", repr(value))
    return f"{what} from {entry.origin}"


_LOCK = threading.RLock()


def default_registry() -> Registry:
    """The registry with the built-ins and the plugins that are asked for, filled on first use.

    A plugin that asks for it while it is being loaded gets it as it is so far.
    """
    with _LOCK:
        registry = _built_in_registry()
        if not registry.has_searched:
            from rv_engine.config.plugins import load_found_plugins

            registry.has_searched = True
            load_found_plugins(registry)
        return registry


@cache
def _built_in_registry() -> Registry:
    registry = Registry()
    for module_name in BUILT_IN_PLUGINS:
        module = importlib.import_module(module_name)
        origin = PluginOrigin("built-in", module_name, module_name, str(module.__file__))
        with registry.loading(origin):
            module.register_plugin(registry)
    return registry
