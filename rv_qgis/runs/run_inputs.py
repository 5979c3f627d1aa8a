"""The images and labels that a run was made from, read from its config."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..engine.run_folder import CONFIG_NAME

_PREDICTED = ("validation_scenes", "test_scenes")


@dataclass(frozen=True)
class RunInputs:
    """Files that are there, each once.

    Attributes:
        images: Of the scenes that were predicted.
        vector_labels: Path, and the name of the layer in it or "".
        raster_labels: Rasters of classes.
    """

    images: tuple[Path, ...] = ()
    vector_labels: tuple[tuple[Path, str], ...] = ()
    raster_labels: tuple[Path, ...] = ()


def read_inputs(folder: Path) -> RunInputs:
    """What the config in a run folder names; nothing when it cannot be read."""
    try:
        config = json.loads((folder / CONFIG_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return RunInputs()
    dataset = _mapping(_mapping(config).get("dataset"))
    images: list[Path] = []
    vectors: list[tuple[Path, str]] = []
    rasters: list[Path] = []
    for key in _PREDICTED:
        scenes = dataset.get(key)
        for scene in scenes if isinstance(scenes, list) else ():
            images += _paths(_mapping(scene).get("raster_source"), folder)
            labels = _mapping(_mapping(scene).get("label_source"))
            for source in _with_uris(labels):
                found = _paths(source, folder)
                if "vector" in str(source.get("type_hint")):
                    vectors += [(path, str(source.get("layer") or "")) for path in found]
                else:
                    rasters += found
    return RunInputs(*(tuple(dict.fromkeys(files)) for files in (images, vectors, rasters)))


def _with_uris(value: Any) -> Iterator[Mapping[str, Any]]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if "uris" in item:
                yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _paths(source: Any, folder: Path) -> list[Path]:
    uris = _mapping(source).get("uris")
    texts = [uris] if isinstance(uris, str) else uris if isinstance(uris, list) else []
    paths = [folder / str(text) for text in texts]
    return [path for path in paths if path.is_file()]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
