"""Reads what a model bundle says of itself. Nothing in it is run, and little is unpacked.

A bundle may come from anybody: sizes are bounded, and what is of another form than expected counts
as not there. What the parts mean is written in `rv_engine/pipeline/bundle.py`.
"""

from __future__ import annotations

import json
import math
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Optional

from ...rv_engine.errors import BundleError
from ..layers.classes import MapClass
from ..places import PLUGIN_ROOT
from ..translation import tr

_MANIFEST = "bundle.json"
_EVALUATION = "eval.json"
_PREVIEW = "preview.png"
_READABLE_VERSIONS = (1, 2)
_ENDINGS = {".json", ".safetensors", ".onnx", ".txt", ".png", ".md"}
_MOST_ENTRIES = 1000
_MOST_JSON_BYTES = 32 * 2**20
_MOST_PREVIEW_BYTES = 4 * 2**20
_MOST_CLASSES = 255
_NO_COLOUR = "#808080"
# All that zipfile raises for a file that was cut off, changed or encrypted.
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class BundleInfo:
    """What a bundle says of itself.

    Attributes:
        path: The zip.
        size_bytes: Of the zip.
        task: "semantic_segmentation", "chip_classification", "object_detection", or a plugin's.
        created: When, in UTC, as "2026-11-21T14:09:16+00:00".
        engine_version: The version of RV Studio that made it.
        classes: What the model knows; a class's id is the value of its pixels in a prediction.
        num_channels: The number of bands that it needs.
        bands: The bands of the training images that these were, counted from 1; empty for all of
            them in their order.
        dtype: The data type of the training images, such as "uint8".
        rescales: Whether it brings images to its own scale, so that another data type will do.
        pixel_size: Width and height of a pixel of the training images, in units of `crs`.
        crs: That of the training images as WKT, "" when they had none.
        chip_size_px: The side of the windows that it looks at; 0 when it is not said.
        model: The kind of model, such as "unet".
        encoder: What the model sees with, such as "resnet34".
        scenes: The names of the training scenes.
        licence: "" when none was given.
        score_name, score: The average that says best how good it is: the name of the metric, and
            its value; None where nothing was evaluated.
        class_f1: The name and the F1 of each class that was evaluated.
        footprint: Outer rings of where it was trained, as (longitude, latitude).
        has_evaluation: Whether scores can be looked at.
        has_preview: Whether there is a picture.
        foreign_parts: Names of parts that neither RV Studio nor this bundle brings: a plugin has to.
        refused: Names of files in it that no bundle has, such as program code.
    """

    path: Path
    size_bytes: int
    task: str
    created: str = ""
    engine_version: str = ""
    classes: tuple[MapClass, ...] = ()
    num_channels: int = 0
    bands: tuple[int, ...] = ()
    dtype: str = ""
    rescales: bool = False
    pixel_size: Optional[tuple[float, float]] = None
    crs: str = ""
    chip_size_px: int = 0
    model: str = ""
    encoder: str = ""
    scenes: tuple[str, ...] = ()
    licence: str = ""
    score_name: str = ""
    score: Optional[float] = None
    class_f1: tuple[tuple[str, float], ...] = ()
    footprint: tuple[Ring, ...] = field(default=(), repr=False)
    has_evaluation: bool = False
    has_preview: bool = False
    foreign_parts: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def read_bundle(path: Path) -> BundleInfo:
    """What is in a bundle. It reads from the disk: call it in the background.

    Raises:
        BundleError: It is no bundle, damaged, or newer than this plugin.
    """
    with _opened(path) as zip_file:
        names = [entry.filename for entry in zip_file.infolist() if not entry.is_dir()]
        if len(names) > _MOST_ENTRIES:
            raise BundleError(
                tr("The bundle '{path}' is larger than any real one.").format(path=path),
                hint=tr("Do not use it unless you know where it comes from."),
                where=str(path),
            )
        content = _json(zip_file, _MANIFEST)
    if (content is None and "learner-config.json" in names) or "pipeline-config.json" in names:
        raise _of_raster_vision(path)
    if content is None or content.get("type_hint") != "bundle":
        raise _no_bundle(path)
    version = content.get("bundle_version")
    if version not in _READABLE_VERSIONS:
        raise BundleError(
            tr("'{path}' has bundle version {version}, but this plugin knows {known}.").format(
                path=path, version=version, known=_READABLE_VERSIONS[-1]
            ),
            hint=tr("Update RV Studio."),
            where=str(path),
        )
    return _info(path, content, names)


def read_preview(path: Path) -> bytes:
    """The picture in a bundle, a PNG; empty when it has none that can be shown."""
    try:
        with _opened(path) as zip_file:
            return _read(zip_file, _PREVIEW, _MOST_PREVIEW_BYTES) or b""
    except BundleError:
        return b""


def unpack_evaluation(path: Path, folder: Path) -> Path:
    """Writes the `eval.json` of a bundle into an existing folder, and answers its path.

    Raises:
        BundleError: The bundle has none.
    """
    with _opened(path) as zip_file:
        content = _read(zip_file, _EVALUATION, _MOST_JSON_BYTES)
    if content is None:
        raise BundleError(
            tr("The bundle '{path}' holds no evaluation.").format(path=path),
            hint=tr("It was trained without validation data."),
            where=str(path),
        )
    target = folder / _EVALUATION
    target.write_bytes(content)
    return target


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip; whatever goes wrong with it is a `BundleError`."""
    try:
        with zipfile.ZipFile(path) as zip_file:
            yield zip_file
    except BundleError:
        raise
    except FileNotFoundError as error:
        raise BundleError(
            tr("The bundle '{path}' does not exist.").format(path=path),
            hint=tr("Check the path."),
            where=str(path),
        ) from error
    except (OSError, *_DAMAGES) as error:
        raise _no_bundle(path) from error


def _no_bundle(path: Path) -> BundleError:
    return BundleError(
        tr("'{path}' is no model bundle of RV Studio, or it is damaged.").format(path=path),
        hint=tr("Choose a model-bundle.zip that a training has made, or download it again."),
        where=str(path),
    )


def _of_raster_vision(path: Path) -> BundleError:
    return BundleError(
        tr(
            "'{name}' is a model bundle of Raster Vision. Its weights can hold program code, so "
            "RV Studio does not open it."
        ).format(name=path.name),
        hint=tr("Convert its config with 'Convert Raster Vision config', and train again."),
        where=str(path),
    )


def _read(zip_file: zipfile.ZipFile, name: str, most_bytes: int) -> Optional[bytes]:
    """A file of the zip; None when it is not there or larger than it may be."""
    try:
        entry = zip_file.getinfo(name)
    except KeyError:
        return None
    if entry.file_size > most_bytes:
        return None
    with zip_file.open(entry) as file:
        content = file.read(most_bytes + 1)
    return content if len(content) <= most_bytes else None


def _json(zip_file: zipfile.ZipFile, name: str) -> Optional[dict[str, Any]]:
    content = _read(zip_file, name, _MOST_JSON_BYTES)
    if content is None:
        return None
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _info(path: Path, content: Mapping[str, Any], names: list[str]) -> BundleInfo:
    source = _mapping(content.get("raster_source"))
    order = source.get("channel_order")
    whole = isinstance(order, list) and all(_is_whole(band) and band >= 0 for band in order)
    model = _mapping(_mapping(content.get("backend")).get("model"))
    score_name, score = _score(content.get("metrics"))
    chip_size = _mapping(content.get("predict_options")).get("chip_sz")
    channels = content.get("num_channels")
    scenes = content.get("scenes")
    return BundleInfo(
        path=path,
        size_bytes=path.stat().st_size,
        task=_text(content.get("task")),
        created=_text(content.get("created")),
        engine_version=_text(content.get("engine_version")),
        classes=_classes(_mapping(content.get("class_config"))),
        num_channels=channels if _is_whole(channels) else 0,
        bands=tuple(band + 1 for band in order) if whole else (),
        dtype=_text(content.get("dtype")),
        rescales=_has_transformer(source, "stats_transformer"),
        pixel_size=_pixel_size(content.get("pixel_size")),
        crs=_text(content.get("crs"), 20_000),
        chip_size_px=chip_size if _is_whole(chip_size) else 0,
        model=_text(model.get("architecture")) or _text(model.get("type_hint")),
        encoder=_text(model.get("encoder")) or _text(model.get("backbone")),
        scenes=tuple(_text(scene) for scene in scenes) if isinstance(scenes, list) else (),
        licence=_text(content.get("licence"), 2000),
        score_name=score_name,
        score=score,
        class_f1=_class_f1(content.get("metrics")),
        footprint=_rings(_mapping(content.get("footprint"))),
        has_evaluation=_EVALUATION in names,
        has_preview=_PREVIEW in names,
        foreign_parts=tuple(sorted(set(_type_hints(content)) - _known_parts() - {"bundle"})),
        refused=tuple(name for name in names if not _is_expected(name)),
    )


def _classes(content: Mapping[str, Any]) -> tuple[MapClass, ...]:
    names, colours = content.get("names"), content.get("colors")
    if not isinstance(names, list):
        return ()
    if not isinstance(colours, list) or len(colours) != len(names):
        colours = [_NO_COLOUR] * len(names)
    return tuple(
        MapClass(index, _text(name), _text(colour) or _NO_COLOUR, name == content.get("null_class"))
        for index, (name, colour) in enumerate(zip(names[:_MOST_CLASSES], colours))
    )


def _score(metrics: object) -> tuple[str, Optional[float]]:
    """The score of the average that people of the task look at first."""
    items = metrics if isinstance(metrics, list) else []
    averages = [
        item for item in items if isinstance(item, dict) and item.get("class_name") == "average"
    ]
    for item in averages[:1]:
        values = {**item, **_mapping(item.get("metrics"))}
        for name in ("mAP50", "mean_iou", "f1"):
            value = values.get(name)
            if isinstance(value, (int, float)) and math.isfinite(value):
                return name, float(value)
    return "", None


def _class_f1(metrics: object) -> tuple[tuple[str, float], ...]:
    items = metrics if isinstance(metrics, list) else []
    scores = []
    for item in items[:_MOST_CLASSES]:
        if isinstance(item, dict) and "class_id" in item:
            value = _mapping(item.get("metrics")).get("f1")
            if isinstance(value, (int, float)) and math.isfinite(value):
                scores.append((_text(item.get("class_name")), float(value)))
    return tuple(scores)


def _rings(footprint: Mapping[str, Any]) -> tuple[Ring, ...]:
    """The outer rings of a GeoJSON MultiPolygon."""
    polygons = footprint.get("coordinates")
    if footprint.get("type") != "MultiPolygon" or not isinstance(polygons, list):
        return ()
    rings = []
    for polygon in polygons[:_MOST_ENTRIES]:
        try:
            ring = tuple((float(x), float(y)) for x, y in polygon[0])
        except (TypeError, ValueError, IndexError, KeyError):
            continue
        if len(ring) > 3 and all(abs(x) <= 360 and abs(y) <= 90 for x, y in ring):
            rings.append(ring)
    return tuple(rings)


def _has_transformer(source: Mapping[str, Any], type_hint: str) -> bool:
    transformers = source.get("transformers")
    return isinstance(transformers, list) and any(
        _mapping(transformer).get("type_hint") == type_hint for transformer in transformers
    )


def _pixel_size(value: object) -> Optional[tuple[float, float]]:
    if not isinstance(value, list) or len(value) != 2:
        return None
    if not all(isinstance(side, (int, float)) and math.isfinite(side) for side in value):
        return None
    return float(value[0]), float(value[1])


def _type_hints(value: object) -> Iterator[str]:
    """The names of all parts of a config."""
    # A stack: what a stranger nests is not followed by recursion.
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if isinstance(item.get("type_hint"), str):
                yield item["type_hint"][:200]
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


@lru_cache(maxsize=1)
def _known_parts() -> frozenset[str]:
    """The names of the parts that come with RV Studio."""
    path = PLUGIN_ROOT / "resources" / "config-schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    return frozenset(schema["$defs"]["configs"])


def _is_expected(name: str) -> bool:
    path = PurePosixPath(name)
    is_outside = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name
    return not is_outside and path.suffix in _ENDINGS


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: object, most_letters: int = 200) -> str:
    return value[:most_letters] if isinstance(value, str) else ""
