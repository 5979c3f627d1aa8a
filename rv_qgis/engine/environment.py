"""The environment variables that the engine gets: QGIS's own, without what belongs to QGIS.

QGIS sets variables that make another Python, GDAL or PROJ fail: "No module named 'encodings'",
a `proj.db` of another version, libraries of another build. The list follows what broke for the
users of other plugins (qgis/QGIS#55504, qgis/QGIS PR 67319, TerraLab #103, eis #347).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Callable

_DROPPED_NAMES = frozenset(
    {
        "GDAL_DATA",
        "GDAL_DRIVER_PATH",
        "LD_PRELOAD",
        "PIP_PREFIX",
        "PIP_TARGET",
        "PIP_USER",
        "PROJ_DATA",
        "PROJ_LIB",
        "QT_PLUGIN_PATH",
        "VIRTUAL_ENV",
    }
)
_DROPPED_PREFIXES = ("PYTHON", "QGIS_", "DYLD_", "OSGEO4W_", "CONDA_")
_CERTIFICATE_NAMES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def engine_environment(
    environment: Mapping[str, str], plugin_root: Path, temporary_folder: Path
) -> dict[str, str]:
    """The environment for the engine's process.

    Args:
        environment: The environment variables of QGIS.
        plugin_root: The folder that holds `rv_engine`.
        temporary_folder: Where the engine's temporary files go, so that they can be removed.
    """
    qgis_folders = _qgis_folders(environment)
    kept = {
        name: value
        for name, value in environment.items()
        if name.upper() not in _DROPPED_NAMES and not name.upper().startswith(_DROPPED_PREFIXES)
    }
    for name in _CERTIFICATE_NAMES:
        if name in kept and not _is_usable(kept[name], qgis_folders):
            del kept[name]
    _keep_only(kept, "PATH", lambda folder: not _is_below(folder, qgis_folders))
    # Somebody's CUDA may be found only this way; everything else here is for QGIS.
    _keep_only(kept, "LD_LIBRARY_PATH", lambda folder: "cuda" in folder or "nvidia" in folder)
    kept.update(
        PYTHONPATH=str(plugin_root),
        PYTHONIOENCODING="utf-8",
        PYTHONUTF8="1",
        PYTHONSAFEPATH="1",
        PYTHONNOUSERSITE="1",
        PYTHONUNBUFFERED="1",
        # The map and what else the user does go first.
        RV_NICENESS="5",
        TMPDIR=str(temporary_folder),
        TEMP=str(temporary_folder),
        TMP=str(temporary_folder),
    )
    return kept


def _qgis_folders(environment: Mapping[str, str]) -> list[Path]:
    """The folders that hold QGIS and its libraries where those are not the system's own.

    On Linux QGIS lives in /usr together with everything else, so nothing is to be left out there.
    """
    names = ("OSGEO4W_ROOT", "QGIS_PREFIX_PATH")
    folders = [Path(environment[name]) for name in names if environment.get(name)]
    return [folder for folder in folders if folder not in (Path("/usr"), Path("/usr/local"))]


def _is_below(path: str, folders: list[Path]) -> bool:
    normal = os.path.normcase(os.path.normpath(path))
    return any(
        normal == root or normal.startswith(root + os.sep)
        for root in (os.path.normcase(os.path.normpath(str(folder))) for folder in folders)
    )


def _is_usable(path: str, qgis_folders: list[Path]) -> bool:
    return Path(path).exists() and not _is_below(path, qgis_folders)


def _keep_only(environment: dict[str, str], name: str, wanted: Callable[[str], bool]) -> None:
    """Reduces a list of folders to the wanted ones; without any the variable goes."""
    for key in [key for key in environment if key.upper() == name]:
        folders = [f for f in environment[key].split(os.pathsep) if f and wanted(f)]
        environment[key] = os.pathsep.join(folders)
        if not folders:
            del environment[key]
