"""Windows on a scene, on a grid or at random."""

from __future__ import annotations

import zlib

import numpy as np

from rv_engine.errors import LabelError
from rv_engine.geo import Box, sliding_windows
from rv_engine.scene.scene import Scene
from rv_engine.scene.window_sampling_config import WindowSamplingConfig, WindowSamplingMethod


def sample_windows(scene: Scene, config: WindowSamplingConfig) -> list[Box]:
    """The windows of a scene that lie in its areas of interest.

    Raises:
        LabelError: There is none: the areas are smaller than a window.
    """
    if config.method is WindowSamplingMethod.random:
        windows = _random_windows(scene, config)
    else:
        grid = sliding_windows(
            scene.extent, config.size, config.stride, config.padding, config.pad_direction
        )
        windows = [window for window in grid if _in_aoi(scene, window, config.within_aoi)]
    if not windows:
        raise LabelError(
            f"No window of {config.size} pixels fits into the areas of interest of the scene "
            f"{scene.id!r}.",
            hint="Use smaller chips, larger areas, or set within_aoi to false.",
        )
    return windows


def _random_windows(scene: Scene, config: WindowSamplingConfig) -> list[Box]:
    # The scene's name is in the seed, so that two scenes are not sampled at the same places.
    rng = np.random.default_rng([config.seed, zlib.crc32(scene.id.encode())])
    extent = scene.extent
    last_y = max(extent.ymin, extent.ymax - config.size)
    last_x = max(extent.xmin, extent.xmax - config.size)
    windows = []
    for _ in range(config.max_windows):
        for _ in range(config.max_sample_attempts):
            y = int(rng.integers(extent.ymin, last_y + 1))
            x = int(rng.integers(extent.xmin, last_x + 1))
            window = Box.of_size(y, x, config.size, config.size)
            if _in_aoi(scene, window, config.within_aoi):
                windows.append(window)
                break
        else:
            break
    return windows


def _in_aoi(scene: Scene, window: Box, within: bool) -> bool:
    if scene.aoi is None:
        return True
    return scene.aoi.contains(window) if within else scene.aoi.touches(window)
