from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rv_engine.errors import LabelError
from rv_engine.learner.semantic_segmentation import ImageChips
from rv_engine.learner.targets import NO_LABEL
from tests.engine.learner.chip_folders import make_chip, mask_of, write_chip, write_chips


@pytest.mark.parametrize("bands", [1, 3, 4, 7])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32"])
def test_chips_come_back_as_they_were_written(tmp_path: Path, bands: int, dtype: str) -> None:
    image, mask = make_chip(1, bands=bands, dtype=dtype)
    write_chip(tmp_path, "a", image, mask)
    chips = ImageChips(tmp_path, 2, 32)
    sample = chips.sample(0)
    np.testing.assert_array_equal(sample.image, image)
    np.testing.assert_array_equal(mask_of(sample), mask)
    assert (chips.num_channels, chips.dtype, len(chips)) == (bands, np.dtype(dtype), 1)


def test_a_gray_png_of_16_bits_is_read_in_full(tmp_path: Path) -> None:
    image, mask = make_chip(1, bands=1, dtype="uint16")
    write_chip(tmp_path, "a", image, mask)
    (tmp_path / "img" / "a.npy").unlink()
    Image.fromarray(image[..., 0]).save(tmp_path / "img" / "a.png")
    chips = ImageChips(tmp_path, 2, 32)
    assert chips.dtype == np.uint16
    np.testing.assert_array_equal(chips.sample(0).image, image)


def test_the_palette_of_a_label_image_does_not_change_its_class_ids(tmp_path: Path) -> None:
    image, mask = make_chip(1)
    write_chip(tmp_path, "a", image, mask)
    picture = Image.fromarray(mask).convert("P")
    picture.putpalette([10, 20, 30, 200, 100, 50])
    picture.save(tmp_path / "labels" / "a.png")
    np.testing.assert_array_equal(mask_of(ImageChips(tmp_path, 2, 32).sample(0)), mask)


def test_a_larger_image_is_cut_so_that_all_of_it_is_validated(tmp_path: Path) -> None:
    rows, columns = np.mgrid[:80, :64].astype(np.uint8)
    write_chip(tmp_path, "a", np.stack([rows, columns], axis=-1), np.zeros((80, 64), np.uint8))
    chips = ImageChips(tmp_path, 1, 32)
    seen = np.zeros((80, 64), bool)
    for index in range(len(chips)):
        pixels = chips.sample(index).image.reshape(-1, 2)
        seen[pixels[:, 0], pixels[:, 1]] = True
    assert len(chips) == 6
    assert seen.all()


def test_a_larger_image_is_cut_at_random_places_for_training_and_its_mask_with_it(
    tmp_path: Path,
) -> None:
    numbers = np.arange(60, dtype=np.uint8)[None].repeat(60, axis=0)
    write_chip(tmp_path, "a", numbers[..., None], numbers)
    chips = ImageChips(tmp_path, 60, 32)
    samples = [chips.sample(0, np.random.default_rng(seed)) for seed in range(20)]
    assert all((sample.image[..., 0] == mask_of(sample)).all() for sample in samples)
    assert len({int(mask_of(sample)[0, 0]) for sample in samples}) > 10


def test_a_chip_that_is_slightly_larger_is_no_reason_for_more_samples(tmp_path: Path) -> None:
    assert len(ImageChips(write_chips(tmp_path, size_px=36) / "train", 2, 32)) == 4


def test_a_smaller_image_is_padded_with_no_label(tmp_path: Path) -> None:
    image, mask = make_chip(1, size_px=20)
    write_chip(tmp_path, "a", image, mask)
    sample = ImageChips(tmp_path, 2, 32).sample(0)
    np.testing.assert_array_equal(sample.image[:20, :20], image)
    np.testing.assert_array_equal(mask_of(sample)[:20, :20], mask)
    assert sample.image.shape == (32, 32, 3)
    assert (mask_of(sample)[20:] == NO_LABEL).all()
    assert (mask_of(sample)[:, 20:] == NO_LABEL).all()


def test_the_fingerprint_changes_with_the_chips_and_not_with_their_place(tmp_path: Path) -> None:
    first, second = (ImageChips(write_chips(tmp_path / name) / "train", 2, 32) for name in "ab")
    assert first.fingerprint() == second.fingerprint()
    more = ImageChips(write_chips(tmp_path / "c", train=5) / "train", 2, 32)
    assert more.fingerprint() != first.fingerprint()


def test_the_fingerprint_changes_when_pixels_do_and_lengths_do_not(tmp_path: Path) -> None:
    folder = write_chips(tmp_path, bands=4) / "train"
    before = ImageChips(folder, 2, 32).fingerprint()
    path = folder / "img" / "001.npy"
    length = path.stat().st_size
    np.save(path, np.load(path) // 2)
    assert path.stat().st_size == length
    assert ImageChips(folder, 2, 32).fingerprint() != before


def test_no_chips_at_all_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="no chips in .*img.* Make chips first"):
        ImageChips(tmp_path / "train", 2, 32)


@pytest.mark.parametrize(("missing", "named"), [("img", "labels"), ("labels", "img")])
def test_a_missing_partner_is_named(tmp_path: Path, missing: str, named: str) -> None:
    folder = write_chips(tmp_path) / "train"
    (folder / missing / "001.png").unlink()
    with pytest.raises(LabelError, match=rf"{named}.001.png' has no partner '001'"):
        ImageChips(folder, 2, 32)


def test_another_number_of_bands_is_named_with_its_file(tmp_path: Path) -> None:
    folder = write_chips(tmp_path, bands=4) / "train"
    np.save(folder / "img" / "002.npy", make_chip(2, bands=5)[0])
    with pytest.raises(LabelError, match=r"002.npy' has 5 bands, but expected are 4"):
        ImageChips(folder, 2, 32)
    with pytest.raises(LabelError, match=r"000.npy' has 4 bands, but expected are 3"):
        ImageChips(folder, 2, 32, num_channels=3)


def test_another_type_of_pixels_is_named_with_its_file(tmp_path: Path) -> None:
    folder = write_chips(tmp_path, bands=4, dtype="uint16") / "train"
    np.save(folder / "img" / "002.npy", make_chip(2, bands=4, dtype="float32")[0])
    with pytest.raises(LabelError, match=r"002.npy' has pixels of type float32"):
        ImageChips(folder, 2, 32)


def test_a_label_that_is_no_class_is_named_with_its_file(tmp_path: Path) -> None:
    folder = write_chips(tmp_path) / "train"
    mask = np.full((32, 32), 7, np.uint8)
    mask[:4] = NO_LABEL
    Image.fromarray(mask).save(folder / "labels" / "003.png")
    with pytest.raises(
        LabelError, match=r"003.png' holds 7, but there are only the classes 0 to 1"
    ):
        ImageChips(folder, 2, 32).sample(3)


def test_labels_of_another_size_are_an_error(tmp_path: Path) -> None:
    folder = write_chips(tmp_path) / "train"
    Image.fromarray(np.zeros((16, 32), np.uint8)).save(folder / "labels" / "000.png")
    with pytest.raises(LabelError, match="32 x 32 px, but its label image is 32 x 16 px"):
        ImageChips(folder, 2, 32).sample(0)


def test_labels_in_colours_are_an_error(tmp_path: Path) -> None:
    folder = write_chips(tmp_path) / "train"
    Image.fromarray(np.zeros((32, 32, 3), np.uint8)).save(folder / "labels" / "000.png")
    with pytest.raises(LabelError, match="has 3 bands .* not colours"):
        ImageChips(folder, 2, 32).sample(0)


@pytest.mark.parametrize("name", ["a.png", "a.npy", "a.jpg"])
def test_a_file_that_is_no_image_is_named(tmp_path: Path, name: str) -> None:
    write_chip(tmp_path, "a", *make_chip(1))
    (tmp_path / "img" / "a.png").unlink()
    (tmp_path / "img" / name).write_bytes(b"nothing of the kind")
    with pytest.raises(LabelError, match=f"{name}' cannot be read as an image"):
        ImageChips(tmp_path, 2, 32)


def test_an_array_with_code_in_it_is_not_unpickled(tmp_path: Path) -> None:
    write_chip(tmp_path, "a", *make_chip(1, bands=4))
    np.save(tmp_path / "img" / "a.npy", np.array([{"code": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(LabelError, match="cannot be read as an image"):
        ImageChips(tmp_path, 2, 32)
