"""What the values of a raster mean, as its style says."""

from __future__ import annotations

from qgis.core import QgsPalettedRasterRenderer, QgsRasterLayer


def styled_classes(layer: QgsRasterLayer) -> dict[int, str]:
    """The class of each value, from a paletted style; none when the layer has another one."""
    renderer = layer.renderer()
    if not isinstance(renderer, QgsPalettedRasterRenderer):
        return {}
    return {
        int(entry.value): entry.label or str(int(entry.value))
        for entry in renderer.classes()
        if entry.value >= 0
    }
