"""A scene of any size is evaluated in the memory of a small one."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.semantic_segmentation_evaluator import SemanticSegmentationEvaluator
from rv_engine.geo import Box
from rv_engine.labels.semantic_segmentation_label_source import SemanticSegmentationLabelSource
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene.scene import Scene
from tests.engine.rasters import write_raster

CLASSES = ClassConfig(names=["land", "water", "null"])
SIDE = 2048


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("large")
    rng = np.random.default_rng(0)
    made = {}
    for name in ("image", "labels", "predicted"):
        small = rng.integers(0 if name != "image" else 1, 3, (SIDE // 16, SIDE // 16))
        pixels = small.astype("uint8").repeat(16, 0).repeat(16, 1)
        made[name] = Path(
            write_raster(folder / f"{name}.tif", pixels, tiled=True, compress="deflate")
        )
    return made


def peak_bytes(files: dict[str, Path], box: Box, folder: Path) -> int:
    """The most that is allocated at a time while a part of the image is evaluated."""
    image = RasterioSource(str(files["image"]), bbox=box)
    truth = RasterioSource(str(files["labels"]))
    scene = Scene("a", image, CLASSES, SemanticSegmentationLabelSource(truth, CLASSES))
    part = folder / "predicted.tif"
    with_part = RasterioSource(str(files["predicted"]), bbox=box)
    write_raster(part, with_part.read_raw(box).array[..., 0], tiled=True, compress="deflate")
    del with_part
    evaluator = SemanticSegmentationEvaluator(CLASSES, error_maps=True)
    tracemalloc.start()
    try:
        evaluator.evaluate([scene], {"a": part}, Monitor(), folder / "out")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_scene(files, tmp_path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.mkdir()
    large.mkdir()
    peak_bytes(files, Box(0, 0, 1024, 1024), small)  # what is imported and cached once
    one_window = peak_bytes(files, Box(0, 0, 1024, 1024), small)
    four = peak_bytes(files, Box(0, 0, SIDE, SIDE), large)
    # Four times the pixels would take 3 million bytes more for one byte each.
    assert four < one_window + 500_000
