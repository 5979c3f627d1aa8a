"""Plugins travel: what another process needs to load the plugins that a config uses."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from rv_engine.config.config import Config
from rv_engine.config.plugin_origin import PluginOrigin
from rv_engine.config.plugins import REGISTER_FUNCTION, load_plugin, sha256_of
from rv_engine.config.registry import (
    FILE_SYSTEM,
    RUNNER,
    TYPE_HINT,
    Registry,
    default_registry,
)
from rv_engine.errors import PluginError


class PluginReference(BaseModel):
    """A plugin, as another process or machine can load it.

    Attributes:
        kind: A file travels by its content, a module has to be installed there.
        name: The path or URI of the file, or the name of the module.
        sha256: Of the file, or of all source files of the module's package.
        content: Of the file.
        package: What to install to have the module, such as "easy-evaluators 1.2"; empty when it
            comes from no package.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["file", "module"]
    name: str
    sha256: str
    content: str | None = None
    package: str = ""

    @property
    def title(self) -> str:
        """What people call it."""
        return Path(self.name).name if self.kind == "file" else self.name


def references_for(
    config: Config | Sequence[Config], registry: Registry | None = None
) -> list[PluginReference]:
    """The plugins that a config needs where it is built.

    Those are the plugins whose types occur in it, and all that registered file systems or runners.

    Args:
        config: One, or several.
        registry: Knows the plugins; the default one when left out.
    """
    registry = registry or default_registry()
    known = {entry.value: entry.origin for entry in registry.registrations() if _is_config(entry)}
    needed = {
        entry.origin for entry in registry.registrations() if entry.kind in {FILE_SYSTEM, RUNNER}
    }
    for part in _parts(config):
        # A plugin's type can derive from that of another.
        for base in type(part).__mro__:
            if base in known:
                needed.add(_origin_or_module(known[base], base))
    # In the order in which they were loaded: one may build on another.
    order = {origin: place for place, origin in enumerate(registry.loaded)}
    chosen = sorted(needed, key=lambda origin: (order.get(origin, len(order)), origin.name))
    references = (_reference(origin, registry) for origin in chosen)
    return list(dict.fromkeys(found for found in references if found is not None))


def restore(references: Iterable[PluginReference], registry: Registry | None = None) -> None:
    """Loads plugins that came with a config; what is loaded already stays.

    Raises:
        PluginError: Plugins are missing here, or are other ones here; all are told.
    """
    registry = registry or default_registry()
    errors: list[PluginError] = []
    for reference in references:
        try:
            if reference.kind == "file":
                _restore_file(reference, registry)
            else:
                _restore_module(reference, registry)
        except PluginError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        lines = "\n".join(f"- {error}" for error in errors)
        raise PluginError(f"{len(errors)} plugins cannot be used here:\n{lines}")


def _restore_file(reference: PluginReference, registry: Registry) -> None:
    if reference.content is None or sha256_of(reference.content) != reference.sha256:
        raise PluginError(
            f"The plugin file '{reference.name}' did not arrive whole.",
            hint="Start the run again.",
            where=reference.name,
        )
    for origin in registry.loaded:
        if origin.kind != "file" or origin.sha256 == reference.sha256:
            continue
        if origin.name == reference.name:
            raise PluginError(
                f"The plugin file '{reference.name}' has changed: this process has loaded it with "
                f"the hash {origin.sha256[:12]}, but the run was started with {_short(reference)}.",
                hint="Start the workers again, then the run.",
                where=reference.name,
            )
    origin = PluginOrigin(
        "file", reference.name, location=reference.name, asked_by="the config that uses it"
    )
    try:
        load_plugin(registry, origin, reference.content)
    except PluginError as error:
        raise PluginError(
            f"The plugin file '{reference.name}' cannot be used here: {error.message}",
            hint=error.hint,
            where=reference.name,
        ) from error


def _restore_module(reference: PluginReference, registry: Registry) -> None:
    name = reference.name
    install = (
        f"Install {reference.package} here."
        if reference.package
        else "Install it here, or make it a plugin file, which travels by itself."
    )
    try:
        module = importlib.import_module(name)
    except Exception as error:  # a broken plugin can raise anything on import
        what = (
            "is not installed here"
            if isinstance(error, ModuleNotFoundError) and error.name == name.partition(".")[0]
            else f"cannot be imported here: {type(error).__name__}: {error}"
        )
        raise PluginError(f"The plugin module '{name}' {what}.", hint=install) from error
    here = _module_sha256(name)
    if here != reference.sha256:
        package_here = _package_of(name) or "no package"
        raise PluginError(
            f"The plugin module '{name}' has changed: here it is of {package_here} with the hash "
            f"{here[:12]}, but the run was started with that of "
            f"{reference.package or 'no package'} with {_short(reference)}.",
            hint=f"{install} Then start the workers again.",
        )
    is_loaded = any(origin.module.partition(":")[0] == name for origin in registry.loaded)
    if not is_loaded and hasattr(module, REGISTER_FUNCTION):
        load_plugin(
            registry, PluginOrigin("module", name, name, asked_by="the config that uses it")
        )


def _reference(origin: PluginOrigin, registry: Registry) -> PluginReference | None:
    if origin.kind == "file":
        content = registry.content_of(origin)
        return PluginReference(kind="file", name=origin.name, sha256=origin.sha256, content=content)
    if origin.kind in {"module", "entry point"}:
        name = origin.module.partition(":")[0]
        return PluginReference(
            kind="module", name=name, sha256=_module_sha256(name), package=_package_of(name)
        )
    return None


def _origin_or_module(origin: PluginOrigin, config_class: type) -> PluginOrigin:
    """For a type that a program registered itself: the module that it is in, if it can be imported."""
    name = config_class.__module__
    spec = getattr(sys.modules.get(name), "__spec__", None)
    if origin.kind != "program" or spec is None or not spec.has_location:
        return origin
    return PluginOrigin("module", name, name)


def _is_config(entry: Any) -> bool:
    return bool(entry.kind == TYPE_HINT)


def _parts(value: Any) -> Iterator[Config]:
    """All Configs in a value."""
    if isinstance(value, Config):
        yield value
        value = [item for _, item in value]
    elif isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple, set)):
        for item in value:
            yield from _parts(item)


def _short(reference: PluginReference) -> str:
    return reference.sha256[:12]


@cache
def _module_sha256(name: str) -> str:
    """The hash of all source files of the package that a module belongs to.

    It is of the files as they were when it was first asked for.
    """
    digest = hashlib.sha256()
    for relative, path in _source_files(name):
        digest.update(relative.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _source_files(name: str) -> list[tuple[str, Path]]:
    top = sys.modules.get(name.partition(".")[0])
    # A package without __init__ can be spread over many others.
    module = top if getattr(top, "__file__", None) else sys.modules.get(name)
    file = getattr(module, "__file__", None)
    if module is None or file is None:
        return []
    if not hasattr(module, "__path__"):
        return [(Path(file).name, Path(file))]
    folder = Path(file).parent
    files = sorted(folder.rglob("*.py"))
    return [(path.relative_to(folder).as_posix(), path) for path in files]


@cache
def _package_of(name: str) -> str:
    """The installed package that holds a module, with its version."""
    top = name.partition(".")[0]
    packages = metadata.packages_distributions().get(top)
    return f"{packages[0]} {metadata.version(packages[0])}" if packages else ""
