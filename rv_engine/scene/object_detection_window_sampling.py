"""Windows on a scene, with and without objects in a wanted ratio."""

from __future__ import annotations

import logging
import zlib

import numpy as np

from rv_engine.geo import Box
from rv_engine.labels.object_detection_label_source import ObjectDetectionLabelSource
from rv_engine.scene.object_detection_chip_options import ObjectDetectionWindowSamplingConfig
from rv_engine.scene.scene import Scene
from rv_engine.scene.window_sampling import sample_windows
from rv_engine.scene.window_sampling_config import WindowSamplingMethod
from rv_engine.types import FloatArray

log = logging.getLogger(__name__)


def sample_object_windows(scene: Scene, config: ObjectDetectionWindowSamplingConfig) -> list[Box]:
    """The windows of a scene that lie in its areas of interest.

    With `neg_ratio` r, random windows show nothing with the probability r / (r + 1), as in Raster
    Vision, and else a random object; of sliding ones that show nothing, at most r times as many are
    kept as there are others.

    Raises:
        LabelError: There is none: the areas are smaller than a window.
    """
    source = scene.label_source
    if not isinstance(source, ObjectDetectionLabelSource) or not len(source.labels):
        return sample_windows(scene, config)
    _warn_of_large_objects(scene, source, config)
    if config.neg_ratio is None:
        return sample_windows(scene, config)
    # The scene's name is in the seed, so that two scenes are not sampled at the same places.
    rng = np.random.default_rng([config.seed, zlib.crc32(scene.id.encode()), 1])
    if config.method is WindowSamplingMethod.random:
        return _random_windows(scene, source, config, rng)
    windows = sample_windows(scene, config)
    empty = [_is_empty(source, window, config) for window in windows]
    count = len(windows) - sum(empty)
    if count == 0:
        return windows
    spare = np.flatnonzero(empty)
    kept = rng.permutation(spare)[: round(count * config.neg_ratio)]
    left_out = set(spare.tolist()) - set(kept.tolist())
    return [window for index, window in enumerate(windows) if index not in left_out]


def _random_windows(
    scene: Scene,
    source: ObjectDetectionLabelSource,
    config: ObjectDetectionWindowSamplingConfig,
    rng: np.random.Generator,
) -> list[Box]:
    ratio = config.neg_ratio or 0.0
    wants_empty = rng.random(config.max_windows) < ratio / (ratio + 1)
    # More than enough to choose from; they know the image and the areas.
    candidates = sample_windows(scene, config.model_copy(update={"seed": config.seed + 1}))
    empty = iter([window for window in candidates if _is_empty(source, window, config)])
    windows = []
    for is_empty in wants_empty:
        window = next(empty, None) if is_empty else _around_object(scene, source, config, rng)
        if window is not None:
            windows.append(window)
    # Where no window shows an object within the areas, any will do.
    return windows or candidates


def _around_object(
    scene: Scene,
    source: ObjectDetectionLabelSource,
    config: ObjectDetectionWindowSamplingConfig,
    rng: np.random.Generator,
) -> Box | None:
    """A window at random around a random object; inside of it when it is larger than a window."""
    image, size = scene.extent, config.size
    for _ in range(config.max_sample_attempts):
        box = source.labels.boxes[rng.integers(len(source.labels))]
        x = _start(box[[0, 2]], size, image.xmin, image.xmax, rng)
        y = _start(box[[1, 3]], size, image.ymin, image.ymax, rng)
        window = Box.of_size(y, x, size, size)
        aoi = scene.aoi
        if aoi is None or (aoi.contains(window) if config.within_aoi else aoi.touches(window)):
            return window
    return None


def _start(
    ends: FloatArray, size: int, image_start: int, image_end: int, rng: np.random.Generator
) -> int:
    """Where a window begins on an axis so that it shows an object, and no more than the image."""
    one, other = int(np.ceil(ends[1])) - size, int(np.floor(ends[0]))
    low, high = min(one, other), max(one, other)
    last = max(image_end - size, image_start)
    low, high = (int(np.clip(value, image_start, last)) for value in (low, high))
    return int(rng.integers(low, high + 1))


def _is_empty(
    source: ObjectDetectionLabelSource, window: Box, config: ObjectDetectionWindowSamplingConfig
) -> bool:
    return len(source.get_labels(window, config.neg_ioa_thresh)) == 0


def _warn_of_large_objects(
    scene: Scene, source: ObjectDetectionLabelSource, config: ObjectDetectionWindowSamplingConfig
) -> None:
    sides = source.labels.boxes[:, 2:] - source.labels.boxes[:, :2]
    count = int((sides.max(axis=1) > config.size).sum())
    if count:
        log.warning(
            "%d of %d objects of the scene %r are larger than a chip of %d pixels, which shows "
            "parts of them at most: use larger chips.",
            count, len(source.labels), scene.id, config.size,
        )  # fmt: skip
