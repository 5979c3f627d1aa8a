"""How much of the pure step's speed training reaches: from chips, and straight from an image.

The pure step is a plain loop of torch on one batch that lies on the device: forward, loss, backward,
clipping, optimizer. Training reads, cuts, turns and flips chips beside it, in the engine's own loop.
All ways take turns in short blocks within one process, because only the ratio counts: other
programs disturb each alike. The share of the time on the clock is what a user waits for; that of
processor time also counts what the other cores do, and is the same on a busy machine.

    python benchmarks/training_speed.py [--threads N] [--rounds N] [--device cuda]
"""

from __future__ import annotations

import argparse
import itertools
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import rasterio
import shapely
import torch
from torch import nn

from rv_engine.backend.semantic_segmentation_chip_writer import SemanticSegmentationChipWriter
from rv_engine.backend.semantic_segmentation_scene_samples import SemanticSegmentationSceneSamples
from rv_engine.config.class_config import ClassConfig
from rv_engine.learner import (
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationModelConfig,
    SolverConfig,
)
from rv_engine.learner.loader import BatchLoader
from rv_engine.learner.precision import autocast
from rv_engine.learner.samples import Batch, SampleSource
from rv_engine.learner.semantic_segmentation import ImageChips, SemanticSegmentationLearner
from rv_engine.learner.targets import NO_LABEL, Mask
from rv_engine.learner.tensors import images_to_tensor, place
from rv_engine.learner.training_loop import TrainingLoop
from rv_engine.monitor import Monitor
from rv_engine.scene import SemanticSegmentationChipOptions, WindowSamplingConfig
from rv_engine.scene.scene import Scene

CLASSES = ClassConfig(names=["building", "background"], null_class="background")
CHIP_PX = 256
Block = Callable[[], None]


def make_scene(folder: Path, size_px: int) -> Scene:
    """A photograph-like image as a compressed GeoTIFF, and a thousand buildings as polygons."""
    from scipy.ndimage import gaussian_filter

    from rv_engine.labels import SemanticSegmentationLabelSourceConfig
    from rv_engine.labels.rasterized_source_config import RasterizedSourceConfig
    from rv_engine.raster import RasterioSourceConfig
    from rv_engine.scene import SceneConfig
    from rv_engine.vector import ClassInferenceTransformerConfig, OgrVectorSourceConfig

    rng = np.random.default_rng(0)
    noise = rng.normal(0, 1, (size_px, size_px, 3)).astype(np.float32)
    texture = gaussian_filter(noise, (2, 2, 0)) * 200 + rng.normal(0, 6, noise.shape)
    image = (texture + 110).clip(1, 255).astype(np.uint8)
    transform = rasterio.Affine(0.5, 0, 5e5, 0, -0.5, 5e6)
    shapes = []
    for y, x in rng.integers(0, size_px - 40, (size_px**2 // 4000, 2)).tolist():
        height, width = rng.integers(8, 40, 2).tolist()
        image[y : y + height, x : x + width] //= 2
        shapes.append(shapely.box(*(transform * (x, y)), *(transform * (x + width, y + height))))
    path = folder / "image.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=size_px, height=size_px, count=3, dtype="uint8",
        crs="EPSG:32633", transform=transform, tiled=True, compress="deflate", predictor=2,
    ) as dataset:  # fmt: skip
        dataset.write(np.moveaxis(image, -1, 0))
    (folder / "labels.geojson").write_text(_geojson(shapes), encoding="utf-8")
    vectors = OgrVectorSourceConfig(
        uris=[str(folder / "labels.geojson")],
        transformers=[ClassInferenceTransformerConfig(default_class_id=0)],
    )
    return SceneConfig(
        id="scene",
        raster_source=RasterioSourceConfig(uris=[str(path)]),
        label_source=SemanticSegmentationLabelSourceConfig(
            raster_source=RasterizedSourceConfig(vector_source=vectors)
        ),
    ).build(CLASSES)


def _geojson(shapes: list[shapely.Polygon]) -> str:
    features = ",".join(
        f'{{"type":"Feature","properties":{{}},"geometry":{shapely.to_geojson(shape)}}}'
        for shape in shapes
    )
    crs = '{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32633"}}'
    return f'{{"type":"FeatureCollection","crs":{crs},"features":[{features}]}}'


class Speed:
    """One network, and the ways to train it.

    Args:
        folder: For files.
        batch_sz: Chips in a batch.
        batches: Batches in a block.
        device: Where.
        num_workers: Threads that read chips.
    """

    def __init__(
        self, folder: Path, *, batch_sz: int, batches: int, device: str, num_workers: int
    ) -> None:
        self.batches = batches
        self._batch_sz = batch_sz
        self._num_workers = num_workers
        self.learner = SemanticSegmentationLearner(
            model=SemanticSegmentationModelConfig(
                architecture="unet", backbone="resnet18", pretrained=False
            ),
            solver=SolverConfig(batch_sz=batch_sz),
            data=SemanticSegmentationImageDataConfig(class_config=CLASSES, img_sz=CHIP_PX),
            output_dir=folder / "train",
            device=device,
        )
        self.device = self.learner.device
        network = place(self.learner.empty_network(3), self.device)
        self.loop = TrainingLoop(
            network, task=self.learner, solver=self.learner.solver, steps_per_epoch=batches
        )
        self._epochs = itertools.count()

    def step(self, batch: Batch) -> Block:
        """The pure step, on a batch that stays on the device."""
        network, loop = self.loop.network, self.loop
        images = images_to_tensor(batch.images, self.device)
        masks = np.stack([mask.class_ids for mask in batch.targets_of(Mask)])
        targets = torch.from_numpy(masks).long().to(self.device)

        def run() -> None:
            network.train()
            for _ in range(self.batches):
                loop.optimizer.zero_grad(set_to_none=True)
                with autocast(self.device, loop.precision):
                    logits = network(images)
                loss = nn.functional.cross_entropy(logits.float(), targets, ignore_index=NO_LABEL)
                loss.backward()
                nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                loop.optimizer.step()
            float(loss.detach())  # a graphics card is waited for

        return run

    def training(self, source: SampleSource) -> Block:
        """The engine's own way: so many batches in the middle of an endless training.

        Reading begins with the block, and what was read ahead at its end is lost: both count.
        """
        loader = BatchLoader(
            source,
            self._batch_sz,
            num_workers=self._num_workers,
            seed=0,
            augmentors=self.learner.data.augmentors,
        )

        def run() -> None:
            with closing(self._batches(loader)) as batches:
                self.loop.train_epoch(0, itertools.islice(batches, self.batches), _nothing)

        return run

    def _batches(self, loader: BatchLoader) -> Iterator[Batch]:
        while True:
            with closing(loader.batches(next(self._epochs))) as batches:
                yield from batches


def _nothing() -> None:
    """After each batch."""


def measure(blocks: dict[str, Block], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds on the clock and of all processors that each block took in each round."""
    for block in blocks.values():
        block()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in blocks}
    for _ in range(rounds):
        for name, block in blocks.items():
            clock, processors = time.perf_counter(), time.process_time()
            block()
            taken[name].append((time.perf_counter() - clock, time.process_time() - processors))
    return taken


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, help="Of torch; as many as cores when left out.")
    parser.add_argument("--workers", type=int, default=4, help="Threads that read chips.")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--batches", type=int, default=4, help="In a block.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=int, default=2048, help="Of the image, in pixels.")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scene = make_scene(folder, arguments.size)
        options = SemanticSegmentationChipOptions(sampling=WindowSamplingConfig(size=CHIP_PX))
        writer = SemanticSegmentationChipWriter(folder / "chips", options, CLASSES)
        count = writer.write_windows("train", scene, writer.windows(scene), Monitor())
        chips = ImageChips(folder / "chips" / "train", len(CLASSES), CHIP_PX)
        speed = Speed(
            folder, batch_sz=arguments.batch_size, batches=arguments.batches,
            device=arguments.device, num_workers=arguments.workers,
        )  # fmt: skip
        kept, read = (
            SemanticSegmentationSceneSamples(
                "train", [scene], writer, CHIP_PX, Monitor(), kept_bytes=room
            )
            for room in (None, 0)
        )
        loader = BatchLoader(chips, arguments.batch_size, seed=0)
        taken = measure(
            {
                "pure step": speed.step(next(loader.batches())),
                "from chips": speed.training(chips),
                "from the image, kept": speed.training(kept),
                "from the image, read": speed.training(read),
            },
            arguments.rounds,
        )
    print(
        f"{platform.platform()}, {torch.get_num_threads()} threads, {speed.device}, "
        f"{'32 bits' if speed.loop.precision is None else speed.loop.precision}; "
        f"U-Net (ResNet-18), {count.chips} chips of {CHIP_PX} px, batches of "
        f"{arguments.batch_size}; medians of {arguments.rounds} rounds of {arguments.batches} batches"
    )
    print(f"{'':>22} {'chips/s':>8} {'share (clock)':>14} {'share (processors)':>19}")
    pure = taken["pure step"]
    chips_per_block = arguments.batches * arguments.batch_size
    for name, times in taken.items():
        shares = [
            statistics.median(
                one[kind] / other[kind] for one, other in zip(pure, times, strict=True)
            )
            for kind in (0, 1)
        ]
        chips_per_s = chips_per_block / statistics.median(clock for clock, _ in times)
        print(f"{name:>22} {chips_per_s:>8.1f} {shares[0]:>14.2f} {shares[1]:>19.2f}")


if __name__ == "__main__":
    main()
