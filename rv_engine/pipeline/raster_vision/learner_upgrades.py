"""Parts of `rastervision.pytorch_learner` as 0.31 has them, and with what is a default there only."""

from __future__ import annotations

from typing import Any

from rv_engine.pipeline.raster_vision.changes import ChangeList

Part = dict[str, Any]
_CODE_IN_WEIGHTS = (".pth", ".pt")


def upgrade_solver(part: Part, path: str, changes: ChangeList) -> None:
    """Versions 3 and 4 of the learner; and its one optimizer."""
    if part.pop("ignore_last_class", False) is not False:
        part["ignore_class_index"] = -1
        changes.changed(f"{path}.ignore_last_class", "it is ignore_class_index -1")
    for name in ("test_batch_sz", "test_num_epochs", "overfit_num_steps"):
        part.pop(name, None)
    part.setdefault("optimizer", "adam")


def upgrade_backend(part: Part, _path: str, _changes: ChangeList) -> None:
    """Version 1 of the backend: no test mode."""
    part.pop("test_mode", None)


def upgrade_data(part: Part, _path: str, _changes: ChangeList) -> None:
    """Versions 5 and 6: windows are in `sampling`, names and colours in `class_config`."""
    if "window_opts" in part:
        part.setdefault("sampling", part.pop("window_opts"))
    names, colors = part.pop("class_names", None), part.pop("class_colors", None)
    if names:
        part.setdefault(
            "class_config", {"type_hint": "class_config", "names": names, "colors": colors}
        )


def upgrade_window_options(part: Part, _path: str, _changes: ChangeList) -> None:
    """Version 5: `geo_data_window` is `window_sampling`."""
    boxes = "neg_ratio" in part or "ioa_thresh" in part
    part["type_hint"] = "object_detection_window_sampling" if boxes else "window_sampling"
    if part.get("max_windows") is None:
        part.pop("max_windows", None)


def upgrade_model(part: Part, path: str, changes: ChangeList) -> None:
    """Weights in files that can hold code are not read."""
    weights = part.get("init_weights")
    if isinstance(weights, str) and weights.lower().endswith(_CODE_IN_WEIGHTS):
        part["init_weights"] = None
        changes.dropped(
            f"{path}.init_weights",
            f"'{weights}' can hold code, which is never run. Save the weights as .safetensors",
        )


UPGRADES = {
    "solver": upgrade_solver,
    "geo_data_window": upgrade_window_options,
    **dict.fromkeys(
        ("classification_model", "object_detection_model", "semantic_segmentation_model"),
        upgrade_model,
    ),
    **dict.fromkeys(
        (
            "pytorch_chip_classification_backend",
            "pytorch_object_detection_backend",
            "pytorch_semantic_segmentation_backend",
        ),
        upgrade_backend,
    ),
    **dict.fromkeys(
        (
            "classification_image_data", "classification_geo_data", "object_detection_image_data",
            "object_detection_geo_data", "semantic_segmentation_image_data",
            "semantic_segmentation_geo_data",
        ),
        upgrade_data,
    ),
}  # fmt: skip
