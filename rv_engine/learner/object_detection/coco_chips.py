"""Image chips with boxes in COCO's format, from a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.learner.chip_cuts import ChipCuts, check_alike, files_hash
from rv_engine.learner.image_files import ImageShape, image_shape
from rv_engine.learner.nodata import nodata_files, read_chip_image
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import IGNORED, Boxes
from rv_engine.types import Array

LABELS_NAME = "labels.json"
# An object of which a cut leaves less is neither learned nor counted.
_LEAST_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class _Chip:
    image: Path
    shape: ImageShape
    objects: Boxes
    nodata: Path | None


class CocoChips:
    """The images in `<folder>/img` with the boxes in `<folder>/labels.json`.

    Images larger than a chip are cut: for training at random places, else evenly over the image.
    Smaller ones are padded. Pixels are never resampled.

    Args:
        folder: The folder of one split, such as `chips/train`.
        classes: Categories are found by their names among them.
        chip_sz_px: Height and width of the samples.
        num_channels: Bands that are expected; those of the first image when None.

    Raises:
        LabelError: There are no images, one is missing, or the labels are not in COCO's format or
            of an unknown class.
    """

    def __init__(
        self, folder: Path, classes: ClassConfig, chip_sz_px: int, num_channels: int | None = None
    ) -> None:
        self._labels_path = folder / LABELS_NAME
        self._cuts = ChipCuts(chip_sz_px)
        self._chips = _read_chips(self._labels_path, folder, classes)
        check_alike([(chip.image, chip.shape) for chip in self._chips], num_channels)
        self._places = [
            (chip, cell) for chip in self._chips for cell in range(self._cuts.count(chip.shape))
        ]

    @property
    def num_channels(self) -> int:
        """Bands of the images."""
        return self._chips[0].shape.num_channels

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the pixel values."""
        return self._chips[0].shape.dtype

    def __len__(self) -> int:
        return len(self._places)

    def all_boxes(self) -> Array:
        """(N, 4) the boxes of all objects to learn."""
        boxes = [chip.objects.boxes[chip.objects.class_ids != IGNORED] for chip in self._chips]
        return np.concatenate(boxes)

    def sample(self, index: int, rng: np.random.Generator | None = None) -> Sample:
        """One sample of the size of a chip; see `SampleSource.sample`.

        Raises:
            LabelError: The image cannot be read.
        """
        chip, cell = self._places[index]
        corner = self._cuts.corner(chip.shape, cell, rng)
        image = self._cuts.cut_image(read_chip_image(chip.image, chip.nodata), corner)
        return Sample(image, cut_objects(chip.objects, corner, chip.shape, self._cuts.chip_sz_px))

    def fingerprint(self) -> str:
        """A hash of the labels, of all names, lengths, and a part of what is in each file."""
        return files_hash(
            [
                self._labels_path,
                *(chip.image for chip in self._chips),
                *(chip.nodata for chip in self._chips if chip.nodata is not None),
            ]
        )


def cut_objects(objects: Boxes, corner: tuple[int, int], shape: ImageShape, side_px: int) -> Boxes:
    """The objects of an image that a sample shows, in its pixels.

    Args:
        objects: In pixels of the image.
        corner: Row and column where the sample begins.
        shape: Of the image.
        side_px: Height and width of the sample.
    """
    top, left = corner
    height, width = min(side_px, shape.height_px - top), min(side_px, shape.width_px - left)
    moved = objects.boxes - np.array([left, top, left, top], np.float32)
    boxes = np.clip(moved, 0, np.array([width, height, width, height], np.float32))
    sides, whole = boxes[:, 2:] - boxes[:, :2], moved[:, 2:] - moved[:, :2]
    seen = (sides > 0).all(axis=1)
    # What the file says of a box at the chip's own border is said; this is about cuts.
    full = np.minimum(whole, [shape.width_px, shape.height_px])
    enough = np.prod(sides, axis=1) >= _LEAST_SHARE * np.prod(full, axis=1)
    is_cut = (shape.height_px > side_px) or (shape.width_px > side_px)
    class_ids = np.where(enough | (not is_cut), objects.class_ids, IGNORED)
    return Boxes(boxes[seen].astype(np.float32), class_ids[seen].astype(np.int64))


def _read_chips(path: Path, folder: Path, classes: ClassConfig) -> list[_Chip]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        names = {category["id"]: str(category["name"]) for category in content["categories"]}
        files = {image["id"]: str(image["file_name"]) for image in content["images"]}
        rows: dict[Any, list[Any]] = {image_id: [] for image_id in files}
        for one in content["annotations"]:
            x, y, width, height = (float(number) for number in one["bbox"])
            ignored = bool(one.get("ignore")) or bool(one.get("iscrowd"))
            class_id = IGNORED if ignored else _class_id(names[one["category_id"]], classes, path)
            rows[one["image_id"]].append((x, y, x + width, y + height, class_id))
    except FileNotFoundError as error:
        raise LabelError(
            f"There are no labels '{path}'.", hint="Make chips first.", where=str(path)
        ) from error
    except LabelError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise LabelError(
            f"'{path}' is not in COCO's format for object detection: {what}.",
            hint="It needs images, annotations with a bbox of x, y, width and height, and "
            "categories.",
            where=str(path),
        ) from error
    if not files:
        raise LabelError(f"'{path}' names no images.", hint="Make chips first.", where=str(path))
    nodata = nodata_files(folder)
    images = ((folder / "img" / files[image_id], found) for image_id, found in rows.items())
    return [
        _Chip(image, image_shape(image), objects_of(found), nodata.get(image.stem))
        for image, found in images
    ]


def objects_of(rows: Sequence[Any]) -> Boxes:
    """The objects in rows of xmin, ymin, xmax, ymax and class id."""
    table = np.array(rows, np.float64).reshape(-1, 5)
    return Boxes(table[:, :4].astype(np.float32), table[:, 4].astype(np.int64))


def _class_id(name: str, classes: ClassConfig, path: Path) -> int:
    if name not in classes.names:
        raise LabelError(
            f"'{path}' has objects of the category {name!r}, but the classes are "
            f"{', '.join(classes.names)}.",
            hint="Name the categories like the classes.",
            where=str(path),
        )
    return classes.names.index(name)
