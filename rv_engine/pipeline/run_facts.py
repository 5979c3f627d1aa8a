"""What the report of an evaluation tells of its run."""

from __future__ import annotations

import csv
import math
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rv_engine.config import Config
from rv_engine.config.display import is_advanced
from rv_engine.config.field_titles import title_of
from rv_engine.evaluate.report import RunFacts
from rv_engine.evaluate.report.run_facts import FactSection
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.run_state import RunState
from rv_engine.scene import SceneConfig
from rv_engine.version import __version__

_LOG = "log.csv"
_PACKAGES = ("torch", "torchvision", "rasterio", "numpy")
_IMAGE_ENDINGS = {".jpg", ".npy", ".npz", ".png", ".tif"}
_MAX_SCENES = 6
_MESSAGES = "messages.jsonl"
_TRAINING_ON = re.compile(r'"message": "Training on (.+?):')
# Also where they are as always.
_ALWAYS_TOLD = {"optimizer", "seed"}
_MAX_TEXT = 120


def run_facts(config: RVPipelineConfig) -> RunFacts:
    """The facts of a run whose TRAIN and PREDICT are done.

    Args:
        config: Updated.
    """
    backend = config.backend
    model, solver, data = (getattr(backend, name, None) for name in ("model", "solver", "data"))
    rows = _training_rows(config.folder("train") / _LOG)
    sections = [
        FactSection("Data", [*_data(config)]),
        _section("Model", [("Backend", title_of(backend.type_hint))], model or backend),
        _section("Training", [*_epochs(rows), *_device(config)], solver),
        _section("Chips", [*_chips(config)], data),
        _section("Prediction", [], config.predict_options),
        FactSection("Machine and time", [*_machine(), *_times(config.root_folder)]),
    ]
    network = dict.fromkeys([getattr(model, "title", ""), getattr(model, "backbone", "")])
    return RunFacts(
        config.root_folder.name,
        ", ".join(filter(None, [title_of(config.type_hint), *network])),
        [section for section in sections if section.facts],
        rows,
    )


def _section(title: str, facts: Sequence[tuple[str, str]], config: Config | None) -> FactSection:
    """Facts and the fields of a config; those that a newcomer leaves alone are details."""
    if config is None:
        return FactSection(title, facts)
    shown, details = dict(facts), {}
    for name, field in type(config).model_fields.items():
        text = _text(getattr(config, name))
        if not text:
            continue
        is_changed = getattr(config, name) != field.get_default(call_default_factory=True)
        if is_changed or name in _ALWAYS_TOLD or not is_advanced(field):
            shown[title_of(name)] = text
        else:
            details[title_of(name)] = text
    return FactSection(title, list(shown.items()), list(details.items()))


def _device(config: RVPipelineConfig) -> Iterator[tuple[str, str]]:
    """What the training said that it computes on."""
    path = config.root_folder / _MESSAGES
    said = ""
    if path.is_file():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                found = _TRAINING_ON.search(line)
                said = found[1] if found else said
    device = said or getattr(config.backend, "device", None)
    if device:
        yield "Device", device


def _data(config: RVPipelineConfig) -> Iterator[tuple[str, str]]:
    dataset = config.dataset
    yield "Classes", ", ".join(dataset.class_config.names)
    yield "Trained on", _scenes(dataset.train_scenes)
    if dataset.validation_scenes:
        yield "Validated on", _scenes(dataset.validation_scenes)
    if dataset.test_scenes:
        yield "Tested on", _scenes(dataset.test_scenes)
    image = dataset.train_scenes[0].open_image()
    height, width = image.extent.size
    yield (
        "First image",
        f"{width} × {height} pixels, {image.num_channels} bands, {image.source_dtype}",
    )
    grid = image.crs_transformer
    unit = "" if grid.crs is None else f" {grid.crs.linear_units}" if grid.crs.is_projected else "°"
    yield "Pixel size", f"{abs(grid.transform.a):.4g} × {abs(grid.transform.e):.4g}{unit}"
    if grid.crs is not None:
        code = grid.crs.to_epsg()
        yield "Reference system", f"EPSG:{code}" if code else grid.crs.to_string()[:_MAX_TEXT]


def _scenes(scenes: Sequence[SceneConfig]) -> str:
    told = []
    for scene in scenes[:_MAX_SCENES]:
        files = [Path(uri).name for uri in getattr(scene.raster_source, "uris", [])[:2]]
        areas = ", within areas" if scene.aoi_uris else ""
        told.append(f"{scene.id} ({', '.join(files)}{areas})" if files else scene.id)
    more = len(scenes) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")


def _chips(config: RVPipelineConfig) -> Iterator[tuple[str, str]]:
    for name, title in (("train", "To train"), ("valid", "To validate")):
        count = sum(
            path.suffix in _IMAGE_ENDINGS and "labels" not in path.parts
            for path in (config.folder("chip") / name).rglob("*")
        )
        if count:
            yield title, f"{count:,} chips".replace(",", "\u202f")
    options = config.chip_options
    sampling = None if options is None else options.sampling
    if sampling is not None and not isinstance(sampling, Mapping):
        yield "Sampling", _text(sampling)


def _epochs(rows: Sequence[Mapping[str, float]]) -> Iterator[tuple[str, str]]:
    if not rows:
        return
    yield "Epochs done", str(len(rows))
    with_quality = [row for row in rows if math.isfinite(row.get("quality", math.nan))]
    if with_quality:
        best = max(with_quality, key=lambda row: row["quality"])
        yield "Best epoch", f"{best['epoch']:.0f}"
    seconds = sum(row.get("train_time_s", 0) + row.get("valid_time_s", 0) for row in rows)
    if seconds > 0:
        yield "Time in epochs", _duration(seconds)
    speed = rows[-1].get("images_per_s")
    if speed is not None and math.isfinite(speed):
        yield "Speed", f"{speed:.3g} chips a second"


def _machine() -> Iterator[tuple[str, str]]:
    yield "RV Studio", __version__
    yield "Python", platform.python_version()
    for package in _PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue
    yield "Evaluated on", f"{platform.system()} {platform.machine()}"


def _times(root: Path) -> Iterator[tuple[str, str]]:
    for name, state in RunState.load(root).commands.items():
        if state.ended is None:
            continue
        began, ended = datetime.fromisoformat(state.started), datetime.fromisoformat(state.ended)
        yield (
            name.upper(),
            f"{_duration((ended - began).total_seconds())}, {began:%Y-%m-%d %H:%M} UTC",
        )


def _training_rows(path: Path) -> list[dict[str, float]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: float(value) for name, value in row.items() if value and name}
            for row in csv.DictReader(file)
        ]


def _text(value: Any) -> str:
    """The value of a field for people; nothing of what says nothing."""
    if value is None or value in ([], {}, ""):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Config):
        fields = {name: _text(getattr(value, name)) for name in type(value).model_fields}
        told = [f"{title_of(name).lower()} {text}" for name, text in fields.items() if text]
        text = ", ".join([title_of(value.type_hint), *told])
    elif isinstance(value, (list, tuple)):
        text = ", ".join(title_of(v.type_hint) if isinstance(v, Config) else str(v) for v in value)
    elif isinstance(value, Mapping):
        text = ", ".join(f"{name} {_text(entry)}" for name, entry in value.items())
    else:
        text = str(value)
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
