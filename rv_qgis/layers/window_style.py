"""Shows where chips are cut: outlines in two colours, for training and for validation."""

from __future__ import annotations

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsRendererCategory,
    QgsVectorLayer,
)

from ..translation import tr

_WIDTH_MM = 0.4
# Of Okabe and Ito's palette, which colour-blind people can tell apart.
_COLOURS = {"train": "#e69f00", "valid": "#56b4e9"}


def style_windows(layer: QgsVectorLayer) -> None:
    """Shows each window as an outline: the image below stays visible."""
    titles = {"train": tr("Training"), "valid": tr("Validation")}
    categories = [
        QgsRendererCategory(
            split,
            QgsFillSymbol.createSimple(
                {
                    "style": "no",
                    "outline_color": colour,
                    "outline_width": str(_WIDTH_MM),
                }
            ),
            titles[split],
        )
        for split, colour in _COLOURS.items()
    ]
    layer.setRenderer(QgsCategorizedSymbolRenderer("split", categories))
    layer.triggerRepaint()
