"""Results of the engine on their way into the project: named, grouped and styled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable, ClassVar, Optional

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ..layers import MapClass, ResultGroup, save_style, style_label_raster, style_polygons
from ..layers.provenance import describe_origin


class LayerDresser(QgsProcessingLayerPostProcessorInterface):
    """Dresses a layer once Processing has loaded it, on the main thread.

    Args:
        dress: Gives the layer its style.
        origin: What the layer was made from, for its metadata.
    """

    # QGIS holds no reference to the Python half, and the algorithm is gone by the time it is used.
    _waiting: ClassVar[set[LayerDresser]] = set()

    def __init__(self, dress: Callable[[QgsMapLayer], None], origin: str) -> None:
        super().__init__()
        self._dress = dress
        self._origin = origin
        self._waiting.add(self)

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._waiting.discard(self)
        self._dress(layer)
        save_style(layer)
        describe_origin(layer, self._origin, self.classes)

    @property
    def classes(self) -> tuple[MapClass, ...]:
        """The classes that the layer shows."""
        return ()


class ResultStyler(LayerDresser):
    """Shows a map in the colours of its classes, in the group of its run.

    Args:
        classes: The classes in the layer.
        group: Where the results of the same run go.
        origin: What the layer was made from, for its metadata.
    """

    def __init__(self, classes: Sequence[MapClass], group: ResultGroup, origin: str) -> None:
        super().__init__(self._show_classes, origin)
        self._classes = tuple(classes)
        self._group = group

    @property
    def classes(self) -> tuple[MapClass, ...]:
        return self._classes

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        super().postProcessLayer(layer, context, feedback)
        self._group.take(layer, context.project() or QgsProject.instance())

    def _show_classes(self, layer: QgsMapLayer) -> None:
        if isinstance(layer, QgsRasterLayer):
            style_label_raster(layer, self._classes)
        elif isinstance(layer, QgsVectorLayer):
            style_polygons(layer, self._classes)


def style_when_loaded(context: QgsProcessingContext, path: str, styler: LayerDresser) -> None:
    """Has an output that Processing will load dressed by `styler`."""
    context.layerToLoadOnCompletionDetails(path).setPostProcessor(styler)


def load_when_done(
    context: QgsProcessingContext, path: str, title: str, output_name: str, styler: ResultStyler
) -> None:
    """Has a file that is no destination parameter loaded and dressed."""
    details = QgsProcessingContext.LayerDetails(title, context.project(), output_name)
    details.forceName = True
    context.addLayerToLoadOnCompletion(path, details)
    style_when_loaded(context, path, styler)


def load_instead(
    context: QgsProcessingContext, path: str, other: Optional[str], output_name: str
) -> None:
    """Has another file loaded in the place of an output that is not made; None for none."""
    if not path or not context.willLoadLayerOnCompletion(path):
        return
    layers = context.layersToLoadOnCompletion()
    old = layers.pop(path)
    if other is not None:
        details = QgsProcessingContext.LayerDetails(old.name, old.project, output_name)
        layers[other] = details
    context.setLayersToLoadOnCompletion(layers)
