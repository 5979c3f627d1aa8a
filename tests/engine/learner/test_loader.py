from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from rv_engine.errors import LabelError
from rv_engine.learner.data_config import AUGMENTORS
from rv_engine.learner.loader import BatchLoader
from rv_engine.learner.samples import Batch, Sample
from rv_engine.learner.semantic_segmentation import ImageChips
from rv_engine.learner.targets import ClassLabel, Mask
from tests.engine.learner.chip_folders import write_chips


class NumberedSource:
    num_channels = 1
    dtype = np.dtype("uint8")

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def sample(self, index: int, rng: np.random.Generator | None = None) -> Sample:
        return Sample(np.full((2, 2, 1), index, np.uint8), Mask(np.zeros((2, 2), np.uint8)))

    def fingerprint(self) -> str:
        return str(self._count)


def numbers(batches: list[Batch]) -> list[list[int]]:
    return [batch.images[:, 0, 0, 0].tolist() for batch in batches]


def epoch_bytes(loader: BatchLoader, epoch: int) -> list[bytes]:
    return [
        batch.images.tobytes()
        + b"".join(mask.class_ids.tobytes() for mask in batch.targets_of(Mask))
        for batch in loader.batches(epoch)
    ]


def test_neither_threads_nor_earlier_epochs_change_what_a_model_sees(tmp_path: Path) -> None:
    source = ImageChips(write_chips(tmp_path, train=7, size_px=40) / "train", 2, 32)
    plain = BatchLoader(source, 3, seed=5, augmentors=AUGMENTORS)
    threaded = BatchLoader(source, 3, num_workers=3, seed=5, augmentors=AUGMENTORS)
    expected = [epoch_bytes(plain, epoch) for epoch in range(3)]
    assert [epoch_bytes(threaded, epoch) for epoch in (2, 0, 1)] == [
        expected[epoch] for epoch in (2, 0, 1)
    ]
    assert expected[0] != expected[1]


def test_another_seed_gives_another_order() -> None:
    orders = [
        numbers(list(BatchLoader(NumberedSource(50), 50, seed=seed).batches())) for seed in (0, 1)
    ]
    assert orders[0] != orders[1]
    assert sorted(orders[0][0]) == list(range(50))


def test_without_a_seed_all_samples_come_in_order() -> None:
    loader = BatchLoader(NumberedSource(5), 2)
    assert numbers(list(loader.batches())) == [[0, 1], [2, 3], [4]]
    assert loader.num_batches == 3


@pytest.mark.parametrize(
    ("count", "batch_sz", "sizes"),
    [(5, 2, [2, 2]), (6, 4, [4, 2]), (3, 8, [3]), (1, 8, [2]), (3, 1, [1, 1, 1]), (1, 1, [1])],
)
def test_no_batch_of_one_is_left_for_batch_normalisation(
    count: int, batch_sz: int, sizes: list[int]
) -> None:
    loader = BatchLoader(NumberedSource(count), batch_sz, seed=0)
    assert [len(batch) for batch in loader.batches()] == sizes
    assert loader.num_batches == len(sizes)


def test_an_error_in_a_thread_reaches_the_caller(tmp_path: Path) -> None:
    folder = write_chips(tmp_path) / "train"
    source = ImageChips(folder, 2, 32)
    (folder / "labels" / "002.png").write_bytes(b"no image")
    with pytest.raises(LabelError, match="002"):
        list(BatchLoader(source, 2, num_workers=2, seed=0).batches())


def test_stopping_in_the_middle_ends_the_threads() -> None:
    batches = BatchLoader(NumberedSource(100), 2, num_workers=3, seed=0).batches()
    next(batches)
    batches.close()
    deadline_s = 5
    for thread in threading.enumerate():
        if thread.name.startswith("chips"):
            thread.join(deadline_s)
            assert not thread.is_alive()


def test_samples_of_another_task_are_noticed() -> None:
    batch = Batch(np.zeros((2, 2, 2, 1)), [ClassLabel(0), ClassLabel(1)])
    assert [label.class_id for label in batch.targets_of(ClassLabel)] == [0, 1]
    with pytest.raises(TypeError, match="are no Mask"):
        batch.targets_of(Mask)
