"""The sample data as layers, and a draft that is ready to be trained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsFillSymbol,
    QgsProject,
    QgsRasterLayer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)

from ..translation import tr
from .draft import QUICK, ChipChoice, Draft, DraftClass, ImageChoice, LabelChoice
from .services import Services

_COLOUR = "#d55e00"
_STRIDE_PX = 96
# With these the map is good enough to please two minutes after the click, on two cores.
_EPOCHS = 4
# As `rv sample-data` writes them.
_CLASS_FIELD, _CLASS = "class", "building"


def add_sample(
    values: dict[str, Any], project: QgsProject
) -> tuple[QgsRasterLayer, QgsVectorLayer]:
    """Loads the town and its labels, unless the project has them already.

    Args:
        values: The result of `rv sample-data`.
        project: Gets the layers.
    """
    image = _loaded(values["image"], project) or QgsRasterLayer(values["image"], tr("Sample town"))
    labels = _loaded(values["labels"], project)
    if labels is None:
        labels = QgsVectorLayer(values["labels"], tr("Sample buildings"), "ogr")
        symbol = QgsFillSymbol.createSimple(
            {"color": "213,94,0,60", "outline_color": _COLOUR, "outline_width": "0.5"}
        )
        labels.setRenderer(QgsSingleSymbolRenderer(symbol))
    for layer in (image, labels):
        if project.mapLayer(layer.id()) is None:
            project.addMapLayer(layer)
    return image, labels


def sample_draft(image: QgsRasterLayer, labels: QgsVectorLayer, services: Services) -> Draft:
    """Everything filled in, to be trained in a minute or two."""
    return Draft(
        images=[ImageChoice(image.source(), image.name(), layer_id=image.id())],
        labels=LabelChoice(
            path=labels.source().split("|")[0],
            class_field=_CLASS_FIELD,
            layer_id=labels.id(),
            name=labels.name(),
        ),
        classes=[DraftClass(_CLASS, _COLOUR, [_CLASS])],
        # Half as many chips as proposed: they do for houses that look so much alike.
        chips=ChipChoice(stride_px=_STRIDE_PX),
        preset=QUICK,
        options={"backend": {"solver": {"num_epochs": _EPOCHS}}},
        device=services.default_device(),
        run_folder=services.propose_run_folder(),
    )


def _loaded(path: str, project: QgsProject) -> Any:
    wanted = Path(path)
    return next(
        (
            layer
            for layer in project.mapLayers().values()
            if Path(layer.source().split("|")[0]) == wanted
        ),
        None,
    )
