"""The programs that are at work, for reports."""

from __future__ import annotations

import platform

from qgis.core import Qgis
from qtpy.QtCore import qVersion

from ..places import plugin_version


def program_versions() -> list[tuple[str, str]]:
    """Names and versions."""
    return [
        ("RV Studio", plugin_version()),
        ("QGIS", Qgis.version()),
        ("Qt", qVersion()),
        ("Python of QGIS", platform.python_version()),
    ]
