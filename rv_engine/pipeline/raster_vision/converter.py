"""From the JSON values of Raster Vision's pipeline-config.json to a config of this engine."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, get_args

from rv_engine.config import Config, default_registry
from rv_engine.config.raster_vision_names import UNSUPPORTED_CONFIGS, their_field
from rv_engine.errors import ConfigError
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.raster_vision import core_upgrades, learner_upgrades
from rv_engine.pipeline.raster_vision.changes import Change, ChangeList, is_unset
from rv_engine.pipeline.raster_vision.places import forget_places
from rv_engine.pipeline.raster_vision.releases import release_of

_UPGRADES = {**core_upgrades.UPGRADES, **learner_upgrades.UPGRADES}
# Type hints of parts that are not there any more, and what they are called where reasons are given.
_THEIR_CLASSES = {
    "xarray_source": "XarraySourceConfig",
    "stac_item": "STACItemConfig",
    "stac_item_collection": "STACItemCollectionConfig",
}
# A part that is not known changes nothing when all but these are 0 or empty.
_WITHOUT_EFFECT = {"type_hint", "round_pixels"}
_MAX_REPAIRS = 100

Part = dict[str, Any]


@dataclass(frozen=True)
class Conversion:
    """What became of a config.

    Attributes:
        config: The new one.
        release: The release of Raster Vision that wrote the old one, such as "0.21".
        changes: What was dropped or changed.
    """

    config: RVPipelineConfig
    release: str
    changes: list[Change]


def convert_config(content: Any, where: str, root: str | None = None) -> Conversion:
    """The config of this engine that does what one of Raster Vision's does.

    Args:
        content: The values of a pipeline-config.json of 0.20 to 0.31.
        where: The file, for error messages.
        root: The run folder; beside the old one when left out.

    Raises:
        ConfigError: It is no such file, or something that cannot be left out has no counterpart
            here.
    """
    release = release_of(content, where)
    content = copy.deepcopy(content)
    changes = ChangeList()
    content.pop("plugin_versions")
    settings = content.pop("rv_config", None)
    if any(not is_unset(value) for value in (settings or {}).values()):
        changes.dropped("rv_config", "settings come from rv.toml and the environment")
    forget_places(content, root, changes)
    _upgrade(content, "", changes)
    content = _sift(content, "", changes, where)
    return Conversion(_repaired(content, where, changes), release, changes.all)


def _upgrade(value: Any, path: str, changes: ChangeList) -> None:
    """Brings all parts to the form of 0.31, outer ones first: they give type hints to inner ones."""
    if isinstance(value, dict) and "type_hint" in value:
        upgrade = _UPGRADES.get(str(value["type_hint"]))
        if upgrade is not None:
            upgrade(value, path, changes)
    for name, item in _items(value):
        _upgrade(item, _joined(path, name), changes)


def _sift(value: Any, path: str, changes: ChangeList, where: str) -> Any:
    """Without the fields and the parts that this engine does not have."""
    if isinstance(value, list):
        kept = [
            (str(index), item) for index, item in enumerate(value)
            if _is_known(item, f"{path}.{index}", changes)
        ]  # fmt: skip
        return [_sift(item, _joined(path, index), changes, where) for index, item in kept]
    if not isinstance(value, dict) or "type_hint" not in value:
        return value
    config_class = _config_class(value["type_hint"])
    if config_class is None:
        raise ConfigError(
            f"{path}: {_lost(value['type_hint'])}", hint="Replace it by hand.", where=where
        )
    sifted: Part = {"type_hint": value["type_hint"]}
    for name, item in value.items():
        at = _joined(path, name)
        if name == "type_hint":
            continue
        if name not in config_class.model_fields:
            _tell_field(config_class, name, item, value, at, changes)
        elif not _is_required(config_class, name) and not _is_known(item, at, changes):
            continue
        elif item is not None or _takes_null(config_class, name):
            _specialize(item, config_class.model_fields[name].annotation)
            sifted[name] = _sift(item, at, changes, where)
    return sifted


def _specialize(value: Any, annotation: Any) -> None:
    """Where this engine has options of the task's own and Raster Vision the general ones."""
    if not isinstance(value, dict) or "type_hint" not in value:
        return
    given = _config_class(value["type_hint"])
    for declared in (annotation, *get_args(annotation)):
        if (
            isinstance(declared, type)
            and issubclass(declared, Config)
            and given is not None
            and issubclass(declared, given)
            and not declared.is_abstract
        ):
            value["type_hint"] = declared.type_hint


def _tell_field(
    config_class: type[Config], name: str, value: Any, values: Part, path: str, changes: ChangeList
) -> None:
    theirs = their_field(config_class, name)
    if is_unset(value) or (theirs is not None and theirs.is_harmless(value, values)):
        return
    reason = "RV Studio has no such setting" if theirs is None else theirs.advice
    changes.dropped(path, f"{reason.rstrip('.')} (it was {_shown(value)})")


def _is_known(value: Any, path: str, changes: ChangeList) -> bool:
    """Whether a part has a counterpart; otherwise it is dropped."""
    if not isinstance(value, dict) or "type_hint" not in value:
        return True
    if _config_class(value["type_hint"]) is not None:
        return True
    settings = [item for name, item in value.items() if name not in _WITHOUT_EFFECT]
    if not settings or any(settings):
        changes.dropped(path, f"{_lost(value['type_hint'])} (it was {_shown(value)})")
    return False


def _lost(type_hint: Any) -> str:
    advice = UNSUPPORTED_CONFIGS.get(_THEIR_CLASSES.get(str(type_hint), ""))
    told = f"RV Studio has no {str(type_hint)!r}"
    return told if advice is None else f"{told}: {advice}"


def _config_class(type_hint: Any) -> type[Config] | None:
    try:
        return default_registry().config_class(type_hint)
    except ValueError:
        return None


def _is_required(config_class: type[Config], name: str) -> bool:
    return config_class.model_fields[name].is_required()


def _takes_null(config_class: type[Config], name: str) -> bool:
    field = config_class.model_fields[name]
    return "None" in str(field.annotation) or (not field.is_required() and field.default is None)


def _repaired(content: Part, where: str, changes: ChangeList) -> RVPipelineConfig:
    """The config without the optional values that this engine refuses, which are told."""
    for _ in range(_MAX_REPAIRS):
        try:
            return RVPipelineConfig.from_dict(content, where=where)
        except ConfigError as error:
            if not _drop_one(content, error, changes):
                raise
    return RVPipelineConfig.from_dict(content, where=where)


def _drop_one(content: Part, error: ConfigError, changes: ChangeList) -> bool:
    """Drops the optional field that a problem is about, or is in; False when there is none."""
    for problem in error.problems:
        names = problem["path"].split(".") if problem["path"] else []
        for end in range(len(names), 0, -1):
            owner = _at(content, names[: end - 1])
            config_class = (
                _config_class(owner.get("type_hint")) if isinstance(owner, dict) else None
            )
            name = names[end - 1]
            if config_class is None or not isinstance(owner, dict) or name not in owner:
                continue
            field = config_class.model_fields.get(name)
            if field is None or not field.is_required():
                value = owner.pop(name)
                reason = f"{problem['message'].rstrip('.')} {problem['hint']}".strip().rstrip(".")
                changes.dropped(".".join(names[:end]), f"{reason} (it was {_shown(value)})")
                return True
    return False


def _at(value: Any, names: list[str]) -> Any:
    for name in names:
        try:
            value = value[int(name)] if isinstance(value, list) else value[name]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return value


def _items(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list):
        return [(str(index), item) for index, item in enumerate(value)]
    return []


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
