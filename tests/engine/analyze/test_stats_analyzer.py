from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rv_engine.analyze import StatsAnalyzerConfig
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import RasterError
from rv_engine.messages import Log
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene.scene import Scene
from tests.engine.rasters import write_raster

CLASSES = ClassConfig(names=["house", "null"])


def scene(folder: Path, name: str, array: np.ndarray, nodata: float | None = None) -> Scene:
    path = write_raster(folder / f"{name}.tif", array, nodata=nodata)
    return Scene(name, RasterioSource(path), CLASSES)


def image(seed: int, shape: tuple[int, ...] = (210, 170, 2)) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.gamma(4, [100, 3000], shape).astype("uint16")


def measured(folder: Path, scenes: list[Scene], **settings: object) -> dict[str, list[float]]:
    StatsAnalyzerConfig(**settings).build().process({"train_scenes": scenes}, folder, Monitor())
    path = folder / "stats" / "train_scenes" / "stats.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_all_windows_of_all_scenes_give_numpys_statistics_of_all_pixels(tmp_path: Path) -> None:
    first, second = image(1), image(2, (65, 300, 2)) // 3
    first[:50] = 0
    scenes = [scene(tmp_path, "a", first, nodata=0), scene(tmp_path, "b", second, nodata=0)]
    stats = measured(tmp_path, scenes, sample_prob=None, chip_sz=64)
    for band in range(2):
        values = np.concatenate([first[..., band].ravel(), second[..., band].ravel()]).astype(float)
        values = values[values != 0]
        assert stats["counts"][band] == len(values)
        assert stats["means"][band] == pytest.approx(values.mean())
        assert stats["stds"][band] == pytest.approx(values.std(ddof=1))


def test_a_zero_that_is_not_declared_as_nodata_counts(tmp_path: Path) -> None:
    array = np.zeros((10, 10), "uint16")
    array[:5] = 10
    plain = measured(tmp_path, [scene(tmp_path, "a", array)])
    assert (plain["means"], plain["counts"]) == ([5.0], [100])
    told = measured(tmp_path, [scene(tmp_path, "a", array)], nodata_value=0)
    assert (told["means"], told["stds"], told["counts"]) == ([10.0], [0.0], [50])


def test_a_sample_is_near_the_whole_and_always_the_same(tmp_path: Path) -> None:
    array = image(3, (600, 600, 2))
    scenes = [scene(tmp_path, "a", array)]
    sample = measured(tmp_path, scenes, sample_prob=0.1, chip_sz=30)
    assert sample["counts"] == [40 * 30 * 30] * 2
    np.testing.assert_allclose(sample["means"], array.mean((0, 1)), rtol=0.02)
    np.testing.assert_allclose(sample["stds"], array.std((0, 1)), rtol=0.03)
    assert measured(tmp_path, scenes, sample_prob=0.1, chip_sz=30) == sample


def test_not_a_number_and_infinity_spoil_nothing(tmp_path: Path) -> None:
    array = np.ones((8, 8, 1), "float32")
    array[0] = np.nan
    array[1] = np.inf
    stats = measured(tmp_path, [scene(tmp_path, "a", array)])
    assert (stats["means"], stats["stds"], stats["counts"]) == ([1.0], [0.0], [48])


def test_images_without_data_are_refused_and_write_nothing(tmp_path: Path) -> None:
    empty = scene(tmp_path, "a", np.zeros((8, 8), "uint8"), nodata=0)
    with pytest.raises(RasterError, match="No pixel of the images has data"):
        measured(tmp_path, [empty])
    assert not (tmp_path / "stats").exists()


def test_images_with_other_bands_are_refused(tmp_path: Path) -> None:
    scenes = [scene(tmp_path, "a", image(1)), scene(tmp_path, "b", image(1)[..., :1])]
    with pytest.raises(RasterError, match=r"different numbers of bands: \[1, 2\]"):
        measured(tmp_path, scenes)


def warnings_about(folder: Path, array: np.ndarray, nodata: float | None = None) -> list[str]:
    said: list[object] = []
    analyzer = StatsAnalyzerConfig(sample_prob=None).build()
    analyzer.process({"train": [scene(folder, "a", array, nodata)]}, folder, Monitor(said.append))
    return [message.message for message in said if isinstance(message, Log)]


def test_what_looks_like_no_data_is_told_unless_the_image_says_so(tmp_path: Path) -> None:
    heights = np.full((40, 40, 1), 300, np.float32)
    assert warnings_about(tmp_path, heights) == []
    heights[:10] = -9999
    (told,) = warnings_about(tmp_path, heights)
    assert "The value -9999 fills 25 % of the images" in told
    assert warnings_about(tmp_path, heights, nodata=-9999) == []
    heights[:10] = np.finfo(np.float32).min
    (told,) = warnings_about(tmp_path, heights)
    assert "-3.40282e+38 fills 25 %" in told
    colours = np.full((40, 40, 3), 90, np.uint8)
    colours[:, :10] = 0
    (told,) = warnings_about(tmp_path, colours)
    assert "25 % of the images is 0 in all bands" in told
    assert warnings_about(tmp_path, colours, nodata=0) == []
    # One band that is 0 is a measurement.
    colours[..., 1] = 5
    assert warnings_about(tmp_path, colours) == []
