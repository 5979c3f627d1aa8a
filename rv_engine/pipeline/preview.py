"""A look at what a config does before it is run: its chips, their number, room and time.

The chips are cut by the code that CHIP uses, from a few windows spread over all of them, into a
folder that is removed again; what they show, and how much room they take, is told of all.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from rv_engine.analyze.stats_analyzer import StatsAnalyzer
from rv_engine.errors import ConfigError
from rv_engine.geo import CRSTransformer
from rv_engine.monitor import Monitor
from rv_engine.pipeline.chip_windows import (
    SceneWindows,
    chip_windows,
    spread,
    write_chip_windows,
)
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.raster import StatsTransformerConfig
from rv_engine.scene.scene import Scene
from rv_engine.types import Array

# Windows that are cut to see what chips are like.
EXAMINED = 32
# Windows that are told as polygons; more of them cover a map anyway.
SHOWN = 2000
_STATS_CHIP_PX = 256


@dataclass
class SplitPreview:
    """What there is to say of the chips for training, or for validation.

    Attributes:
        windows: How many windows there are.
        examined: How many of them were cut.
        kept: How many of those hold image and labels, and so become chips.
        class_counts: (num_classes,) what the task counts of each class in them.
    """

    windows: int
    examined: int
    kept: int
    class_counts: Array

    @property
    def chips(self) -> int:
        """About how many chips there will be."""
        return round(self.windows * self.kept / max(1, self.examined))


@dataclass
class ChipPreview:
    """What there is to say of the chips of a config.

    Attributes:
        config: Updated; its chips lie in the folder.
        folder: Where the examined chips lie.
        splits: By name, "train" and "valid".
        windows: Of all scenes.
        bytes_per_chip: On the disk, on average.
        s_per_window: What cutting takes, on average.
    """

    config: RVPipelineConfig
    folder: Path
    windows: list[SceneWindows]
    splits: dict[str, SplitPreview] = field(default_factory=dict)
    bytes_per_chip: float = 0.0
    s_per_window: float = 0.0

    @property
    def cut_s(self) -> float:
        """About how long cutting all chips takes."""
        windows = sum(split.windows for split in self.splits.values())
        return 0.0 if self._reads_scenes else windows * self.s_per_window

    @property
    def disk_bytes(self) -> int:
        """About how much room the chips take."""
        chips = sum(split.chips for split in self.splits.values())
        return 0 if self._reads_scenes else round(chips * self.bytes_per_chip)

    @property
    def _reads_scenes(self) -> bool:
        config = self.config
        return bool(config.backend.build(config.dataset.class_config).reads_scenes)

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        names = self.config.dataset.class_config.names
        return {
            "chip_size_px": self.chip_size_px,
            "disk_bytes": self.disk_bytes,
            "splits": {
                name: {
                    "windows": split.windows,
                    "examined": split.examined,
                    "chips": split.chips,
                    "class_counts": dict(zip(names, split.class_counts.tolist(), strict=True)),
                }
                for name, split in self.splits.items()
            },
        }

    @property
    def chip_size_px(self) -> int:
        """The side of a chip."""
        options = self.config.chip_options
        if options is None:
            raise ConfigError("chip_options is not set.", hint="Call update() on the config.")
        return options.sampling_of(self.windows[0].scene.id).size


def preview_chips(
    config: RVPipelineConfig, folder: Path, monitor: Monitor, examined: int = EXAMINED
) -> ChipPreview:
    """Cuts some chips and tells from them about all.

    Args:
        config: Updated; a copy of it is used.
        folder: An empty folder for the chips; the caller removes it.
        monitor: Told of progress.
        examined: How many windows of each split are cut at most.

    Raises:
        LabelError: No window fits into the areas of interest.
        RasterError, VectorError: An image or the labels cannot be read.
    """
    config = config.model_copy(deep=True)
    _measure_bands(config, folder / "stats", monitor.part(0, 0.3))
    chips = folder / "chips"
    preview = ChipPreview(config, chips, chip_windows(config, chips, monitor.part(0.3, 0.5)))
    writer = config.backend.build(config.dataset.class_config).chip_writer(
        chips, config.chip_options
    )
    cutting = monitor.part(0.5, 1)
    kept, begun_s = 0, time.perf_counter()
    for split in dict.fromkeys(one.split for one in preview.windows):
        found = [one for one in preview.windows if one.split == split]
        total = sum(len(one.windows) for one in found)
        result = SplitPreview(total, 0, 0, np.zeros(len(config.dataset.class_config), np.int64))
        for one in found:
            some = spread(one.windows, examined * len(one.windows) // max(1, total) or 1)
            count = writer.write_windows(split, one.scene, some, cutting)
            result.examined += len(some)
            result.kept += count.chips
            result.class_counts = result.class_counts + count.class_counts
        if result.kept:
            writer.finish(split)
        kept += result.kept
        preview.splits[split] = result
    examined_in_all = sum(split.examined for split in preview.splits.values())
    preview.s_per_window = (time.perf_counter() - begun_s) / max(1, examined_in_all)
    num_bytes = sum(path.stat().st_size for path in chips.rglob("*") if path.is_file())
    preview.bytes_per_chip = num_bytes / max(1, kept)
    return preview


def windows_on_map(found: Sequence[SceneWindows], shown: int = SHOWN) -> dict[str, Any]:
    """Windows as rings of map coordinates, in the CRS of the first scene, as JSON values.

    Args:
        found: At least one.
        shown: How many at most; they are spread over all.
    """
    grid: CRSTransformer = found[0].grid
    total = sum(len(one.windows) for one in found)
    rings: dict[str, list[list[list[float]]]] = {}
    for one in found:
        polygons = grid.pixel_to_map(one.polygons_on(grid))
        some = spread(list(polygons), max(1, shown * len(polygons) // max(1, total)))
        rings.setdefault(one.split, []).extend(
            shapely.get_coordinates(polygon).tolist() for polygon in some
        )
    return {
        "crs": "" if grid.crs is None else grid.crs.to_wkt(),
        "total": total,
        "shown": sum(map(len, rings.values())),
        "rings": rings,
    }


def write_windows(found: list[SceneWindows], target: Path) -> str:
    """Writes all windows into a GeoPackage, and returns its path."""
    write_chip_windows(found, target)
    return str(target)


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for the chips of a preview, which goes away when it is closed."""
    return tempfile.TemporaryDirectory(prefix="rv-preview-")


def _measure_bands(config: RVPipelineConfig, folder: Path, monitor: Monitor) -> None:
    """Roughly measures what ANALYZE has not measured yet, and tells the config where it is."""
    for name, scenes in config.dataset.groups().items():
        missing = [
            transformer
            for scene in scenes
            for transformer in scene.raster_source.all_transformers()
            if isinstance(transformer, StatsTransformerConfig)
            and (transformer.stats_uri is None or not Path(transformer.stats_uri).exists())
        ]
        if not missing:
            continue
        bare = [Scene(s.id, s.open_image(), config.dataset.class_config) for s in scenes]
        path = folder / f"{name}.json"
        # A share of nothing takes the fewest windows that are measured.
        StatsAnalyzer(0.0, _STATS_CHIP_PX).analyze(bare, monitor).to_file(path)
        for transformer in missing:
            transformer.stats_uri = str(path)
