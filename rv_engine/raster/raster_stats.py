"""Mean and standard deviation of each band."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rv_engine.config.json_file import read_json_object, to_json
from rv_engine.errors import RasterError
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.storage import write_text
from rv_engine.types import FloatArray


@dataclass
class RasterStats:
    """Mean and variance of each band, gathered chip by chip.

    Partial results are joined as in Chan, Golub and LeVeque (1979), "Updating Formulae and a
    Pairwise Algorithm for Computing Sample Variances", equation 2.1.

    Attributes:
        counts: Valid pixels of each band.
        means: Mean of each band.
        squares: Sum of squared differences from the mean, of each band.
    """

    counts: FloatArray = field(default_factory=lambda: np.zeros(0))
    means: FloatArray = field(default_factory=lambda: np.zeros(0))
    squares: FloatArray = field(default_factory=lambda: np.zeros(0))

    @property
    def stds(self) -> FloatArray:
        """Sample standard deviation of each band; 0 where there are fewer than two pixels."""
        stds: FloatArray = np.sqrt(self.squares / np.maximum(self.counts - 1, 1))
        return stds

    def add(self, chip: RasterChip, nodata_value: float | None = None) -> None:
        """Takes in the valid pixels of a chip.

        Args:
            chip: The chip.
            nodata_value: A further value that counts as no value.
        """
        pixels = chip.array.reshape(-1, chip.array.shape[2]).astype(np.float64)
        valid = np.broadcast_to(chip.valid, chip.array.shape).reshape(pixels.shape)
        if nodata_value is not None:
            valid = valid & (pixels != nodata_value)
        counts = valid.sum(axis=0).astype(np.float64)
        means = np.where(valid, pixels, 0).sum(axis=0) / np.maximum(counts, 1)
        squares = np.where(valid, (pixels - means) ** 2, 0).sum(axis=0)
        self._join(counts, means, squares)

    def _join(self, counts: FloatArray, means: FloatArray, squares: FloatArray) -> None:
        if self.counts.size == 0:
            self.counts, self.means, self.squares = counts, means, squares
            return
        total = self.counts + counts
        share = counts / np.maximum(total, 1)
        delta = means - self.means
        self.means = self.means + delta * share
        self.squares = self.squares + squares + delta**2 * self.counts * share
        self.counts = total

    def to_file(self, path: Path) -> None:
        """Writes the statistics as JSON, in Raster Vision's layout."""
        content = {
            "means": self.means.tolist(),
            "stds": self.stds.tolist(),
            "counts": [int(count) for count in self.counts],
        }
        write_text(path, to_json(content))

    @classmethod
    def from_file(cls, path: Path | str) -> RasterStats:
        """Reads statistics from a path or a URI.

        Raises:
            RasterError: The file is missing or holds no statistics.
        """
        content = read_json_object(
            path, "file of band statistics", error=RasterError, hint="Run ANALYZE first."
        )
        try:
            stds = np.asarray(content["stds"], float)
            means = np.asarray(content["means"], float)
            counts = np.asarray(content.get("counts", [2] * len(means)), float)
            if not (means.shape == stds.shape == counts.shape and means.ndim == 1):
                raise ValueError("means, stds and counts are not of the same bands")
            if not np.isfinite([means, stds, counts]).all():
                raise ValueError("some of them are no numbers")
        except (ValueError, KeyError, TypeError) as error:
            raise RasterError(
                f"'{path}' holds no band statistics: {error}.",
                hint="Run ANALYZE again.",
                where=str(path),
            ) from error
        return cls(counts, means, stds**2 * np.maximum(counts - 1, 1))
