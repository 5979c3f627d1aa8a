"""Finds the Python that the engine runs in.

It is never QGIS's own: that one has other packages, and inside QGIS `sys.executable` can be QGIS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from .errors import EngineNotFoundError
from .lock import read_lock
from .managed_home import best_home

ENVIRONMENT_VARIABLE = "RV_STUDIO_PYTHON"

_SET_UP_HINT = (
    "Open Raster > RV Studio > Set Up Engine, or choose the engine's Python in "
    "Settings > Options > RV Studio."
)
# In the order of likelihood: virtual environments, then conda's on Windows.
_PYTHON_IN_ENVIRONMENT = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")


@dataclass(frozen=True)
class EngineHome:
    """A Python for the engine.

    Attributes:
        python: The program. Links are not followed: a virtual environment is known by its path.
        plugin_root: The folder with the engine's source, which always is the plugin's own.
        source: Why this one was chosen, in the user's words.
        is_current: False for an environment that was made for another release of the plugin.
    """

    python: Path
    plugin_root: Path
    source: str
    is_current: bool = True


def find_home(
    setting: str,
    environment: Mapping[str, str],
    plugin_root: Path,
    managed_folder: Optional[Path] = None,
) -> EngineHome:
    """The engine's Python: as set, else as the environment says, as set up, or as `make` built.

    Args:
        setting: The path of a Python, or of an environment's folder, that the user set; or "".
        environment: The environment variables of QGIS.
        plugin_root: The plugin's folder, links resolved.
        managed_folder: The folder of the environments that the set-up made.

    Raises:
        EngineNotFoundError: There is none, or the one that was asked for does not exist.
    """
    asked_for = (
        (setting.strip(), "the RV Studio options"),
        (environment.get(ENVIRONMENT_VARIABLE, "").strip(), f"the variable {ENVIRONMENT_VARIABLE}"),
    )
    for text, source in asked_for:
        if text:
            python = python_at(Path(text).expanduser())
            if python is None:
                raise EngineNotFoundError(
                    f"The engine's Python '{text}', set in {source}, does not exist.",
                    hint=_SET_UP_HINT,
                    where=text,
                )
            return EngineHome(python, plugin_root, source)
    managed = _managed(managed_folder, plugin_root)
    built = python_at(plugin_root / ".venv" / "engine")
    # What was set up for another release comes last: it may lack what this one needs.
    if managed is not None and (managed.is_current or built is None):
        return managed
    if built is None:
        raise EngineNotFoundError("RV Studio's engine is not set up yet.", hint=_SET_UP_HINT)
    return EngineHome(built, plugin_root, "the environment that `make` built")


def python_at(path: Path) -> Optional[Path]:
    """The Python that a path means: the path itself, or the one inside an environment's folder."""
    if path.is_file():
        return path
    for relative in _PYTHON_IN_ENVIRONMENT:
        if (path / relative).is_file():
            return path / relative
    return None


def _managed(folder: Optional[Path], plugin_root: Path) -> Optional[EngineHome]:
    if folder is None or not folder.is_dir():
        return None
    lock = read_lock(plugin_root / "resources")
    home = best_home(folder, lock.name)
    if home is None:
        return None
    is_current = home.stamp.lock == lock.name
    return EngineHome(home.python, plugin_root, "the set-up", is_current)
