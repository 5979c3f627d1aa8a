"""Mean and spread of each band over scenes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from rv_engine.analyze.analyzer import Analyzer
from rv_engine.analyze.no_data_doubt import NoDataDoubt
from rv_engine.errors import RasterError
from rv_engine.geo import Box, sliding_windows
from rv_engine.monitor import Monitor
from rv_engine.raster.raster_stats import RasterStats
from rv_engine.scene.scene import Scene

# So few windows are read whole, whatever share was asked for: a small image has nothing to spare.
_MIN_WINDOWS = 16


class StatsAnalyzer(Analyzer):
    """Gathers statistics from windows that are drawn at random, always the same ones.

    Args:
        sample_prob: The share of windows to read; None reads all.
        chip_sz: The side of a window in pixels.
        nodata_value: A further value that counts as no data.
        output_uri: The folder to write to; None takes "stats" in the folder of ANALYZE.
    """

    def __init__(
        self,
        sample_prob: float | None,
        chip_sz: int,
        nodata_value: float | None = None,
        *,
        output_uri: str | None = None,
    ) -> None:
        self.sample_prob = sample_prob
        self.chip_sz = chip_sz
        self.nodata_value = nodata_value
        self.output_uri = output_uri

    def process(
        self, groups: Mapping[str, Sequence[Scene]], folder: Path, monitor: Monitor
    ) -> None:
        target = Path(self.output_uri) if self.output_uri else folder / "stats"
        for index, (name, scenes) in enumerate(groups.items()):
            part = monitor.part(index / len(groups), (index + 1) / len(groups))
            self.analyze(scenes, part).to_file(target / name / "stats.json")

    def analyze(self, scenes: Sequence[Scene], monitor: Monitor) -> RasterStats:
        """The statistics of the scenes' images before any transformer.

        Raises:
            RasterError: No pixel has data, or the scenes differ in their bands.
        """
        bands = {scene.raster_source.num_channels for scene in scenes}
        if len(bands) > 1:
            raise RasterError(
                f"The images of one group have different numbers of bands: {sorted(bands)}.",
                hint="Choose the same bands in all of them with channel_order.",
            )
        stats, doubt = RasterStats(), NoDataDoubt()
        todo = [(scene, window) for scene in scenes for window in self._windows(scene.extent)]
        for done, (scene, window) in enumerate(todo):
            monitor.progress(done, len(todo), "windows", "Measuring the bands")
            chip = scene.raster_source.read_raw(window)
            stats.add(chip, self.nodata_value)
            if self.nodata_value is None:
                doubt.add(chip)
        doubt.tell(monitor)
        monitor.progress(len(todo), len(todo), "windows", "Measuring the bands")
        if not stats.counts.any():
            raise RasterError(
                "No pixel of the images has data.",
                hint="Check the images and their nodata value.",
            )
        return stats

    def _windows(self, extent: Box) -> list[Box]:
        windows = sliding_windows(extent, self.chip_sz)
        count = len(windows)
        if self.sample_prob is not None:
            count = min(count, max(_MIN_WINDOWS, round(self.sample_prob * len(windows))))
        chosen = np.random.default_rng(0).choice(len(windows), count, replace=False)
        return [windows[index] for index in sorted(chosen)]
