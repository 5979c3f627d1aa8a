"""Values that look as if they meant "no data", in images that do not say so."""

from __future__ import annotations

import numpy as np

from rv_engine.monitor import Monitor
from rv_engine.raster.raster_chip import RasterChip

# What programs write where nothing was measured.
_USUAL = (-999.0, -9999.0, -32767.0, -32768.0, -99999.0)
# Farther from 0 nothing is measured.
_ABSURD = 1e30
# Of a band that is 0 now and then nothing follows; of three at once, so often, it does.
_FEWEST_BANDS = 3
_LEAST_ZEROS = 0.05


class NoDataDoubt:
    """Looks at chips and tells at the end what is probably no measurement."""

    def __init__(self) -> None:
        self._seen: dict[float, int] = {}
        self._values = 0
        self._zeros = 0
        self._pixels = 0

    def add(self, chip: RasterChip) -> None:
        """Looks at a chip."""
        values = chip.array
        if not chip.valid.all():
            values = values[np.broadcast_to(chip.valid, values.shape)]
        if not values.size:
            return
        self._values += values.size
        for extreme in (values.min(), values.max()):
            number = float(extreme)
            if number in _USUAL or abs(number) >= _ABSURD:
                found = int((values == extreme).sum())
                self._seen[number] = self._seen.get(number, 0) + found
        if chip.array.shape[2] >= _FEWEST_BANDS:
            whole = chip.valid.all(axis=2)
            self._pixels += int(whole.sum())
            self._zeros += int((whole & (chip.array == 0).all(axis=2)).sum())

    def tell(self, monitor: Monitor) -> None:
        """Warns of what was found."""
        said = [
            f"The value {number:g} fills {100 * count / self._values:.2g} % of the images"
            for number, count in sorted(self._seen.items())
        ]
        if self._zeros > _LEAST_ZEROS * self._pixels:
            said.append(f"{100 * self._zeros / self._pixels:.2g} % of the images is 0 in all bands")
        for what in said:
            monitor.log(
                f"{what}, which looks like no data, but the images do not say so, and it is learnt "
                "as what was measured. Give them their no-data value (in QGIS: Raster > "
                "Conversion > Translate).",
                level="warning",
            )
