"""What there is to say of the labels before anything is trained: counts, sizes, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import rasterio
import shapely

from rv_engine.pipeline.ground_resolution import pixel_size_m
from rv_engine.pipeline.layers import LabelClass
from rv_engine.pipeline.open_layers import OpenImage, OpenLayers
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.training_length import epochs_of
from rv_engine.storage import gdal_path
from rv_engine.types import Array
from rv_engine.vector.class_inference_transformer import class_text

# Fewer labels of a class hardly show what it looks like.
_FEW_LABELS = 10
# A class on a smaller share of the labelled pixels is easily overlooked by a model.
_SMALL_SHARE = 0.01


def draft_facts(opened: OpenLayers, config: RVPipelineConfig, suggested_px: int) -> dict[str, Any]:
    """What the wizard shows of labels, as JSON values.

    Returns:
        "classes" (name, color, null, ignored, count; in features, or in pixels of a raster),
        "counted_in" ("features" or "pixels"), "object_sizes_px" ("small", "median", "large": the
        5th, 50th and 95th percentile of the longer sides), "chip_size_px",
        "suggested_chip_size_px", "pixel_size_m", "bands", "scenes" (id, use), "epochs",
        "warnings".
    """
    counts = _counts(opened)
    sides = opened.object_sides_px()
    chip_px = _chip_px(config)
    sizes = None
    if len(sides):
        small, median, large = np.quantile(sides, (0.05, 0.5, 0.95))
        sizes = {"small": float(small), "median": float(median), "large": float(large)}
    return {
        "classes": _classes(opened, config, counts),
        "counted_in": "features" if opened.raster is None else "pixels",
        "object_sizes_px": sizes,
        "chip_size_px": chip_px,
        "suggested_chip_size_px": suggested_px,
        "pixel_size_m": _pixel_size_m(opened.main),
        "bands": opened.main.source.num_channels,
        "scenes": [
            *({"id": name, "use": "train"} for name in opened.training_ids),
            *({"id": name, "use": "validation"} for name in opened.validation_ids),
        ],
        "epochs": epochs_of(config),
        "warnings": _warnings(opened, counts),
    }


def _counts(opened: OpenLayers) -> dict[str, int]:
    """For each value of the labels, how many of them there are on the images."""
    if opened.raster is not None:
        return {str(value): count for value, count in opened.raster.counts.items()}
    counts: dict[str, int] = {}
    for image in opened.images:
        for text in _texts_inside(opened, image, None):
            counts[text] = counts.get(text, 0) + 1
    return counts


def _texts_inside(opened: OpenLayers, image: OpenImage, area: Array | None) -> list[str]:
    """The values of the features on an image, or in an area of it."""
    field = opened.layers.class_field
    if area is None:
        extent = image.source.extent
        shape = shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
    else:
        shape = shapely.union_all(area)
    inside = np.flatnonzero(shapely.intersects(image.features.geometries, shape))
    if field is None:
        return [""] * len(inside)
    values = image.features.properties[field]
    return [class_text(values[index]) for index in inside]


def _count(label_class: LabelClass, counts: dict[str, int], opened: OpenLayers) -> int:
    if opened.layers.class_field is None and opened.raster is None:
        return counts.get("", 0)
    return sum(counts.get(value, 0) for value in label_class.values)


def _classes(
    opened: OpenLayers, config: RVPipelineConfig, counts: dict[str, int]
) -> list[dict[str, Any]]:
    chosen = {one.name: one for one in opened.layers.classes}
    described = [
        {
            "name": values["name"],
            "color": values["color"],
            "null": values["null"],
            "ignored": False,
            "count": _count(chosen[name], counts, opened) if name in chosen else None,
        }
        for values in config.dataset.class_config.describe()
        for name in [str(values["name"])]
    ]
    ignored = [one for one in opened.layers.classes if one.is_ignored]
    return described + [
        {
            "name": one.name,
            "color": one.color,
            "null": False,
            "ignored": True,
            "count": _count(one, counts, opened),
        }
        for one in ignored
    ]


def _warnings(opened: OpenLayers, counts: dict[str, int]) -> list[str]:
    total = sum(counts.values())
    warnings = []
    for one in opened.classes:
        count = _count(one, counts, opened)
        if count == 0:
            warnings.append(
                f"The class '{one.name}' has no label on the images: the model cannot learn it. "
                "Label some, or leave it out."
            )
        elif opened.raster is not None:
            if count < _SMALL_SHARE * total:
                warnings.append(
                    f"The class '{one.name}' covers only {100 * count / total:.2g} % of the "
                    "labels: the model may overlook it. Label more of it, or merge it."
                )
        elif count < _FEW_LABELS:
            labels = "label" if count == 1 else "labels"
            warnings.append(
                f"The class '{one.name}' has only {count} {labels}, which hardly show what it "
                f"looks like. Label {_FEW_LABELS} or more, or merge it with another class."
            )
        else:
            warnings += _one_sided(opened, one)
    return warnings


def _one_sided(opened: OpenLayers, one: LabelClass) -> list[str]:
    """Warnings of a class that only one of training and validation has."""
    if _in_areas(opened, one, [(image, image.training) for image in opened.images]) == 0:
        text = (
            f"No label of the class '{one.name}' is in the part for training: the model cannot "
            "learn it. Validate on another side."
        )
        return [text]
    if _in_areas(opened, one, [(image, image.validation) for image in opened.images]) == 0:
        text = (
            f"No label of the class '{one.name}' is in the part for validation: how well it is "
            "found cannot be measured. Validate on another side, or on a larger part."
        )
        return [text]
    return []


def _in_areas(opened: OpenLayers, one: LabelClass, areas: Sequence[tuple[OpenImage, Array]]) -> int:
    found = [
        text for image, area in areas if len(area) for text in _texts_inside(opened, image, area)
    ]
    if opened.layers.class_field is None:
        return len(found)
    values = set(one.values)
    return sum(text in values for text in found)


def _chip_px(config: RVPipelineConfig) -> int | None:
    sampling = config.chip_options.sampling if config.chip_options is not None else None
    if isinstance(sampling, dict):
        sampling = next(iter(sampling.values()))
    return None if sampling is None else sampling.size


def _pixel_size_m(image: OpenImage) -> float | None:
    with rasterio.open(gdal_path(str(image.choice.uris[0]))) as dataset:
        return pixel_size_m(dataset)
