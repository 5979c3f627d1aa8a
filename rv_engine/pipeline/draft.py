"""A pipeline config from the draft that somebody made in the wizard, and what there is to say of it.

The request is a JSON object: {"kind": "rv-studio-draft", "version": 1, "draft": {...}}. The draft has
"task", "images", "labels", "classes", "areas", "chips", "preset", "device", "options" and
"run_folder", as the plugin's draft documents them. With "config" beside it, that config is taken as it is; with
"keep", a config whose other parts are kept where the proposal has nothing new to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rv_engine.config.json_file import read_json_object
from rv_engine.errors import ConfigError
from rv_engine.pipeline.chip_classification_from_layers import (
    classification_of,
    suggested_cell_px,
)
from rv_engine.pipeline.config_file import pipeline_config_from
from rv_engine.pipeline.draft_facts import draft_facts
from rv_engine.pipeline.layers import LabelClass, LayerImage, Layers
from rv_engine.pipeline.object_detection_from_layers import detection_of
from rv_engine.pipeline.object_detection_from_layers import suggested_chip_px as detection_chip_px
from rv_engine.pipeline.open_layers import OpenLayers, open_layers
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.presets import PRESETS, choices_of
from rv_engine.pipeline.semantic_segmentation_from_layers import segmentation_of
from rv_engine.pipeline.semantic_segmentation_from_layers import (
    suggested_chip_px as segmentation_chip_px,
)
from rv_engine.pipeline.training_areas import Split
from rv_engine.pipeline.training_length import fit_training_length

KIND = "rv-studio-draft"
VERSION = 1


@dataclass(frozen=True)
class _Task:
    """How drafts of a task become configs.

    Attributes:
        propose: Makes the config.
        size_field: The choice that is the side of a chip.
        suggested_px: The side that suits the labels.
    """

    propose: Callable[[OpenLayers, Any], RVPipelineConfig]
    size_field: str
    suggested_px: Callable[[OpenLayers], int]


_TASKS = {
    "semantic_segmentation": _Task(segmentation_of, "chip_size", segmentation_chip_px),
    "chip_classification": _Task(classification_of, "cell_size", suggested_cell_px),
    "object_detection": _Task(detection_of, "chip_size", detection_chip_px),
}


@dataclass(frozen=True)
class DraftOutcome:
    """What became of a draft.

    Attributes:
        config: The pipeline.
        facts: What there is to say of the labels, as JSON values; see `draft_facts`.
    """

    config: RVPipelineConfig
    facts: dict[str, Any]


def config_of_draft(path: Path) -> DraftOutcome:
    """The pipeline that a draft asks for; its areas are written into the run folder.

    Raises:
        ConfigError: The file is no request, or what it asks for does not exist.
        RasterError, VectorError, LabelError: A file is missing, broken, empty, or does not fit.
        OutputError: The run folder cannot be written.
    """
    request = read_json_object(path)
    draft = request.get("draft")
    if request.get("kind") != KIND or not isinstance(draft, dict):
        raise ConfigError(
            f"'{path}' is no draft of the wizard.",
            hint="Write one with 'Save Draft' in the wizard.",
            where=str(path),
        )
    if not isinstance(request.get("version"), int) or request["version"] > VERSION:
        raise ConfigError(
            f"'{path}' was written by a newer RV Studio.",
            hint="Update the engine.",
            where=str(path),
        )
    if "config" in request:
        return DraftOutcome(pipeline_config_from(request["config"], str(path)), {})
    try:
        return _propose(draft, request.get("keep"), str(path))
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"The draft '{path}' is damaged: {error!r}.",
            hint="Write it anew in the wizard.",
            where=str(path),
        ) from error


def merged(values: Any, patch: Any) -> Any:
    """JSON values with a merge patch applied (RFC 7396): null takes a value out.

    Beyond the standard, {"$value": null} sets null: some options are switched off by it.
    """
    if not isinstance(patch, dict):
        return patch
    if patch.keys() == {"$value"}:
        return patch["$value"]
    result = dict(values) if isinstance(values, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def _propose(draft: dict[str, Any], keep: dict[str, Any] | None, where: str) -> DraftOutcome:
    name, preset = draft["task"], draft.get("preset") or "balanced"
    if name not in _TASKS:
        raise ConfigError(f"There is no task {name!r}.", hint=f"Take one of {list(_TASKS)}.")
    if preset not in PRESETS:
        raise ConfigError(f"There is no preset {preset!r}.", hint=f"Take one of {list(PRESETS)}.")
    root = draft.get("run_folder")
    if not root:
        raise ConfigError("The draft names no run folder.", hint="Choose a folder for the run.")
    task = _TASKS[name]
    opened = open_layers(
        _layers(draft), Path(root).absolute(), raster_as_features=name != "semantic_segmentation"
    )
    chips = draft.get("chips") or {}
    suggested_px = task.suggested_px(opened)
    size = {task.size_field: chips.get("size_px") or suggested_px}
    choices = choices_of(name, preset)
    config = task.propose(opened, replace(choices, **size, stride=chips.get("stride_px")))
    values = config.to_document()
    if keep is not None and keep.get("type_hint") != values["type_hint"]:
        keep = None
    if draft.get("device"):
        values["backend"]["device"] = draft["device"]
    if keep is not None:
        values = _with_kept(values, keep)
    options = draft.get("options") or {}
    values = merged(values, options)
    config = pipeline_config_from(values, where)
    if not any(_says_epochs(given) for given in (keep, options) if given):
        fit_training_length(config, choices.length)
        config = pipeline_config_from(merged(config.to_document(), options), where)
    return DraftOutcome(config, draft_facts(opened, config, suggested_px))


def _says_epochs(values: dict[str, Any]) -> bool:
    backend = values.get("backend") or {}
    return "num_epochs" in (backend.get("solver") or {})


def _layers(draft: dict[str, Any]) -> Layers:
    labels, areas = draft["labels"], draft.get("areas") or {}
    return Layers(
        images=[
            LayerImage(
                uris=[_path(image["path"], "an image")],
                name=image.get("name") or "",
                bands=None if not image.get("bands") else [band - 1 for band in image["bands"]],
                role=_role(image.get("role") or "split"),
            )
            for image in draft.get("images") or ()
        ],
        labels=_path(labels["path"], "the labels"),
        labels_layer=labels.get("layer"),
        class_field=labels.get("class_field"),
        labels_are_raster=labels.get("kind") == "raster",
        classes=[
            LabelClass(
                name=one["name"],
                color=one.get("colour"),
                values=tuple(str(value) for value in one.get("values") or ()),
                is_null=bool(one.get("is_null")),
                is_ignored=bool(one.get("is_ignored")),
            )
            for one in draft.get("classes") or ()
        ],
        split=Split(
            area=areas.get("path"),
            validation_area=areas.get("validation_path"),
            validate_on=areas.get("validate_on") or "east",
            validation_fraction=areas.get("validation_fraction") or 0.25,
        ),
        resolution_m=(draft.get("chips") or {}).get("resolution_m"),
    )


def _role(role: str) -> Any:
    if role not in ("split", "train", "validation"):
        raise ConfigError(
            f"An image has the role {role!r}.", hint="It is split, train or validation."
        )
    return role


def _path(path: str, what: str) -> str:
    if not path:
        raise ConfigError(
            f"The draft does not say where {what} is.", hint="Choose a file or layer."
        )
    return path if "://" in path or path.startswith("/vsi") else str(Path(path).absolute())


# What a proposal knows better than a config that was opened: it follows from the layers.
_OF_THE_LAYERS = ("root_uri", "type_hint", "schema_version", "dataset", "chip_options")


def _with_kept(proposal: dict[str, Any], keep: dict[str, Any]) -> dict[str, Any]:
    """A proposal for other layers, with all else as it was in a config of the same task."""
    kept = {
        name: value
        for name, value in keep.items()
        # Folders of the old run.
        if name not in _OF_THE_LAYERS and not name.endswith("_uri")
    }
    return {**proposal, **kept}
