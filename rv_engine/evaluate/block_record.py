"""What was found in each block of the scenes, kept beside `eval.json` to compare runs by."""

from __future__ import annotations

import json
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.block_counts import SCENE_BITS
from rv_engine.evaluate.bootstrap import Evaluate
from rv_engine.storage import writing
from rv_engine.types import Array

FILE_NAME = "blocks.npz"
_ABOUT = "about"
# What np.load says of a file that is none or is damaged.
_DAMAGES = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, eq=False)
class BlockRecord(ABC):
    """What was found in each block.

    Attributes:
        scenes: Their ids, sorted; their places are the numbers in the keys of blocks.
        class_config: The classes.
    """

    scenes: tuple[str, ...]
    class_config: ClassConfig

    @property
    @abstractmethod
    def measure(self) -> tuple[str, float]:
        """What was counted, and from which overlap on; 0 where there is none."""

    @property
    @abstractmethod
    def keys(self) -> Array:
        """(N,) rising, the blocks in which anything is; see `block_key`."""

    @abstractmethod
    def truth(self) -> dict[str, Array]:
        """What the labels say of each block, by the names of the classes, whatever was predicted."""

    @abstractmethod
    def evaluate(self, keys: Array) -> Evaluate:
        """For `paired_intervals`: the entries of choices of blocks, among them all of these."""

    @abstractmethod
    def of_scene(self, scene: str) -> BlockRecord:
        """That of one scene, which is then the only one."""

    @abstractmethod
    def to_arrays(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """What is to be said in JSON, and in arrays."""

    def save(self, folder: Path) -> None:
        """Writes it into the folder of the evaluation.

        Raises:
            OutputError: It cannot be written.
        """
        values, arrays = self.to_arrays()
        classes = {"names": self.class_config.names, "null_class": self.class_config.null_class}
        about = json.dumps({**values, "scenes": self.scenes, "classes": classes})
        with writing(folder / FILE_NAME) as partial, partial.open("wb") as file:
            np.savez_compressed(file, **{_ABOUT: np.array(about)}, **arrays)  # type: ignore[arg-type]


def read_arrays(folder: Path) -> tuple[dict[str, Any], dict[str, Array]] | None:
    """What `BlockRecord.save` wrote into a folder; None where it is missing or damaged."""
    try:
        # Opened here: numpy leaves a damaged file open.
        with (
            (folder / FILE_NAME).open("rb") as file,
            np.load(file, allow_pickle=False) as arrays,
        ):
            found = {name: arrays[name] for name in arrays.files}
            return dict(json.loads(str(found.pop(_ABOUT)))), found
    except _DAMAGES:
        return None


def classes_in(about: Mapping[str, Any]) -> ClassConfig:
    """The classes of a record."""
    return ClassConfig(**about["classes"])


def sorted_scenes(ids: Sequence[str], keys: Array) -> tuple[tuple[str, ...], Array]:
    """The ids sorted, and the keys of blocks with the numbers that the scenes then have."""
    order = np.argsort(np.array(ids, dtype=str), kind="stable")
    new_numbers = np.argsort(order, kind="stable")
    moved: Array = keys + ((new_numbers[keys >> SCENE_BITS] - (keys >> SCENE_BITS)) << SCENE_BITS)
    return tuple(ids[place] for place in order), moved
