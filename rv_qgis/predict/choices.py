"""What a click predicts and what it makes, as the user last chose it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from qgis.core import QgsSettings

from ..settings.settings import SCOPE

VISIBLE = "visible"
SELECTED = "selected"
WHOLE = "whole"
AREAS = (VISIBLE, SELECTED, WHOLE)

_PREFIX = f"{SCOPE}/predict"


@dataclass(frozen=True)
class PredictChoices:
    """The options of one-click prediction.

    Attributes:
        area: `VISIBLE`, `SELECTED` or `WHOLE`: what the map shows, the selected polygons, the layer.
        raster: Whether a map of pixels is shown; for bundles that make one.
        polygons: Whether their areas are shown as polygons.
        confidence: Whether the map also knows how sure the model is of each pixel.
        threshold: How sure it must be for objects and pixels to be shown, 0 to 1.
    """

    area: str = VISIBLE
    raster: bool = True
    polygons: bool = False
    confidence: bool = False
    threshold: float = 0.5


def read_choices() -> PredictChoices:
    """What is remembered."""
    settings, defaults = QgsSettings(), PredictChoices()
    values: dict[str, Any] = {}
    for field in fields(PredictChoices):
        default = getattr(defaults, field.name)
        value = settings.value(f"{_PREFIX}/{field.name}", default, type=type(default))
        values[field.name] = value
    choices = PredictChoices(**values)
    if choices.area not in AREAS:
        choices = replace(choices, area=VISIBLE)
    if not (choices.raster or choices.polygons):
        choices = replace(choices, raster=True)
    return replace(choices, threshold=min(max(choices.threshold, 0.0), 1.0))


def remember(choices: PredictChoices) -> None:
    """Keeps them for the next time."""
    for field in fields(PredictChoices):
        QgsSettings().setValue(f"{_PREFIX}/{field.name}", getattr(choices, field.name))
