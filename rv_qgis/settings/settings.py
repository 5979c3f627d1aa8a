"""What the plugin remembers, in QGIS's settings and, where it is about one map, in its project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from qgis.core import QgsProject, QgsSettings

SCOPE = "rv_studio"
"""The prefix in QGIS's settings, and the scope in project files."""

_ENGINE_PYTHON_KEY = f"{SCOPE}/engine_python"
_HOMES_FOLDER_KEY = f"{SCOPE}/homes_folder"
_DEVICE_KEY = "device"
_THREADS_KEY = "threads"
_MEMORY_KEY = "memory_limit_mb"
_RUN_FOLDER_KEY = "run_folder"
_AFTER_CLOSING_KEY = f"{SCOPE}/after_closing"
_KEEP_READY_KEY = f"{SCOPE}/keep_ready"
_LOG_LANGUAGE_KEY = f"{SCOPE}/log_language"
_WELCOMED_KEY = f"{SCOPE}/set_up_was_offered"

ASK = "ask"
KEEP_RUNNING = "keep"
STOP = "stop"
ALWAYS = "always"
WHEN_USED = "used"
NEVER = "never"
KEEP_READY = (WHEN_USED, ALWAYS, NEVER)

AFTER_CLOSING = (ASK, KEEP_RUNNING, STOP)


@dataclass(frozen=True)
class ComputeSettings:
    """How the engine works.

    Attributes:
        device: "", which lets the engine choose, "cpu", "cuda:0", "mps".
        threads: How many cores it may use; 0 for all.
        memory_limit_mb: It is stopped when it uses more; 0 for no limit.
        run_folder: Where new runs go; "" for beside the project, or in documents: see `run_places`.
    """

    device: str = ""
    threads: int = 0
    memory_limit_mb: int = 0
    run_folder: str = ""

    def variables(self) -> dict[str, str]:
        """The engine's environment variables for it."""
        variables = {"RV_DEVICE": self.device} if self.device else {}
        if self.memory_limit_mb:
            variables["RV_MEMORY_LIMIT_MB"] = str(self.memory_limit_mb)
        if self.threads:
            # Of OpenMP, which torch uses, of the libraries below numpy, and of GDAL.
            names = (
                "OMP_NUM_THREADS",
                "MKL_NUM_THREADS",
                "OPENBLAS_NUM_THREADS",
                "GDAL_NUM_THREADS",
            )
            variables.update(dict.fromkeys(names, str(self.threads)))
        return variables


def engine_python() -> str:
    """The path of the Python, or of the environment, that the user chose for the engine, or ""."""
    return str(QgsSettings().value(_ENGINE_PYTHON_KEY, "") or "")


def set_engine_python(path: str) -> None:
    """Remembers the path; "" goes back to what is found without it."""
    _set(_ENGINE_PYTHON_KEY, path.strip())


def homes_folder_setting() -> str:
    """The folder for the engine's environments that the user chose, or ""."""
    return str(QgsSettings().value(_HOMES_FOLDER_KEY, "") or "")


def set_homes_folder(path: str) -> None:
    """Remembers the folder; "" goes back to the usual one."""
    _set(_HOMES_FOLDER_KEY, path.strip())


def after_closing() -> str:
    """What becomes of runs when QGIS is closed: `ASK`, `KEEP_RUNNING` or `STOP`."""
    value = str(QgsSettings().value(_AFTER_CLOSING_KEY, ASK) or ASK)
    return value if value in AFTER_CLOSING else ASK


def set_after_closing(value: str) -> None:
    """Remembers it."""
    _set(_AFTER_CLOSING_KEY, "" if value == ASK else value)


def keep_ready() -> str:
    """How long the engine of one-click prediction stays: `WHEN_USED`, `ALWAYS` or `NEVER`."""
    value = str(QgsSettings().value(_KEEP_READY_KEY, WHEN_USED) or WHEN_USED)
    return value if value in KEEP_READY else WHEN_USED


def set_keep_ready(value: str) -> None:
    """Remembers it."""
    _set(_KEEP_READY_KEY, "" if value == WHEN_USED else value)


def logs_in_english() -> bool:
    """Whether logs are all English, instead of in QGIS's language as far as it is translated."""
    return str(QgsSettings().value(_LOG_LANGUAGE_KEY, "") or "") == "en"


def set_logs_in_english(wanted: bool) -> None:
    """Remembers it."""
    _set(_LOG_LANGUAGE_KEY, "en" if wanted else "")


def set_up_was_offered() -> bool:
    """Whether the set-up page opened by itself once; it does not a second time."""
    return bool(QgsSettings().value(_WELCOMED_KEY, False, type=bool))


def remember_set_up_was_offered() -> None:
    """See `set_up_was_offered`."""
    QgsSettings().setValue(_WELCOMED_KEY, True)


def user_settings() -> ComputeSettings:
    """The user's own values, for all projects."""
    settings = QgsSettings()
    return _read({key: settings.value(f"{SCOPE}/{key}") for key in _COMPUTE_KEYS})


def set_user_settings(values: ComputeSettings) -> None:
    """Remembers the user's own values."""
    defaults = ComputeSettings()
    for key in _COMPUTE_KEYS:
        value = getattr(values, key)
        _set(f"{SCOPE}/{key}", "" if value == getattr(defaults, key) else value)


def project_settings(project: QgsProject) -> Optional[ComputeSettings]:
    """The values that a project has of its own; None when it has none."""
    texts = {}
    for key in _COMPUTE_KEYS:
        text, there = project.readEntry(SCOPE, key)
        texts[key] = text if there else None
    if texts[_RUN_FOLDER_KEY]:
        texts[_RUN_FOLDER_KEY] = project.readPath(texts[_RUN_FOLDER_KEY])
    return None if all(text is None for text in texts.values()) else _read(texts)


def set_project_settings(project: QgsProject, values: Optional[ComputeSettings]) -> None:
    """Writes a project's own values, or takes them out; it is dirty only when they changed."""
    if values == project_settings(project):
        return
    for key in _COMPUTE_KEYS:
        if values is None:
            project.removeEntry(SCOPE, key)
        else:
            text = str(getattr(values, key))
            if key == _RUN_FOLDER_KEY:
                text = _path_to_write(project, text)
            project.writeEntry(SCOPE, key, text)


def compute_settings(project: Optional[QgsProject] = None) -> ComputeSettings:
    """What holds now: the project's own values where it has them, else the user's."""
    own = project_settings(project or QgsProject.instance())
    return own if own is not None else user_settings()


def _path_to_write(project: QgsProject, path: str) -> str:
    """Below the project's folder a path is written from there: both can be moved together."""
    relative = project.writePath(path) if path else ""
    return relative if relative.startswith("./") else path


_COMPUTE_KEYS = (_DEVICE_KEY, _THREADS_KEY, _MEMORY_KEY, _RUN_FOLDER_KEY)


def _read(values: Mapping[str, Any]) -> ComputeSettings:
    return ComputeSettings(
        device=str(values[_DEVICE_KEY] or ""),
        threads=_whole_number(values[_THREADS_KEY]),
        memory_limit_mb=_whole_number(values[_MEMORY_KEY]),
        run_folder=str(values[_RUN_FOLDER_KEY] or ""),
    )


def _whole_number(value: Any) -> int:
    try:
        return max(0, int(value or 0))
    except (TypeError, ValueError):
        return 0


def _set(key: str, value: Any) -> None:
    if value == "":
        QgsSettings().remove(key)
    else:
        QgsSettings().setValue(key, value)
