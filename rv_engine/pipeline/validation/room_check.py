"""Whether the outputs can be written, and have room."""

from __future__ import annotations

import math
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from rv_engine.pipeline.pipeline_config import COMMANDS, RVPipelineConfig
from rv_engine.pipeline.validation.chip_check import sampling_of
from rv_engine.pipeline.validation.problem_list import ProblemList
from rv_engine.pipeline.validation.scene_check import CheckedScene
from rv_engine.scene.window_sampling_config import WindowSamplingConfig, WindowSamplingMethod
from rv_engine.storage import check_writable, is_remote, local_path

# Compressed files are seldom smaller than this share of the pixels in them.
_SMALLEST_SHARE = 0.1


def check_folders(config: RVPipelineConfig, problems: ProblemList) -> None:
    """Whether the folders can be written."""
    for command in COMMANDS:
        folder = _folder(config, command)
        if folder is not None:
            problems.collect(f"{command}_uri", check_writable, folder)


def check_room(
    config: RVPipelineConfig,
    learned: Sequence[CheckedScene],
    predicted: Sequence[CheckedScene],
    problems: ProblemList,
) -> None:
    """Whether the disks have room for chips and predictions.

    How far files can be compressed is not known before: there is an error where even a tenth would
    not fit, and a warning where all of it would not.
    """
    needed = {
        "chip": sum(_chip_bytes(config, scene, problems) for scene in learned),
        "predict": sum(_prediction_bytes(config, scene) for scene in predicted),
    }
    by_disk: dict[Path, float] = defaultdict(float)
    for command, num_bytes in needed.items():
        folder = _folder(config, command)
        # What is there already takes no more room.
        if folder is not None and not folder.exists():
            by_disk[_existing(folder)] += num_bytes
    disks: dict[int, tuple[Path, float]] = {}
    for folder, num_bytes in by_disk.items():
        device = folder.stat().st_dev
        disks[device] = (folder, disks.get(device, (folder, 0.0))[1] + num_bytes)
    for folder, num_bytes in disks.values():
        _compare(folder, num_bytes, problems)


def _compare(folder: Path, num_bytes: float, problems: ProblemList) -> None:
    free = shutil.disk_usage(folder).free
    if free >= num_bytes:
        return
    tell = problems.error if free < num_bytes * _SMALLEST_SHARE else problems.warning
    tell(
        "root_uri",
        f"Chips and predictions need up to {_size(num_bytes)}, but only {_size(free)} are free in "
        f"'{folder}'.",
        "Free some space, or choose a folder on another disk.",
    )


def _size(num_bytes: float) -> str:
    for unit, unit_bytes in (("GB", 10**9), ("MB", 10**6)):
        if num_bytes >= unit_bytes:
            return f"{num_bytes / unit_bytes:.1f} {unit}"
    return f"{num_bytes / 1000:.0f} kB"


def _folder(config: RVPipelineConfig, command: str) -> Path | None:
    uri = getattr(config, f"{command}_uri")
    return None if uri is None or is_remote(uri) else local_path(uri)


def _existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _chip_bytes(config: RVPipelineConfig, scene: CheckedScene, problems: ProblemList) -> float:
    sampling = sampling_of(config, scene, problems)
    if sampling is None or scene.image is None:
        return 0.0
    pixel_bytes = scene.image.num_channels * scene.image.source_dtype.itemsize + 1
    return float(_num_windows(sampling, scene) * sampling.size**2 * pixel_bytes)


def _num_windows(sampling: WindowSamplingConfig, scene: CheckedScene) -> int:
    if scene.image is None:
        return 0
    if sampling.method is WindowSamplingMethod.random:
        return sampling.max_windows
    extent, stride = scene.image.extent, sampling.stride or sampling.size
    rows, columns = (
        max(1, math.ceil((side - sampling.size) / stride) + 1)
        for side in (extent.height, extent.width)
    )
    share = 1.0
    if scene.scene is not None and scene.scene.aoi is not None:
        inside = sum(polygon.area for polygon in scene.scene.aoi.polygons)
        share = min(1.0, inside / (extent.height * extent.width))
    return math.ceil(rows * columns * share)


def _prediction_bytes(config: RVPipelineConfig, scene: CheckedScene) -> float:
    if scene.image is None:
        return 0.0
    store = scene.config.label_store
    pixel_bytes = 1
    if getattr(store, "smooth_output", False):
        in_bytes = 1 if getattr(store, "smooth_as_uint8", False) else 4
        pixel_bytes += in_bytes * len(config.dataset.class_config)
    # The pieces and the file that is made of them lie side by side for a while.
    return 2.0 * scene.image.extent.height * scene.image.extent.width * pixel_bytes
