"""Which windows are predicted in which order, so that memory stays bounded and work can resume."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rv_engine.backend.predict_options import SemanticSegmentationPredictOptions
from rv_engine.geo import Box, axis_starts

# Rows that are finished and written together.
STRIP_PX = 512
# What the merging of a block of columns may take, and how wide it is at most, so that memory does
# not grow with the width of a scene.
_MERGE_BYTES = 128 * 2**20
_MAX_BLOCK_PX = 8192


@dataclass(frozen=True)
class Block:
    """Columns of an image that are merged together, from top to bottom.

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
    extent: Box, options: SemanticSegmentationPredictOptions, bytes_per_pixel: int
) -> Iterator[Block]:
    """The blocks of an extent, from left to right.

    The cells are the same for any division into blocks; those that reach over the border of two
    blocks are predicted for both.

    Args:
        extent: The part of the image to predict.
        options: The windows.
        bytes_per_pixel: What merging holds for each pixel in the buffer.
    """
    size = options.chip_sz - 2 * options.crop_px
    rows = axis_starts(extent.ymin, extent.ymax, size, options.stride_px)
    columns = axis_starts(extent.xmin, extent.xmax, size, options.stride_px)
    buffer_px = STRIP_PX + size + options.stride_px
    wanted = min(_MERGE_BYTES // (buffer_px * bytes_per_pixel), _MAX_BLOCK_PX)
    # A border between windows costs nothing; and wide blocks cost little when windows overlap.
    stride = options.stride_px
    width = max(wanted // stride * stride, 4 * size // stride * stride, stride)
    for xmin in range(extent.xmin, extent.xmax, width):
        area = Box(extent.ymin, xmin, extent.ymax, min(xmin + width, extent.xmax))
        inside = [x for x in columns if x < area.xmax and x + size > area.xmin]
        cells = [Box.of_size(y, x, size, size) for y in rows for x in inside]
        yield Block(area, cells, buffer_px)
