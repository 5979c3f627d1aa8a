"""Which windows are predicted in which order, so that memory stays bounded and work can resume."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rv_engine.backend.predict_options import SemanticSegmentationPredictOptions
from rv_engine.geo import Box, axis_starts

# Rows that are finished and written together.
STRIP_PX = 512
# What the merging of a block of columns may take, so that memory does not grow with the width of a
# tile.
_MERGE_BYTES = 128 * 2**20


@dataclass(frozen=True)
class Block:
    """Columns of a tile that are merged together, from top to bottom.

    Attributes:
        area: The part of the image that the block makes; its upper rows may be done already.
        cells: What to predict, row by row: windows without the crop at their sides.
        buffer_px: Rows that the merger has to hold.
    """

    area: Box
    cells: list[Box]
    buffer_px: int

    def strips(self) -> list[Box]:
        """The pieces that are written."""
        return [
            Box(y, self.area.xmin, min(y + STRIP_PX, self.area.ymax), self.area.xmax)
            for y in range(self.area.ymin, self.area.ymax, STRIP_PX)
        ]

    def after(self, strip_count: int) -> Block:
        """What is left when the first strips are done."""
        ymin = self.area.ymin + strip_count * STRIP_PX
        area = Box(ymin, self.area.xmin, self.area.ymax, self.area.xmax)
        cells = [cell for cell in self.cells if cell.ymax > ymin]
        return Block(area, cells, self.buffer_px)


def plan_blocks(
    extent: Box,
    tile: Box,
    options: SemanticSegmentationPredictOptions,
    bytes_per_pixel: int,
) -> Iterator[Block]:
    """The blocks of a tile, from left to right.

    The cells are the same for any division into tiles and blocks; those that reach over the border
    of two are predicted for both.

    Args:
        extent: The part of the image to predict.
        tile: The part of it to plan.
        options: The windows.
        bytes_per_pixel: What merging holds for each pixel in the buffer.
    """
    size = options.chip_sz - 2 * options.crop_px
    stride = options.stride_px
    rows = axis_starts(extent.ymin, extent.ymax, size, stride)
    columns = axis_starts(extent.xmin, extent.xmax, size, stride)
    buffer_px = STRIP_PX + size + stride
    wanted = _MERGE_BYTES // (buffer_px * bytes_per_pixel)
    # A border between windows costs nothing; and wide blocks cost little when windows overlap.
    width = max(wanted // stride * stride, 4 * size // stride * stride, stride)
    down = [y for y in rows if y < tile.ymax and y + size > tile.ymin]
    for xmin in range(tile.xmin, tile.xmax, width):
        area = Box(tile.ymin, xmin, tile.ymax, min(xmin + width, tile.xmax))
        across = [x for x in columns if x < area.xmax and x + size > area.xmin]
        cells = [Box.of_size(y, x, size, size) for y in down for x in across]
        yield Block(area, cells, buffer_px)
