"""Parts of `rastervision.core` as 0.31 has them, whichever of its releases wrote them.

By the form of the values, not by version numbers: a name that a later release knows is left as it
is. The numbers in the docstrings are the versions of rastervision.core that changed it.
"""

from __future__ import annotations

from typing import Any

from rv_engine.pipeline.raster_vision.changes import ChangeList, is_unset

Part = dict[str, Any]


def upgrade_raster_source(part: Part, path: str, changes: ChangeList) -> None:
    """Versions 1, 5, 6 and 9: shifts and crops by fractions are gone, `extent` is `bbox`."""
    if "extent" in part:
        part.setdefault("bbox", part.pop("extent"))
    if "crs_source" in part:
        part.setdefault("primary_source_idx", part.pop("crs_source"))
    for name in ("x_shift", "y_shift"):
        if part.pop(name, 0):
            changes.dropped(
                f"{path}.{name}",
                "images are not shifted since Raster Vision 0.20. Correct their georeference",
            )
    if not is_unset(part.pop("extent_crop", None)):
        changes.dropped(f"{path}.extent_crop", "set bbox, in pixels, instead")


def upgrade_vector_source(part: Part, path: str, changes: ChangeList) -> None:
    """Versions 7 and 12: several files, and the reference system that the file says."""
    if "uri" in part:
        uri = part.pop("uri")
        part.setdefault("uris", uri if isinstance(uri, list) else [uri])
    if part.pop("ignore_crs_field", False):
        changes.dropped(
            f"{path}.ignore_crs_field", "the reference system that a file names is always used"
        )


def upgrade_pipeline(part: Part, _path: str, _changes: ChangeList) -> None:
    """Versions 10 and 11: sizes of chips and batches are in `chip_options` and `predict_options`."""
    for name in ("channel_display_groups", "img_format", "label_format"):  # without effect already
        part.pop(name, None)
    _upgrade_chip_options(part)
    sizes = {"predict_chip_sz": "chip_sz", "predict_batch_sz": "batch_sz"}
    found = {new: part.pop(old) for old, new in sizes.items() if old in part}
    if found:
        options = part.get("predict_options") or _options_of(part, "predict_options")
        part["predict_options"] = options | {
            name: value for name, value in found.items() if name not in options
        }


def _upgrade_chip_options(pipeline: Part) -> None:
    size = pipeline.pop("train_chip_sz", None)
    threshold = pipeline.pop("chip_nodata_threshold", None)
    options: Part = pipeline.get("chip_options") or {}
    if size is None or "sampling" in options:
        return
    options = {"type_hint": _options_of(pipeline, "chip_options")["type_hint"], **options}
    method = options.pop("window_method", None) or options.pop("method", None) or "sliding"
    boxes = pipeline["type_hint"] == "object_detection"
    sampling: Part = {
        "type_hint": "object_detection_window_sampling" if boxes else "window_sampling",
        "method": "sliding" if method == "sliding" else "random",
        "size": size,
    }
    moved = {"stride": "stride", "chips_per_scene": "max_windows"}
    if boxes:
        moved |= {"neg_ratio": "neg_ratio", "ioa_thresh": "ioa_thresh"}
    for old, new in moved.items():
        value = options.pop(old, None)
        if value is not None:
            sampling[new] = value
    options["sampling"] = sampling
    if threshold is not None:
        options["nodata_threshold"] = threshold
    pipeline["chip_options"] = options


_OWN_OPTIONS = {
    ("semantic_segmentation", "chip_options"), ("object_detection", "chip_options"),
    ("semantic_segmentation", "predict_options"), ("object_detection", "predict_options"),
}  # fmt: skip


def _options_of(pipeline: Part, kind: str) -> Part:
    """Options of the kind that a task has."""
    task = pipeline["type_hint"]
    return {"type_hint": f"{task}_{kind}" if (task, kind) in _OWN_OPTIONS else kind}


def upgrade_polygons(part: Part, _path: str, _changes: ChangeList) -> None:
    """Version 8: files have names of their own."""
    part.pop("uri", None)


def upgrade_buildings(part: Part, path: str, changes: ChangeList) -> None:
    """Rectangles around buildings are polygons here."""
    part["type_hint"] = "polygon_vector_output"
    for name in ("uri", "min_area", "element_width_factor", "element_thickness"):
        part.pop(name, None)
    changes.changed(path, "buildings become polygons as they were predicted, not rectangles")


UPGRADES = {
    "raster_source": upgrade_raster_source,
    "rasterio_source": upgrade_raster_source,
    "multi_raster_source": upgrade_raster_source,
    "rasterized_source": upgrade_raster_source,
    "vector_source": upgrade_vector_source,
    "geojson_vector_source": upgrade_vector_source,
    "chip_classification": upgrade_pipeline,
    "object_detection": upgrade_pipeline,
    "semantic_segmentation": upgrade_pipeline,
    "building_vector_output": upgrade_buildings,
    "polygon_vector_output": upgrade_polygons,
}
