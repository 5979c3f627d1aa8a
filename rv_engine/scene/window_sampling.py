"""Windows on a scene, on a grid or at random."""

from __future__ import annotations

import zlib

import numpy as np
import shapely

from rv_engine.errors import LabelError
from rv_engine.geo import Box, sliding_windows
from rv_engine.scene.scene import TOLERANCE_PX, Scene
from rv_engine.scene.window_sampling_config import WindowSamplingConfig, WindowSamplingMethod

# Windows for which all attempts failed, one after another, before no more are looked for.
_MAX_MISSES = 10


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
    places = _places(scene, config)
    sizes = np.array([place.height * place.width for place in places], float)
    windows: list[Box] = []
    misses = 0
    for _ in range(config.max_windows if places else 0):
        for _ in range(config.max_sample_attempts):
            place = places[
                0 if len(places) == 1 else rng.choice(len(places), p=sizes / sizes.sum())
            ]
            y = int(rng.integers(place.ymin, place.ymax))
            x = int(rng.integers(place.xmin, place.xmax))
            window = Box.of_size(y, x, config.size, config.size)
            if _in_aoi(scene, window, config.within_aoi):
                windows.append(window)
                misses = 0
                break
        else:
            misses += 1
            if misses == _MAX_MISSES:
                break
    return windows


def _places(scene: Scene, config: WindowSamplingConfig) -> list[Box]:
    """Where a window's top left corner may lie: on the image, near an area of interest."""
    extent, size = scene.extent, config.size
    on_image = Box(
        extent.ymin,
        extent.xmin,
        max(extent.ymin, extent.ymax - size) + 1,
        max(extent.xmin, extent.xmax - size) + 1,
    )
    if scene.aoi is None:
        return [on_image]
    bounds = shapely.bounds(scene.aoi.polygons)
    if config.within_aoi:
        first = np.ceil(bounds[:, :2] - TOLERANCE_PX)
        last = np.floor(bounds[:, 2:] + TOLERANCE_PX) - size
    else:
        first = np.floor(bounds[:, :2]) - size + 1
        last = np.ceil(bounds[:, 2:]) - 1
    corners = np.column_stack([first[:, ::-1], last[:, ::-1] + 1]).astype(int)
    places = [Box.from_sequence(values).intersection(on_image) for values in corners]
    return [place for place in places if not place.is_empty]


def _in_aoi(scene: Scene, window: Box, within: bool) -> bool:
    if scene.aoi is None:
        return True
    return scene.aoi.contains(window) if within else scene.aoi.touches(window)
