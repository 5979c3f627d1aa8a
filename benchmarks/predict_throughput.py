"""Speed and memory of PREDICT on a large scene, beside plain reading and writing in the same run.

A scene of random texture (RGB, bytes, tiled) is predicted with a model of one 3 x 3 convolution, so
that nearly all of the time is the engine's own. Each measurement is a process of its own, because
peak memory is that of a process.

    python benchmarks/predict_throughput.py [--sizes 10000 20000] [--folder DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WINDOW_PX = 512
MODES = ("floor", "plain", "cropped", "smooth")


def make_scene(path: Path, size_px: int) -> None:
    """Writes the scene, tile by tile."""
    import numpy as np
    import rasterio
    from rasterio.windows import Window

    rng = np.random.default_rng(0)
    tile = rng.integers(0, 255, (3, WINDOW_PX, WINDOW_PX), np.uint8)
    with rasterio.open(
        path, "w", driver="GTiff", width=size_px, height=size_px, count=3, dtype="uint8",
        crs="EPSG:32633", transform=rasterio.Affine(0.5, 0, 5e5, 0, -0.5, 5e6),
        tiled=True, blockxsize=WINDOW_PX, blockysize=WINDOW_PX, bigtiff="if_safer",
    ) as dataset:  # fmt: skip
        for y in range(0, size_px, WINDOW_PX):
            for x in range(0, size_px, WINDOW_PX):
                height, width = min(WINDOW_PX, size_px - y), min(WINDOW_PX, size_px - x)
                pixels = np.roll(tile, (y + x) // WINDOW_PX, axis=2)[:, :height, :width]
                dataset.write(pixels, window=Window(x, y, width, height))


def read_and_write(image: Path, target: Path) -> None:
    """The floor: every window read once, a band written, nothing in between."""
    import rasterio
    from rasterio.windows import Window

    with rasterio.open(image) as source:
        profile = {**source.profile, "count": 1, "compress": "deflate"}
        with rasterio.open(target, "w", **profile) as dataset:
            for y in range(0, source.height, WINDOW_PX):
                for x in range(0, source.width, WINDOW_PX):
                    size = min(WINDOW_PX, source.width - x), min(WINDOW_PX, source.height - y)
                    window = Window(x, y, *size)
                    pixels = source.read(window=window)
                    dataset.write((pixels[:1] > 127).astype("uint8"), window=window)


def predict(image: Path, target: Path, mode: str) -> None:
    """PREDICT with one convolution and two classes."""
    import torch

    from rv_engine.backend import SemanticSegmentationPredictOptions
    from rv_engine.backend.semantic_segmentation_prediction import SemanticSegmentationPrediction
    from rv_engine.config.class_config import ClassConfig
    from rv_engine.labels import SemanticSegmentationLabelStoreConfig
    from rv_engine.labels.semantic_segmentation_label_store import (
        SemanticSegmentationLabelStore,
    )
    from rv_engine.learner.semantic_segmentation.segmentation_predictor import (
        SegmentationPredictor,
    )
    from rv_engine.monitor import Monitor
    from rv_engine.raster.rasterio_source import RasterioSource
    from rv_engine.scene.scene import Scene

    torch.manual_seed(0)
    network = torch.nn.Conv2d(3, 2, 3, padding=1)
    model = SegmentationPredictor(network, num_channels=3, num_classes=2, device="cpu")
    classes = ClassConfig(names=["something", "background"], null_class="background")
    source = RasterioSource(str(image))
    stride = {"plain": None, "cropped": 384, "smooth": 256}[mode]
    options = SemanticSegmentationPredictOptions(
        chip_sz=WINDOW_PX, stride=stride, crop_sz="auto" if mode == "cropped" else None, batch_sz=4
    )
    config = SemanticSegmentationLabelStoreConfig(
        smooth_output=mode == "smooth", smooth_as_uint8=mode == "smooth"
    )
    files = {"label_raster": target}
    if mode == "smooth":
        files["score_raster"] = target.with_name("scores.tif")
    store = SemanticSegmentationLabelStore(
        files, target.with_name("pieces"), source.crs_transformer, classes,
        config,
    )  # fmt: skip
    scene = Scene("scene", source, classes)
    SemanticSegmentationPrediction(scene, model, options, store).run(Monitor())
    store.finish(Monitor())


def measure(mode: str, image: Path) -> dict[str, float]:
    """Seconds and peak memory of one process that does the work."""
    command = [sys.executable, __file__, "--one", mode, "--image", str(image)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, float] = json.loads(output.splitlines()[-1])
    return result


def run_one(mode: str, image: Path) -> None:
    """Does the work in this process, and prints what it took."""
    with tempfile.TemporaryDirectory(dir=image.parent) as folder:
        target = Path(folder, "labels.tif")
        if mode != "floor":
            predict_imports()
        begun_s = time.perf_counter()
        if mode == "floor":
            read_and_write(image, target)
        else:
            predict(image, target, mode)
        elapsed_s = time.perf_counter() - begun_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": elapsed_s, "peak_mb": peak_mb}))


def predict_imports() -> None:
    """What a warm engine has imported already."""
    import torch  # noqa: F401

    import rv_engine.learner.semantic_segmentation.segmentation_predictor  # noqa: F401


def main() -> None:
    """Prints the table."""
    os.environ.setdefault("GDAL_CACHEMAX", "128")  # as the command line does
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 20_000])
    parser.add_argument("--modes", nargs="+", default=list(MODES), choices=MODES)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--one", choices=MODES)
    parser.add_argument("--image", type=Path)
    arguments = parser.parse_args()
    if arguments.one:
        run_one(arguments.one, arguments.image)
        return
    print(f"{'scene':>8} {'mode':>8} {'MPix/s':>8} {'x floor':>8} {'peak MB':>8}")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for size_px in arguments.sizes:
            image = Path(folder, f"scene-{size_px}.tif")
            make_scene(image, size_px)
            floor_s = None
            for mode in arguments.modes:
                result = measure(mode, image)
                floor_s = result["seconds"] if mode == "floor" else floor_s
                speed = size_px**2 / 1e6 / result["seconds"]
                share = f"{result['seconds'] / floor_s:.1f}" if floor_s else "-"
                print(
                    f"{size_px:>8} {mode:>8} {speed:>8.1f} {share:>8} {result['peak_mb']:>8.0f}",
                    flush=True,
                )
            image.unlink()


if __name__ == "__main__":
    main()
