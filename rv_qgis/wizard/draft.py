"""What somebody has chosen in the wizard so far: plain values that know no Qt and no QGIS."""

from __future__ import annotations

import copy
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Optional

from ...rv_engine.errors import ConfigError, OutputError

SEGMENTATION = "semantic_segmentation"
CLASSIFICATION = "chip_classification"
DETECTION = "object_detection"
TASKS = (SEGMENTATION, CLASSIFICATION, DETECTION)

SPLIT, TRAIN, VALIDATION = "split", "train", "validation"
ROLES = (SPLIT, TRAIN, VALIDATION)

VECTOR, RASTER = "vector", "raster"

QUICK, BALANCED, THOROUGH = "quick", "balanced", "thorough"
PRESETS = (QUICK, BALANCED, THOROUGH)

SIDES = ("east", "west", "north", "south", "blocks")

VERSION = 1
_KIND = "rv-studio-draft"


@dataclass
class ImageChoice:
    """An image to learn from.

    Attributes:
        path: The file. "" while only the layer is known, whose file is made before the run.
        name: What the user calls it.
        bands: The bands to use, in this order, counted from 1; None for all.
        role: "split" learns on one part of it and validates on the other, "train" and "validation"
            use it for one of them.
        layer_id: The layer of the QGIS project that it was taken from, or "".
    """

    path: str = ""
    name: str = ""
    bands: Optional[list[int]] = None
    role: str = SPLIT
    layer_id: str = ""


@dataclass
class LabelChoice:
    """The labels.

    Attributes:
        kind: "vector" or "raster".
        path: The file; see `ImageChoice.path`.
        layer: The layer in a vector file; None for the first.
        class_field: The field with the class of each feature; None makes all features one class.
        layer_id: The layer of the QGIS project, or "".
        name: What the user calls it.
    """

    kind: str = VECTOR
    path: str = ""
    layer: Optional[str] = None
    class_field: Optional[str] = None
    layer_id: str = ""
    name: str = ""


@dataclass
class DraftClass:
    """A class, in the order of the list.

    Attributes:
        name: Its name.
        colour: "#rrggbb".
        values: The values of the class field as texts, or of the pixels of a label raster, that
            mean it; several when classes were merged.
        is_null: Whether it stands for what is none of the others.
        is_ignored: Whether nothing is learnt or counted where it is.
        count: How many features or pixels it has; None when nobody has counted.
    """

    name: str
    colour: str = "#808080"
    values: list[str] = field(default_factory=list)
    is_null: bool = False
    is_ignored: bool = False
    count: Optional[int] = None


@dataclass
class AreaChoice:
    """Where labels are complete, and which part is kept for validation.

    Attributes:
        path: A vector file with polygons that limit training and validation; None for everything.
        layer_id: The layer of the QGIS project that it was taken from, or "".
        drawn: Rings that were drawn on the map, as lists of (x, y) in `drawn_crs`.
        drawn_crs: The reference system of what was drawn, as WKT.
        validation_path: Polygons to validate on, instead of a side.
        validation_layer_id: Its layer, or "".
        validate_on: The side of each split image that is kept for validation, or "blocks": parts
            that are spread over it.
        validation_fraction: How much of it that is, 0 to 1.
    """

    path: Optional[str] = None
    layer_id: str = ""
    drawn: list[list[list[float]]] = field(default_factory=list)
    drawn_crs: str = ""
    validation_path: Optional[str] = None
    validation_layer_id: str = ""
    validate_on: str = "east"
    validation_fraction: float = 0.25


@dataclass
class ChipChoice:
    """The square pieces that the images are cut into; None leaves it to the engine.

    Attributes:
        size_px: Their side, in pixels of the image.
        stride_px: From one to the next.
        resolution_m: The side of a pixel as the model shall see it, in metres; None for the
            image's own.
    """

    size_px: Optional[int] = None
    stride_px: Optional[int] = None
    resolution_m: Optional[float] = None


@dataclass
class Draft:
    """Everything that the pages of the wizard read and write.

    Attributes:
        task: One of `TASKS`.
        preset: One of `PRESETS`.
        device: "" lets the engine choose; "cpu", "cuda:0", "mps".
        options: A merge patch (RFC 7396) over the config that the engine proposes, for example
            {"backend": {"solver": {"lr": 1e-3}}}; {"$value": null} sets null.
        base_config: A config that was opened; what the wizard cannot show of it is kept.
        opened: The choices as they were read from `base_config`: only what differs from them
            changes the config.
        run_folder: Where the run goes; "" until the wizard has proposed one.
    """

    task: str = SEGMENTATION
    images: list[ImageChoice] = field(default_factory=list)
    labels: LabelChoice = field(default_factory=LabelChoice)
    classes: list[DraftClass] = field(default_factory=list)
    areas: AreaChoice = field(default_factory=AreaChoice)
    chips: ChipChoice = field(default_factory=ChipChoice)
    preset: str = BALANCED
    device: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    base_config: Optional[dict[str, Any]] = None
    opened: Optional[dict[str, Any]] = None
    run_folder: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The draft as JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Draft:
        """The draft in JSON values; what it does not say gets its default.

        Raises:
            ConfigError: They are none of a draft.
        """
        try:
            return _draft(values)
        except (TypeError, AttributeError, ValueError) as error:
            raise ConfigError(
                f"The draft is damaged: {error}.", hint="Begin a new one in the wizard."
            ) from error

    def save(self, path: Path) -> None:
        """Writes the draft to a file, or nothing.

        Raises:
            OutputError: It cannot be written.
        """
        content = {"kind": _KIND, "version": VERSION, "draft": self.to_dict()}
        partial = path.with_name(path.name + ".partial")
        try:
            partial.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
            partial.replace(path)
        except OSError as error:
            raise OutputError(
                f"'{path}' cannot be written: {error.strerror}.",
                hint="Choose a folder that you may write to.",
                where=str(path),
            ) from error

    @classmethod
    def load(cls, path: Path) -> Draft:
        """The draft in a file.

        Raises:
            ConfigError: It cannot be read, is no draft, or is newer than this plugin.
        """
        content = read_json_object(path)
        if content.get("kind") != _KIND:
            raise ConfigError(
                f"'{path.name}' is no draft of the wizard.",
                hint="Choose a file that 'Save Draft' wrote.",
                where=str(path),
            )
        if not isinstance(content.get("version"), int) or content["version"] > VERSION:
            raise ConfigError(
                f"'{path.name}' was written by a newer RV Studio.",
                hint="Update RV Studio.",
                where=str(path),
            )
        return cls.from_dict(content.get("draft") or {})

    def to_request(self) -> dict[str, Any]:
        """What `rv new --draft` reads: see `rv_engine.pipeline.draft`."""
        values = copy.deepcopy(self.to_dict())
        for key in ("opened", "base_config"):
            values.pop(key)
        return {"kind": _KIND, "version": VERSION, "draft": values}

    def take_over(self, other: Draft) -> None:
        """Becomes equal to another draft, so that the pages that hold this one see it."""
        for item in fields(self):
            setattr(self, item.name, copy.deepcopy(getattr(other, item.name)))


def is_draft_file(path: Path) -> bool:
    """Whether a file is a draft, and no config.

    Raises:
        ConfigError: It cannot be read, or is no JSON.
    """
    return read_json_object(path).get("kind") == _KIND


def read_json_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file.

    Raises:
        ConfigError: It cannot be read, or is none.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"'{path}' cannot be read: {error.strerror}.", where=str(path)) from error
    except ValueError as error:
        raise ConfigError(f"'{path.name}' is no JSON file.", where=str(path)) from error
    if not isinstance(content, dict):
        raise ConfigError(f"'{path.name}' holds no JSON object.", where=str(path))
    return content


def _draft(values: dict[str, Any]) -> Draft:
    known = _known(Draft, values)
    task, preset = known.get("task", SEGMENTATION), known.get("preset", BALANCED)
    if task not in TASKS:
        raise ValueError(f"the task {task!r} is none of {', '.join(TASKS)}")
    if preset not in PRESETS:
        raise ValueError(f"the preset {preset!r} is none of {', '.join(PRESETS)}")
    known["images"] = [ImageChoice(**_known(ImageChoice, one)) for one in known.get("images", ())]
    known["classes"] = [DraftClass(**_known(DraftClass, one)) for one in known.get("classes", ())]
    for name, kind in (("labels", LabelChoice), ("areas", AreaChoice), ("chips", ChipChoice)):
        known[name] = kind(**_known(kind, known.get(name) or {}))
    return Draft(**known)


def _known(kind: Any, values: dict[str, Any]) -> dict[str, Any]:
    names = {item.name for item in fields(kind)}
    return {name: copy.deepcopy(value) for name, value in values.items() if name in names}
