"""The classes of a layer, with the names and colours that its renderer shows."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Optional

from osgeo import gdal
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRequest,
    QgsPalettedRasterRenderer,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)

from ...rv_engine.errors import LabelError, RasterError
from ..layers import raster_file
from ..translation import tr
from .draft import DraftClass

# A colour-blind safe palette, the engine's own: Okabe and Ito (2008), "Color Universal Design".
PALETTE = ("#e69f00", "#56b4e9", "#009e73", "#d55e00", "#0072b2", "#cc79a7", "#f0e442")
_GREY = "#808080"
_MOST_CLASSES = 254
_CLASS_FIELDS = (
    "class_name",
    "class",
    "label",
    "kind",
    "type",
    "category",
    "species",
    "landuse",
    "landcover",
    "class_id",
)
_NULL_NAMES = ("background", "null", "nothing", "none", "no data", "nodata")


def likely_class_field(layer: QgsVectorLayer) -> Optional[str]:
    """The field by which a layer is coloured, or whose name says that it holds classes."""
    names = [field.name() for field in layer.fields()]
    renderer = layer.renderer()
    if isinstance(renderer, QgsCategorizedSymbolRenderer):
        attribute = renderer.classAttribute().strip('"')
        if attribute in names:
            return attribute
    by_lower = {name.lower(): name for name in names}
    return next((by_lower[name] for name in _CLASS_FIELDS if name in by_lower), None)


def vector_class_reader(
    layer: QgsVectorLayer, class_field: Optional[str]
) -> Callable[[], list[DraftClass]]:
    """A function for any thread that counts the classes of a layer. Called on the main thread."""
    looks = _categories(layer, class_field)
    source = QgsVectorLayerFeatureSource(layer)
    index = -1 if class_field is None else layer.fields().lookupField(class_field)
    name = layer.name()

    def read() -> list[DraftClass]:
        request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
        request.setSubsetOfAttributes([] if index < 0 else [index])
        counts: Counter[str] = Counter()
        for feature in source.getFeatures(request):
            counts["" if index < 0 else value_text(feature.attribute(index))] += 1
        if index < 0:
            return [DraftClass(name, PALETTE[0], count=sum(counts.values()))]
        counts.pop("", None)
        _check_number(len(counts), name)
        return _classes(counts, looks)

    return read


def raster_class_reader(layer: QgsRasterLayer) -> Callable[[], list[DraftClass]]:
    """A function for any thread that counts the values of a raster. Called on the main thread.

    Raises:
        RasterError: The engine could not read the layer.
    """
    file = raster_file(layer)
    looks: dict[str, tuple[str, str]] = {}
    renderer = layer.renderer()
    if isinstance(renderer, QgsPalettedRasterRenderer):
        for one in renderer.classes():
            looks[value_text(one.value)] = (one.label, one.color.name())
    name = layer.name()

    def read() -> list[DraftClass]:
        with tempfile.TemporaryDirectory(prefix="rv-") as folder:
            counts = _count_pixels(str(file.path_for_engine(Path(folder))))
        _check_number(len(counts), name)
        classes = _classes(counts, looks)
        for one in classes:
            one.is_null = one.is_null or (one.values == ["0"] and one.name == "0")
        return classes

    return read


def value_text(value: Any) -> str:
    """A value as the engine writes it: whole numbers without a decimal point, no value as ""."""
    # QGIS's NULL is a QVariant that holds nothing.
    if value is None or (hasattr(value, "isNull") and value.isNull()):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _categories(layer: QgsVectorLayer, class_field: Optional[str]) -> dict[str, tuple[str, str]]:
    """For each value its label and colour on the map."""
    renderer = layer.renderer()
    if not isinstance(renderer, QgsCategorizedSymbolRenderer):
        return {}
    if renderer.classAttribute().strip('"') != class_field:
        return {}
    looks: dict[str, tuple[str, str]] = {}
    for category in renderer.categories():
        values = category.value() if isinstance(category.value(), list) else [category.value()]
        for value in values:
            look = (category.label() or value_text(value), category.symbol().color().name())
            looks[value_text(value)] = look
    looks.pop("", None)
    return looks


def _classes(counts: Counter[str], looks: dict[str, tuple[str, str]]) -> list[DraftClass]:
    """The classes in the order of the legend, then by value; values of one label are one class."""
    order = [value for value in looks if value in counts]
    order += sorted((value for value in counts if value not in looks), key=_sort_key)
    classes: dict[str, DraftClass] = {}
    for value in order:
        name, colour = looks.get(value, (value, ""))
        found = classes.get(name)
        if found is None:
            colour = colour or PALETTE[len(classes) % len(PALETTE)]
            found = classes[name] = DraftClass(name, colour, count=0)
            if name.lower() in _NULL_NAMES:
                found.is_null = True
                found.colour = looks.get(value, ("", _GREY))[1]
        found.values.append(value)
        found.count = (found.count or 0) + counts[value]
    return list(classes.values())


def _sort_key(value: str) -> tuple[int, float, str]:
    try:
        return 0, float(value), value
    except ValueError:
        return 1, 0.0, value


def _count_pixels(path: str) -> Counter[str]:
    dataset = gdal.Open(path)
    if dataset is None:
        raise RasterError(
            tr("'{path}' cannot be read.").format(path=path),
            hint=tr("Check that the file is there and is a raster."),
            where=path,
        )
    band = dataset.GetRasterBand(1)
    low, high = band.ComputeRasterMinMax(True)
    low, high = int(low), int(high)
    if high - low >= 65536:
        raise _no_classes(path)
    # Approximate counts come from overviews, and take no time on large rasters.
    approximate = dataset.RasterXSize * dataset.RasterYSize > 50_000_000
    numbers: Sequence[int] = band.GetHistogram(
        low - 0.5, high + 0.5, high - low + 1, False, approximate
    )
    return Counter({str(low + index): number for index, number in enumerate(numbers) if number})


def _check_number(count: int, name: str) -> None:
    if count > _MOST_CLASSES:
        raise _no_classes(name)


def _no_classes(name: str) -> LabelError:
    return LabelError(
        tr("'{layer}' has too many different values to be classes.").format(layer=name),
        hint=tr("Choose a field, or a raster, with a few values that repeat."),
        where=name,
    )
