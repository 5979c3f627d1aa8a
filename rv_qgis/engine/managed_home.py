"""The environments that the plugin makes: where they lie, and which of them is whole.

They lie in a folder of the user, not in a profile of QGIS and not in the plugin's folder: all
versions of QGIS share them, and an update of the plugin does not delete them.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Optional

FOLDER_VARIABLE = "RV_STUDIO_HOME"

_STAMP_NAME = "rv-studio-environment.json"
_STAMP_VERSION = 1


@dataclass(frozen=True)
class HomeStamp:
    """What a whole environment was made from.

    Attributes:
        lock: See `EngineLock.name`.
        build: "cpu" or "cuda".
        python_version: Such as "3.12.4".
        made: When, in UTC.
        size_mb: What it takes on the disk.
    """

    lock: str
    build: str
    python_version: str
    made: str
    size_mb: int


@dataclass(frozen=True)
class ManagedHome:
    """An environment that the plugin made, or is about to make.

    Attributes:
        stamp: None while it is not whole.
    """

    folder: Path
    stamp: Optional[HomeStamp] = None

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def is_whole(self) -> bool:
        """Whether it was finished and its Python is still there."""
        return self.stamp is not None and self.python.is_file()

    def write_stamp(self, stamp: HomeStamp) -> None:
        """Declares it whole: the very last step of making it."""
        partial = self.folder / f"{_STAMP_NAME}.partial"
        content = {"version": _STAMP_VERSION, **asdict(stamp)}
        partial.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        partial.replace(self.folder / _STAMP_NAME)

    def remove_stamp(self) -> None:
        """Declares it not whole: the very first step of changing or removing it."""
        (self.folder / _STAMP_NAME).unlink(missing_ok=True)


def homes_folder(environment: Mapping[str, str], setting: str = "") -> Optional[Path]:
    """The folder of the environments; None when the user has no home folder.

    Args:
        setting: Where the user wants it; "" for the usual place of the system.
    """
    asked_for = setting.strip() or environment.get(FOLDER_VARIABLE, "").strip()
    if asked_for:
        return Path(asked_for).expanduser()
    home = environment.get("HOME", "")
    if platform.system() == "Windows":
        local = environment.get("LOCALAPPDATA", "")
        return Path(local, "RV Studio") if local else None
    if platform.system() == "Darwin":
        return Path(home, "Library", "Application Support", "RV Studio") if home else None
    share = environment.get("XDG_DATA_HOME", "") or (home and str(Path(home, ".local", "share")))
    return Path(share, "rv-studio") if share else None


def home_name(python_version: tuple[int, ...], lock_name: str, build: str) -> str:
    """The name of an environment's folder: other Pythons and locks lie beside it.

    It is short: Windows allows 260 letters for a path, of which torch needs 150.
    """
    return f"py{python_version[0]}{python_version[1]}-{lock_name}-{build}"


def read_home(folder: Path) -> ManagedHome:
    """The environment in a folder, whole or not."""
    try:
        content = json.loads((folder / _STAMP_NAME).read_text(encoding="utf-8"))
        if content.pop("version") != _STAMP_VERSION:
            return ManagedHome(folder)
        return ManagedHome(folder, HomeStamp(**content))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ManagedHome(folder)


def list_homes(folder: Optional[Path]) -> list[ManagedHome]:
    """All environments in the folder, whole or not, the newest first."""
    if folder is None or not folder.is_dir():
        return []
    homes = [read_home(path) for path in folder.glob("py3*-*") if path.is_dir()]
    return sorted(homes, key=lambda home: home.stamp.made if home.stamp else "", reverse=True)


def best_home(folder: Optional[Path], lock_name: str) -> Optional[ManagedHome]:
    """The environment to use: the newest whole one with this lock, else the newest whole one."""
    whole = [home for home in list_homes(folder) if home.is_whole()]
    fitting = [home for home in whole if home.stamp.lock == lock_name]
    return next(iter(fitting or whole), None)
