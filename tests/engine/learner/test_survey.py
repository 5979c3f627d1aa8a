from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rv_engine.errors import LabelError
from rv_engine.learner.semantic_segmentation import ImageChips
from rv_engine.learner.survey import survey
from rv_engine.learner.targets import NO_LABEL
from tests.engine.learner.chip_folders import make_chip, write_chip
from tests.engine.learner.recording import RecordingMonitor


@pytest.mark.parametrize("num_workers", [0, 3])
def test_statistics_are_those_of_all_labelled_pixels(
    tmp_path: Path, monitor: RecordingMonitor, num_workers: int
) -> None:
    images, masks = [], []
    for index in range(5):
        image, mask = make_chip(index, bands=4, dtype="uint16")
        image[: 4 * index], mask[: 4 * index] = 0, NO_LABEL
        write_chip(tmp_path, str(index), image, mask)
        images.append(image)
        masks.append(mask)
    found = survey(ImageChips(tmp_path, 3, 32), 3, num_workers, monitor, "Looking")
    pixels = np.stack(images)[np.stack(masks) != NO_LABEL].astype(float)
    np.testing.assert_allclose(found.means, pixels.mean(axis=0))
    np.testing.assert_allclose(found.stds, pixels.std(axis=0))
    assert found.class_counts == [int((np.stack(masks) == class_id).sum()) for class_id in range(3)]
    assert monitor.progress_messages[-1].done == 5


def test_chips_without_any_label_are_an_error(tmp_path: Path, monitor: RecordingMonitor) -> None:
    write_chip(tmp_path, "a", make_chip(0)[0], np.full((32, 32), NO_LABEL, np.uint8))
    with pytest.raises(LabelError, match="Not one chip has a label"):
        survey(ImageChips(tmp_path, 2, 32), 2, 0, monitor, "Looking")
