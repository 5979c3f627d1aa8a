from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rv_engine.errors import LabelError
from rv_engine.learner.chip_classification import ClassifiedImages
from rv_engine.learner.chip_classification.resize import resized
from rv_engine.learner.class_folders import class_folders


def write(path: Path, image: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".npy":
        np.save(path, image)
    else:
        Image.fromarray(image).save(path)


def picture(value: int, size_px: int = 40) -> np.ndarray:
    return np.full((size_px, size_px, 3), value, np.uint8)


def test_folders_are_classes(tmp_path: Path) -> None:
    for name, value in (("house", 1), ("a tree", 2), ("a tree", 3)):
        write(tmp_path / name / f"{value}.png", picture(value))
    source = ClassifiedImages(tmp_path, ["a tree", "house", "none"], 40)
    found = [(source.sample(i).image[0, 0, 0], source.sample(i).target.class_id) for i in range(3)]
    assert found == [(2, 0), (3, 0), (1, 1)]
    assert (source.num_channels, source.dtype) == (3, np.uint8)


def test_names_that_no_file_system_takes_have_folders_too(tmp_path: Path) -> None:
    names = ["forest/shrub", "..", "Wald", "wald", "ends.", 'a "b"', "Straße", "con?"]
    folders = class_folders(names)
    assert len({folder.casefold() for folder in folders}) == len(names)
    assert folders[6] == "Straße"
    for folder in folders:
        write(tmp_path / folder / "a.png", picture(1))
        assert not set(folder) & set('/\\:*?"<>|')
    source = ClassifiedImages(tmp_path, names, 40)
    assert sorted(source.sample(i).target.class_id for i in range(8)) == list(range(8))


def test_several_classes_are_in_a_list_beside_the_image(tmp_path: Path) -> None:
    for name, classes in (("a", ["tree", "house"]), ("b", [])):
        write(tmp_path / "img" / f"{name}.npy", np.ones((40, 40, 5), np.uint16))
        (tmp_path / "labels").mkdir(exist_ok=True)
        (tmp_path / "labels" / f"{name}.json").write_text(json.dumps(classes))
    source = ClassifiedImages(tmp_path, ["house", "road", "tree"], 40, multi_label=True)
    assert source.sample(0).target.class_id.tolist() == [1, 0, 1]
    assert source.sample(1).target.class_id.tolist() == [0, 0, 0]
    (tmp_path / "labels" / "b.json").unlink()
    with pytest.raises(LabelError, match=r"b.json' is missing"):
        ClassifiedImages(tmp_path, ["house", "road", "tree"], 40, multi_label=True)


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="There are no chips"):
        ClassifiedImages(tmp_path, ["house"], 40)
    write(tmp_path / "huose" / "a.png", picture(1))
    with pytest.raises(LabelError, match="Did you mean 'house'"):
        ClassifiedImages(tmp_path, ["house"], 40)
    write(tmp_path / "huose" / "b.npy", np.ones((9, 9, 4), np.uint8))
    with pytest.raises(LabelError, match="has 4 bands, but expected are 3"):
        ClassifiedImages(tmp_path, ["huose"], 40)


def test_chips_of_another_size_are_resampled_whole() -> None:
    ramp = np.tile(np.arange(0, 160, 2, dtype=np.uint8)[:, None], (1, 80))[None, ..., None]
    small = resized(ramp, 40)
    assert (small.shape, small.dtype) == ((1, 40, 40, 1), np.uint8)
    np.testing.assert_allclose(small[0, 1:-1, 5, 0], np.arange(1, 160, 4)[1:-1], atol=1.01)
    large = resized(ramp, 160)
    assert np.abs(np.diff(large[0, 2:-2, 0, 0].astype(int)) - 1).max() <= 1
    assert resized(ramp, 80) is ramp


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32", "float64"])
def test_resampling_keeps_type_and_range(dtype: str) -> None:
    image = np.random.default_rng(0).integers(0, 120, (2, 30, 30, 4)).astype(dtype)
    changed = resized(image, 64)
    assert changed.dtype == image.dtype
    assert image.min() <= changed.min() <= changed.max() <= image.max()


def test_the_fingerprint_tells_classes_apart(tmp_path: Path) -> None:
    write(tmp_path / "a" / "house" / "x.png", picture(1))
    write(tmp_path / "b" / "tree" / "x.png", picture(1))
    prints = {
        ClassifiedImages(tmp_path / name, ["house", "tree"], 40).fingerprint() for name in "ab"
    }
    assert len(prints) == 2
