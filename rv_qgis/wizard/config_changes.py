"""A config that was opened in the wizard: read into a draft, and changed by what differs from it.

What the wizard cannot show is kept: only places whose choices were changed are written.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

from ...rv_engine.errors import ConfigError
from ..forms.merge_patch import merge_patch
from .draft import (
    RASTER,
    SPLIT,
    TASKS,
    TRAIN,
    VALIDATION,
    VECTOR,
    ChipChoice,
    Draft,
    DraftClass,
    ImageChoice,
    LabelChoice,
)

_COMMANDS = ("analyze", "chip", "train", "predict", "eval", "bundle")
_DETACHED = ("base_config", "opened", "run_folder", "device", "options")
Config = dict[str, Any]


def draft_of_config(config: Config) -> Draft:
    """The draft of a pipeline config.

    Raises:
        ConfigError: It is no config of a task that the wizard knows.
    """
    if config.get("type_hint") not in TASKS:
        raise ConfigError(
            "The file is neither a draft nor the config of a pipeline.",
            hint="Choose a file such as pipeline-config.json of a run.",
        )
    try:
        draft = _read(config)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ConfigError(
            f"The config cannot be shown in the wizard: {error!r} is not where it is looked for.",
            hint="Run `rv convert` on it first; it may be of an older version.",
        ) from error
    draft.opened = copy.deepcopy(draft.to_dict())
    draft.base_config = copy.deepcopy(config)
    return draft


def request_of(draft: Draft) -> dict[str, Any]:
    """What the engine is asked for: a proposal, or the config that was opened, with its changes."""
    request = draft.to_request()
    if draft.base_config is None:
        return request
    changed = changed_config(draft)
    if changed is not None:
        request["config"] = changed
    elif draft.task == draft.base_config.get("type_hint"):
        kept = copy.deepcopy(draft.base_config)
        if draft.opened is not None and draft.preset != draft.opened["preset"]:
            kept.pop("backend", None)  # another preset is another way to train
        request["keep"] = kept
    return request


def changed_config(draft: Draft) -> Optional[Config]:
    """The config that was opened, with what was changed since; None when it must be made anew."""
    if draft.base_config is None or draft.opened is None:
        return None
    opened = Draft.from_dict(draft.opened)
    if _shape(draft) != _shape(opened):
        return None
    config = copy.deepcopy(draft.base_config)
    if draft.run_folder != opened.run_folder:
        _move(config, opened.run_folder, draft.run_folder)
    if draft.device != opened.device:
        config["backend"]["device"] = draft.device or None
    if draft.classes != opened.classes:
        _rename(config, opened.classes, draft.classes)
    if draft.chips.size_px != opened.chips.size_px:
        _resize(config, opened.chips.size_px, draft.chips.size_px)
    if draft.chips.stride_px != opened.chips.stride_px:
        for sampling in _samplings(config, TRAIN):
            sampling["stride"] = draft.chips.stride_px
    return merge_patch(config, draft.options)


def _read(config: Config) -> Draft:
    dataset = config["dataset"]
    draft = Draft(task=config["type_hint"], images=_images(dataset))
    scene = dataset["train_scenes"][0]
    names_of_values = _read_labels(scene["label_source"], draft.labels)
    draft.classes = _classes(dataset["class_config"], names_of_values)
    sampling = next(iter(_samplings(config, TRAIN)), {})
    draft.chips = ChipChoice(size_px=sampling.get("size"), stride_px=sampling.get("stride"))
    for one in dataset.get("validation_scenes") or ():
        draft.areas.validation_path = next(iter(one.get("aoi_uris") or ()), None)
    draft.device = (config.get("backend") or {}).get("device") or ""
    draft.run_folder = config.get("root_uri") or ""
    return draft


def _images(dataset: Config) -> list[ImageChoice]:
    """An image for each that is named; in both groups it is split."""
    images: dict[tuple[Any, ...], ImageChoice] = {}
    for group, role in (("train_scenes", TRAIN), ("validation_scenes", VALIDATION)):
        for scene in dataset.get(group) or ():
            source = scene["raster_source"]
            channels = source.get("channel_order")
            key = (tuple(source["uris"]), tuple(channels or ()))
            if key in images:
                images[key].role = SPLIT
                continue
            path = str(source["uris"][0])
            bands = None if channels is None else [channel + 1 for channel in channels]
            images[key] = ImageChoice(path, Path(path).stem, bands, role)
    return list(images.values())


def _read_labels(source: Config, labels: LabelChoice) -> dict[str, list[str]]:
    """Reads where labels come from; answers the values of each class name that is written there."""
    raster = source.get("raster_source") or {}
    vector = raster.get("vector_source") or source.get("vector_source")
    values: dict[str, list[str]] = {}
    if vector is None:
        labels.kind, labels.path = RASTER, str(raster["uris"][0])
        for transformer in raster.get("transformers") or ():
            for value, class_id in (transformer.get("mapping") or {}).items():
                values.setdefault(f"#{class_id}", []).append(str(value))
        return values
    labels.kind, labels.path = VECTOR, str(vector["uris"][0])
    labels.layer = vector.get("layer")
    for transformer in vector.get("transformers") or ():
        labels.class_field = transformer.get("class_field") or labels.class_field
        for value, name in (transformer.get("class_name_mapping") or {}).items():
            values.setdefault(name, []).append(value)
    return values


def _classes(class_config: Config, values: dict[str, list[str]]) -> list[DraftClass]:
    names, colours = class_config["names"], class_config.get("colors") or ()
    is_raster = any(name.startswith("#") for name in values)
    return [
        DraftClass(
            name=name,
            colour=colours[index] if index < len(colours) else "#808080",
            values=values.get(f"#{index}", []) if is_raster else [*values.get(name, []), name],
            is_null=name == class_config.get("null_class"),
        )
        for index, name in enumerate(names)
    ]


def _shape(draft: Draft) -> dict[str, Any]:
    """What of a draft cannot be changed in a config without making it anew."""
    values = draft.to_dict()
    for name in _DETACHED:
        values.pop(name)
    chips = values["chips"]
    chips.pop("size_px")
    chips.pop("stride_px")
    for one in values["images"]:
        one.pop("name"), one.pop("layer_id")
    for name in ("name", "layer_id"):
        values["labels"].pop(name)
    for one in values["classes"]:
        for name in ("name", "colour", "count"):
            one.pop(name)
    return values


def _samplings(config: Config, use: str = "") -> Iterator[Config]:
    """How windows are placed, for all scenes or for those of one use."""
    sampling = (config.get("chip_options") or {}).get("sampling")
    if not isinstance(sampling, dict):
        return
    if "size" in sampling:
        yield sampling
        return
    dataset = config["dataset"]
    training = {scene["id"] for scene in dataset["train_scenes"]}
    validation = {scene["id"] for scene in dataset.get("validation_scenes") or ()}
    for name, one in sampling.items():
        if (
            not use
            or (use == TRAIN and name in training)
            or (use == VALIDATION and name in validation)
        ):
            yield one


def _resize(config: Config, old_px: Optional[int], new_px: Optional[int]) -> None:
    if new_px is None:
        return
    for sampling in _samplings(config):
        if sampling["size"] == old_px:
            sampling["size"] = new_px
    data = (config.get("backend") or {}).get("data") or {}
    if data.get("img_sz") == old_px:
        data["img_sz"] = new_px
    for source in _label_sources(config):
        if source.get("cell_sz") == old_px:
            source["cell_sz"] = new_px


def _rename(config: Config, old: list[DraftClass], new: list[DraftClass]) -> None:
    class_config = config["dataset"]["class_config"]
    names = {before.name: after.name for before, after in zip(old, new)}
    class_config["names"] = [names[name] for name in class_config["names"]]
    class_config["colors"] = [one.colour for one in new]
    if class_config.get("null_class"):
        class_config["null_class"] = names[class_config["null_class"]]
    for source in _label_sources(config):
        vector = (source.get("raster_source") or {}).get("vector_source") or source.get(
            "vector_source"
        )
        for transformer in (vector or {}).get("transformers") or ():
            if transformer.get("type_hint") != "class_inference_transformer":
                continue
            mapping = transformer.get("class_name_mapping") or {}
            mapping = {value: names.get(name, name) for value, name in mapping.items()}
            mapping.update({before: after for before, after in names.items() if before != after})
            transformer["class_name_mapping"] = mapping


def _label_sources(config: Config) -> Iterator[Config]:
    for group in ("train_scenes", "validation_scenes", "test_scenes"):
        for scene in config["dataset"].get(group) or ():
            if scene.get("label_source"):
                yield scene["label_source"]


def _move(value: Any, old: str, new: str) -> Any:
    """Gives a config another run folder: what commands write moves along, inputs stay."""
    if isinstance(value, dict):
        for name, part in value.items():
            value[name] = _move(part, old, new)
        return value
    if isinstance(value, list):
        return [_move(part, old, new) for part in value]
    if not isinstance(value, str) or not old:
        return value
    if value == old:
        return new
    written = [f"{old}/{command}" for command in _COMMANDS]
    if any(value == place or value.startswith(f"{place}/") for place in written):
        return new + value[len(old) :]
    return value
