"""What the plugin remembers in QGIS's settings."""

from __future__ import annotations

from qgis.core import QgsSettings

_ENGINE_PYTHON_KEY = "rv_studio/engine_python"


def engine_python() -> str:
    """The path of the Python, or of the environment, that the user chose for the engine, or ""."""
    return str(QgsSettings().value(_ENGINE_PYTHON_KEY, "") or "")


def set_engine_python(path: str) -> None:
    """Remembers the path; "" goes back to what is found without it."""
    if path.strip():
        QgsSettings().setValue(_ENGINE_PYTHON_KEY, path.strip())
    else:
        QgsSettings().remove(_ENGINE_PYTHON_KEY)
