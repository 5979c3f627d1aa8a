"""Which plugins are asked for: by configuration files, environment variables and entry points.

Standard library only (and its stand-in for TOML): every start of `rv` looks here.
"""

from __future__ import annotations

import difflib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from rv_engine.config.plugin_origin import PluginOrigin, PluginProblem

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONFIG_FILE = "rv.toml"
CONFIG_VARIABLE = "RV_CONFIG"
FILES_VARIABLE = "RV_PLUGINS_FILES"
MODULES_VARIABLE = "RV_PLUGINS_MODULES"
# What `--plugin` named; a variable, so that the processes that a command starts know it too.
OPTION_VARIABLE = "RV_PLUGINS_OPTION"
ENTRY_POINT_GROUP = "rv_engine.plugins"

_KEYS: dict[str, Literal["file", "module"]] = {"files": "file", "modules": "module"}


@dataclass
class FoundPlugins:
    """What was found.

    Attributes:
        origins: The plugins, in the order to load them, each once.
        problems: What is wrong with the places that name them.
    """

    origins: list[PluginOrigin] = field(default_factory=list)
    problems: list[PluginProblem] = field(default_factory=list)


def find_plugins(
    environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> FoundPlugins:
    """The plugins that are asked for; nothing of them is loaded.

    Args:
        environment: The environment variables; those of this process when left out.
        folder: The working folder; that of this process when left out.
    """
    environment = os.environ if environment is None else environment
    folder = folder or _working_folder()
    found = FoundPlugins()
    for path in _config_files(environment, folder, found.problems):
        _read_config_file(path, found)
    for variable, kind in ((FILES_VARIABLE, "file"), (MODULES_VARIABLE, "module")):
        for name in _names_in(environment, variable, found.problems):
            found.origins.append(_origin(kind, name, folder, f"the variable {variable}"))
    for name in _names_in(environment, OPTION_VARIABLE, found.problems):
        found.origins.append(_origin(_kind_of(name), name, folder, "--plugin"))
    found.origins += _entry_points()
    found.origins = _each_once(found.origins)
    return found


def add_option(name: str) -> None:
    """Asks for one more plugin, in this process and in those that it starts.

    Args:
        name: A path, a URI, or the name of a module.
    """
    origin = _origin(_kind_of(name), name, _working_folder(), "--plugin")
    asked = json.loads(os.environ.get(OPTION_VARIABLE) or "[]")
    os.environ[OPTION_VARIABLE] = json.dumps([*asked, origin.name])


def user_config_folder(environment: Mapping[str, str]) -> Path:
    """Where programs keep the settings of this user."""
    # Without the error of `Path.home` where a container has no such user.
    home = Path(os.path.expanduser("~"))  # noqa: PTH111
    if sys.platform == "win32":
        return Path(environment.get("APPDATA") or home) / "rv"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "rv"
    return Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "rv"


def _config_files(
    environment: Mapping[str, str], folder: Path, problems: list[PluginProblem]
) -> list[Path]:
    chosen = environment.get(CONFIG_VARIABLE)
    if chosen is not None:
        # Not `Path.expanduser`, which fails where there is no home.
        return [folder / os.path.expanduser(chosen)] if chosen else []  # noqa: PTH111
    of_user = user_config_folder(environment) / CONFIG_FILE
    here = folder / CONFIG_FILE
    paths = [path for path in dict.fromkeys((of_user, here)) if _is_file(path)]
    if here in paths and here != of_user and not _is_ours(here):
        # What it names would be run: whoever may write into a shared folder could make us run it.
        paths.remove(here)
        problem = PluginProblem(
            _file_origin(here),
            "It was not read, because it belongs to another user of this computer.",
            f"If you trust it, set {CONFIG_VARIABLE} to its path.",
        )
        problems.append(problem)
    return paths


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # in a folder that we may not look into
        return False


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it has been removed; there is nothing in it
        return Path(os.devnull)


def _is_ours(path: Path) -> bool:
    if sys.platform == "win32":
        return True
    return path.stat().st_uid in {os.getuid(), 0}


def _read_config_file(path: Path, found: FoundPlugins) -> None:
    origin = _file_origin(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problem = PluginProblem(origin, f"It cannot be read: {error.strerror}.", "Check the path.")
        found.problems.append(problem)
        return
    except ValueError as error:  # of TOML, and of UTF-8
        found.problems.append(PluginProblem(origin, f"It is no TOML: {error}."))
        return
    table = content.get("plugins", {})
    if not isinstance(table, dict):
        message = f"'plugins' is {table!r}, not a table."
        found.problems.append(PluginProblem(origin, message, "Write [plugins] above the lists."))
        return
    for key, value in table.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else "It has 'files' and 'modules'."
            message = f"[plugins] has no {key!r}."
            found.problems.append(PluginProblem(origin, message, hint))
        elif not _is_list_of_texts(value):
            message = f"{key} is {value!r}, not a list of texts."
            hint = f'Write {key} = ["..."].'
            found.problems.append(PluginProblem(origin, message, hint))
        else:
            found.origins += [_origin(_KEYS[key], name, path.parent, str(path)) for name in value]


def _names_in(
    environment: Mapping[str, str], variable: str, problems: list[PluginProblem]
) -> list[str]:
    """The names in a variable: a JSON list, one URI, or paths as in PATH."""
    text = environment.get(variable, "").strip()
    if not text.startswith("["):
        parts = [text] if "://" in text else text.split(os.pathsep)
        return [part.strip() for part in parts if part.strip()]
    try:
        names = json.loads(text)
    except ValueError as error:
        names = error
    if _is_list_of_texts(names):
        return list(names)
    origin = PluginOrigin("configuration", f"variable {variable}")
    message = f"{text!r} is no JSON list of texts."
    hint = f'Write ["a", "b"], or names with {os.pathsep!r} between them.'
    problems.append(PluginProblem(origin, message, hint))
    return []


def _entry_points() -> Iterable[PluginOrigin]:
    points = metadata.entry_points(group=ENTRY_POINT_GROUP)
    for point in sorted(points, key=lambda point: point.name):
        package = "" if point.dist is None else f"{point.dist.name} {point.dist.version}"
        yield PluginOrigin("entry point", point.name, point.value, asked_by=package)


def _origin(kind: Any, name: str, folder: Path, asked_by: str) -> PluginOrigin:
    if kind == "module":
        return PluginOrigin("module", name, name, asked_by=asked_by)
    if "://" not in name:
        name = os.path.normpath(folder / os.path.expanduser(name))  # noqa: PTH111 - never fails
    return PluginOrigin("file", name, location=name, asked_by=asked_by)


def _kind_of(name: str) -> Literal["file", "module"]:
    is_file = name.endswith(".py") or any(mark in name for mark in ("/", "\\", "~"))
    return "file" if is_file else "module"


def _file_origin(path: Path) -> PluginOrigin:
    return PluginOrigin("configuration", str(path), location=str(path))


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _each_once(origins: Iterable[PluginOrigin]) -> list[PluginOrigin]:
    unique: dict[str, PluginOrigin] = {}
    for origin in origins:
        # Whoever names a plugin's module first is right; its entry point says the same.
        key = origin.name if origin.kind == "file" else origin.module.partition(":")[0]
        unique.setdefault(key, origin)
    return list(unique.values())
