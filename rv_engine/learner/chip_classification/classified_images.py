"""Images in folders of their classes."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.errors import LabelError
from rv_engine.learner.chip_classification.resize import resized
from rv_engine.learner.class_folders import class_folders
from rv_engine.learner.image_files import IMAGE_SUFFIXES, ImageShape, image_shape
from rv_engine.learner.nodata import nodata_files, read_chip_image
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import ClassLabel

_MIDDLE_BYTES = 65536


@dataclass(frozen=True)
class _Chip:
    path: Path
    label: int | tuple[int, ...]
    shape: ImageShape
    nodata: Path | None


class ClassifiedImages:
    """The images of one split with their classes.

    Args:
        folder: `<folder>/CLASS/NAME.png`; with several classes, `<folder>/img/NAME.png` and
            `<folder>/labels/NAME.json`.
        class_names: Names of the classes, in the order of their ids.
        size_px: Height and width of the samples; images of other sizes are resampled.
        num_channels: Bands that are expected; those of the first image when None.
        multi_label: Whether an image can have several classes.

    Raises:
        LabelError: There are no images, a class is unknown, or they do not fit each other.
    """

    def __init__(
        self,
        folder: Path,
        class_names: Sequence[str],
        size_px: int,
        num_channels: int | None = None,
        *,
        multi_label: bool = False,
    ) -> None:
        self._folder = folder
        self._class_names = list(class_names)
        self._size_px = size_px
        self._multi_label = multi_label
        found = self._with_several_classes() if multi_label else self._in_class_folders()
        nodata = nodata_files(folder)
        self._chips = [
            _Chip(path, label, image_shape(path), nodata.get(path.stem)) for path, label in found
        ]
        if not self._chips:
            raise LabelError(
                f"There are no chips in '{folder}'.",
                hint="Make chips first; they are .png, .jpg or .npy files in folders named as the "
                "classes.",
                where=str(folder),
            )
        self._check_alike(num_channels)

    @property
    def num_channels(self) -> int:
        """Bands of the images."""
        return self._chips[0].shape.num_channels

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the pixel values."""
        return self._chips[0].shape.dtype

    @property
    def sizes_px(self) -> set[tuple[int, int]]:
        """The heights and widths of the images in their files."""
        return {(chip.shape.height_px, chip.shape.width_px) for chip in self._chips}

    def __len__(self) -> int:
        return len(self._chips)

    def sample(self, index: int, rng: np.random.Generator | None = None) -> Sample:
        """One image of the size that was asked for, and its class; see `SampleSource.sample`.

        Raises:
            LabelError: The file cannot be read.
        """
        chip = self._chips[index]
        read = read_chip_image(chip.path, chip.nodata)
        image = resized(read[None], self._size_px, self.dtype)[0]
        if isinstance(chip.label, int):
            return Sample(image, ClassLabel(chip.label))
        present = np.zeros(len(self._class_names), np.uint8)
        present[list(chip.label)] = 1
        return Sample(image, ClassLabel(present))

    def fingerprint(self) -> str:
        """A hash of all names, classes, lengths, and a part of what is in each file."""
        digest = hashlib.sha256()
        for chip in self._chips:
            size = chip.path.stat().st_size
            digest.update(f"{chip.label} {chip.path.name} {size}\n".encode())
            digest.update(_middle(chip.path))
            if chip.nodata is not None:
                digest.update(_middle(chip.nodata))
        return digest.hexdigest()

    def _in_class_folders(self) -> Iterator[tuple[Path, int]]:
        folders = class_folders(self._class_names)
        ids = {folder: class_id for class_id, folder in enumerate(folders)}
        there = sorted(path for path in _entries(self._folder) if path.is_dir())
        for folder in there:
            images = _images(folder)
            if not images:
                continue
            if folder.name not in ids:
                raise self._unknown_class(folder.name, folders, folder)
            for path in images:
                yield path, ids[folder.name]

    def _with_several_classes(self) -> Iterator[tuple[Path, tuple[int, ...]]]:
        ids = {name: class_id for class_id, name in enumerate(self._class_names)}
        for path in _images(self._folder / "img"):
            label_path = self._folder / "labels" / f"{path.stem}.json"
            names = _read_names(label_path, path)
            for name in names:
                if name not in ids:
                    raise self._unknown_class(name, self._class_names, label_path)
            yield path, tuple(ids[name] for name in names)

    def _unknown_class(self, name: str, known: Sequence[str], where: Path) -> LabelError:
        near = difflib.get_close_matches(name, known, n=1)
        suggestion = f"Did you mean {near[0]!r}? " if near else ""
        return LabelError(
            f"'{where}' is of the class {name!r}, but the classes are "
            f"{', '.join(self._class_names)}.",
            hint=f"{suggestion}Add the class, or remove these chips.",
            where=str(where),
        )

    def _check_alike(self, num_channels: int | None) -> None:
        first = self._chips[0]
        wanted = num_channels or first.shape.num_channels
        for chip in self._chips:
            if chip.shape.num_channels != wanted:
                raise LabelError(
                    f"'{chip.path}' has {chip.shape.num_channels} bands, but expected are {wanted}.",
                    hint="Give all chips the same bands, or set img_channels to their number.",
                    where=str(chip.path),
                )
            if chip.shape.dtype != first.shape.dtype:
                raise LabelError(
                    f"'{chip.path}' has pixels of type {chip.shape.dtype}, but '{first.path}' of "
                    f"type {first.shape.dtype}.",
                    hint="Save all chips with one type of pixels.",
                    where=str(chip.path),
                )


def has_images(folder: Path) -> bool:
    """Whether there is an image in any folder within a folder."""
    return any(_images(path) for path in _entries(folder) if path.is_dir())


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _images(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if path.suffix.lower() in IMAGE_SUFFIXES]


def _read_names(path: Path, image: Path) -> list[str]:
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise LabelError(
            f"'{image}' has no classes: '{path}' is missing.",
            hint="Add the file, a list of names of classes, or remove the image.",
            where=str(image),
        ) from error
    except (OSError, ValueError) as error:
        raise LabelError(f"'{path}' cannot be read: {error}.", where=str(path)) from error
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise LabelError(f"'{path}' holds no list of names of classes.", where=str(path))
    return names


def _middle(path: Path) -> bytes:
    """What is in the middle of a file: other pixels show there, and reading it is quick."""
    with path.open("rb") as file:
        file.seek(max(0, (path.stat().st_size - _MIDDLE_BYTES) // 2))
        return file.read(_MIDDLE_BYTES)
