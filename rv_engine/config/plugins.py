"""Loading plugins: from modules, and from files that lie anywhere."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.abc
import importlib.util
import linecache
import logging
import re
import sys
import traceback
from dataclasses import replace
from pathlib import PurePosixPath
from types import ModuleType
from typing import TYPE_CHECKING, Any

from rv_engine.config.plugin_origin import PluginOrigin, PluginProblem
from rv_engine.config.plugin_search import find_plugins
from rv_engine.errors import PluginError, RvError

if TYPE_CHECKING:
    from rv_engine.config.registry import Registry

REGISTER_FUNCTION = "register_plugin"
_MODULE_PREFIX = "rv_plugin_"

logger = logging.getLogger(__name__)


def load_found_plugins(registry: Registry) -> None:
    """Loads the plugins that are asked for; one that is broken does not stop the others.

    What went wrong is in `registry.problems` and, as warnings, in the log.
    """
    found = find_plugins()
    for problem in found.problems:
        _note(registry, problem)
    for origin in found.origins:
        try:
            load_plugin(registry, origin)
        except PluginError as error:
            line = error.line if isinstance(error, BrokenPluginError) else 0
            _note(registry, PluginProblem(origin, error.message, error.hint, line))


class BrokenPluginError(PluginError):
    """The code of a plugin raised something.

    Attributes:
        line: Where in its file; 0 when that is not known.
    """

    line = 0


def load_plugin(registry: Registry, origin: PluginOrigin, content: str | None = None) -> None:
    """Loads one plugin.

    Args:
        registry: What it registers goes there.
        origin: Which one.
        content: What is in the file, when it came from somewhere else.

    Raises:
        PluginError: It cannot be read or imported, has no `register_plugin(registry)`, or that
            fails. The registry is as it was before.
    """
    if origin.kind == "file":
        content = read_plugin_file(origin.name) if content is None else content
        origin = replace(origin, sha256=sha256_of(content))
        origin = replace(origin, module=_module_name(origin))
    if any(_is_same(origin, other) for other in registry.loaded):
        return
    known = set(sys.modules)
    try:
        # A print of a plugin must not get among the messages on stdout.
        with registry.loading(origin, content), contextlib.redirect_stdout(sys.stderr):
            _run(origin, content, registry)
    except (Exception, SystemExit) as error:
        if content is not None and origin.module not in known:
            sys.modules.pop(origin.module, None)
        raise _broken(origin, error) from error


def read_plugin_file(name: str) -> str:
    """The content of a plugin's file.

    Args:
        name: A path or a URI.

    Raises:
        PluginError: It cannot be read.
    """
    from rv_engine.storage import read_bytes  # looking for plugins needs none of that

    try:
        content = read_bytes(name)
    except RvError as error:
        raise PluginError(error.message, hint=error.hint, where=name) from error
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise PluginError(
            f"The file is no Python in UTF-8: {error}.", hint="Save it as UTF-8.", where=name
        ) from error


def sha256_of(content: str) -> str:
    """The hash by which the content of a plugin is known."""
    return hashlib.sha256(content.encode()).hexdigest()


def _is_same(origin: PluginOrigin, other: PluginOrigin) -> bool:
    return bool(origin.module) and origin.module == other.module


def _module_name(origin: PluginOrigin) -> str:
    """A name for the module of a file, which is the same wherever the same content is loaded."""
    stem = PurePosixPath(origin.name.replace("\\", "/").split("?", 1)[0]).stem
    return f"{_MODULE_PREFIX}{re.sub(r'[^0-9a-zA-Z]', '_', stem)}_{origin.sha256[:12]}"


def _run(origin: PluginOrigin, content: str | None, registry: Registry) -> None:
    if origin.kind == "file":
        module = _import_content(origin, content or "")
        function = getattr(module, REGISTER_FUNCTION, None)
    else:
        name, _, attribute = origin.module.partition(":")
        module = importlib.import_module(name)
        function = getattr(module, attribute or REGISTER_FUNCTION, None)
        if isinstance(function, ModuleType):
            function = getattr(function, REGISTER_FUNCTION, None)
    if callable(function):
        function(registry)
    # A decorator may have registered while the module was imported.
    elif not any(entry.origin == origin for entry in registry.registrations()):
        raise PluginError(
            f"It has no function {REGISTER_FUNCTION}(registry).",
            hint="Write one, which calls registry.add_config(...) and the like.",
        )


class _ContentLoader(importlib.abc.SourceLoader):
    """Loads a module from text, wherever that came from."""

    def __init__(self, location: str, content: str) -> None:
        self._location = location
        self._content = content.encode()

    def get_filename(self, fullname: str) -> str:
        return self._location

    def get_data(self, path: Any) -> bytes:
        return self._content


def _import_content(origin: PluginOrigin, content: str) -> ModuleType:
    # Error messages show, and pydantic reads descriptions from, the lines that were loaded: the
    # file may be on another machine, or may have changed. Without a time nobody looks for a newer.
    location = origin.location or origin.name
    linecache.cache[location] = (len(content), None, content.splitlines(keepends=True), location)
    loader = _ContentLoader(location, content)
    spec = importlib.util.spec_from_loader(origin.module, loader, origin=location)
    if spec is None:  # does not happen with a loader, but the types allow it
        raise PluginError("It is no module.")
    module = importlib.util.module_from_spec(spec)
    module.__file__ = location
    sys.modules[origin.module] = module
    loader.exec_module(module)
    return module


def _broken(origin: PluginOrigin, error: BaseException) -> PluginError:
    if isinstance(error, RvError):
        message, hint = error.message, error.hint
    else:
        message, hint = f"{type(error).__name__}: {_text(error)}.", "Mend the plugin, or remove it."
        if isinstance(error, ModuleNotFoundError):
            hint = f"Install what holds {error.name!r} where the engine is, or remove the plugin."
    broken = BrokenPluginError(message, hint=hint, where=origin.location or origin.name)
    broken.line = _line_of(origin, error)
    return broken


def _text(error: BaseException) -> str:
    return (error.msg if isinstance(error, SyntaxError) else str(error)).rstrip(".")


def _line_of(origin: PluginOrigin, error: BaseException) -> int:
    """The line of a plugin's file at which it failed."""
    if isinstance(error, SyntaxError) and error.lineno:
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame
        for frame in frames
        if not frame.filename.startswith("<") and frame.filename not in _OWN_FILES
    ]
    location = origin.location or (own[0].filename if own and origin.kind != "file" else "")
    lines = [frame.lineno for frame in own if frame.filename == location]
    return (lines[-1] or 0) if lines else 0


_OWN_FILES = {__file__, importlib.__file__}


def _note(registry: Registry, problem: PluginProblem) -> None:
    registry.problems.append(problem)
    logger.warning("%s", problem)
