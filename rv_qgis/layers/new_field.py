"""Fields for new layers, as each version of QGIS wants their types named."""

from __future__ import annotations

from qgis.core import Qgis, QgsField
from qtpy.QtCore import QMetaType, QVariant

# Until then QGIS took the types of QVariant, which are gone in Qt 6.
_TAKES_META_TYPES = Qgis.versionInt() >= 33800


def text_field(name: str) -> QgsField:
    """A field of texts of any length."""
    return QgsField(
        name, QMetaType.Type.QString if _TAKES_META_TYPES else QVariant.Type.String, "text"
    )


def number_field(name: str) -> QgsField:
    """A field of real numbers."""
    return QgsField(
        name, QMetaType.Type.Double if _TAKES_META_TYPES else QVariant.Type.Double, "double"
    )
