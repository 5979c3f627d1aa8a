"""The slider below a prediction in QGIS's layer tree: how sure the model must be."""

from __future__ import annotations

from contextlib import suppress

from qgis.core import QgsMapLayer
from qgis.gui import QgsGui, QgsLayerTreeEmbeddedWidgetProvider
from qtpy.QtCore import Qt, QTimer
from qtpy.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from ..translation import tr
from .confidence import has_confidence, show_from, threshold_of

WIDGET_ID = "rv_studio_confidence"
_COUNT = "embeddedWidgets/count"
_FIRST = "embeddedWidgets/0/id"
_PERCENT = 100
# Layers are drawn anew when the slider rests that long.
_CALM_MS = 60


class ConfidenceSlider(QWidget):
    """Moves the threshold of one layer.

    Args:
        layer: The prediction.
    """

    def __init__(self, layer: QgsMapLayer) -> None:
        super().__init__()
        self._layer = layer
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _PERCENT)
        self.slider.setValue(round(_PERCENT * threshold_of(layer)))
        self.slider.setAccessibleName(tr("Least confidence"))
        self.slider.setToolTip(
            tr("Only what the model is at least as sure of is shown. Move it to the left for more.")
        )
        self._value = QLabel()
        self._value.setMinimumWidth(self._value.fontMetrics().boundingRect("100 %").width() + 4)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._apply)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(tr("Confidence from")))
        row.addWidget(self.slider, 1)
        row.addWidget(self._value)
        self._show_value()
        self.slider.valueChanged.connect(self._move)

    def _move(self) -> None:
        self._show_value()
        # While the slider moves the map follows, but not with every pixel.
        if not self._calm.isActive():
            self._calm.start()

    def _show_value(self) -> None:
        self._value.setText(tr("{value} %").format(value=self.slider.value()))

    def _apply(self) -> None:
        # The layer may have been deleted meanwhile.
        with suppress(RuntimeError):
            show_from(self._layer, self.slider.value() / _PERCENT)


class ConfidenceSliderProvider(QgsLayerTreeEmbeddedWidgetProvider):
    """Makes the sliders for QGIS."""

    def id(self) -> str:
        return WIDGET_ID

    def name(self) -> str:
        return tr("Confidence (RV Studio)")

    def createWidget(self, layer: QgsMapLayer, widgetIndex: int) -> QWidget:
        return ConfidenceSlider(layer)

    def supportsLayer(self, layer: QgsMapLayer) -> bool:
        return has_confidence(layer)


def add_slider(layer: QgsMapLayer) -> None:
    """Has a layer show a slider in the layer tree. Call it before the layer is in the tree."""
    layer.setCustomProperty(_COUNT, 1)
    layer.setCustomProperty(_FIRST, WIDGET_ID)


def register_sliders() -> None:
    """Makes the sliders known to QGIS."""
    registry = QgsGui.layerTreeEmbeddedWidgetRegistry()
    if registry.provider(WIDGET_ID) is None:
        registry.addProvider(ConfidenceSliderProvider())


def unregister_sliders() -> None:
    """Undoes `register_sliders`."""
    QgsGui.layerTreeEmbeddedWidgetRegistry().removeProvider(WIDGET_ID)
