"""What a whole run takes: as many windows as PREDICT goes through, and more for more of them."""

from pathlib import Path

import numpy as np
import pytest

from rv_engine.backend.predict_options import SemanticSegmentationPredictOptions
from rv_engine.backend.prediction_plan import plan_blocks
from rv_engine.geo import Box
from rv_engine.monitor import Monitor
from rv_engine.pipeline.config_file import load_pipeline_config
from rv_engine.pipeline.preview import ChipPreview, SplitPreview, preview_chips
from rv_engine.pipeline.preview_training import TrainingTrial
from rv_engine.pipeline.run_estimate import count_windows, estimate_run
from tests.engine.engine_process import make_tiny, rv

TRIAL = TrainingTrial("cpu", 4, 0.4, 500.0, 10**7)


@pytest.mark.parametrize(("stride", "crop"), [(None, None), (40, None), (40, "auto"), (48, 8)])
def test_windows_are_counted_as_they_are_predicted(stride, crop):
    options = SemanticSegmentationPredictOptions(chip_sz=64, stride=stride, crop_sz=crop)
    extent = Box(0, 0, 230, 301)
    blocks = plan_blocks(extent, extent, options, 1)
    cells = {cell.to_tuple() for block in blocks for cell in block.cells}
    assert count_windows(extent, options) == len(cells)


@pytest.fixture(scope="module")
def preview(town, tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("estimate")
    new = rv(
        "new", "semantic-segmentation", "--image", town.image, "--labels", town.labels,
        "--labels-layer", "buildings", "--class-field", "class", "--epochs", 3, "--chip-size", 64,
        "--pretrained", "no", "--batch-size", 4, "--root", folder / "run",
        "--out", folder / "config.json",
    )  # fmt: skip
    assert new.code == 0, new.last
    config = load_pipeline_config(make_tiny(folder / "config.json"))
    config.update()
    return preview_chips(config, folder / "chips", Monitor(), examined=4)


def changed(config, **options):
    again = config.model_copy(deep=True)
    again.predict_options = again.predict_options.model_copy(update=options)
    return again


def test_more_to_predict_takes_longer(preview):
    config = preview.config
    whole = estimate_run(changed(config, within_aoi=False), preview, TRIAL)
    part = estimate_run(changed(config, within_aoi=True), preview, TRIAL)
    # A quarter of the town is kept for validation.
    assert part["predicted_windows"] == pytest.approx(whole["predicted_windows"] / 4, rel=0.3)
    looks = changed(config, within_aoi=False, test_time_augmentation="flips")
    factor = estimate_run(looks, preview, TRIAL)["predict_s"] / whole["predict_s"]
    # Reading and writing takes as long as before.
    assert 3 < factor < 4


def test_the_time_of_cutting_follows_from_the_windows(preview):
    splits = {"train": SplitPreview(200, 4, 4, np.zeros(2))}
    many = ChipPreview(preview.config, preview.folder, preview.windows, splits, 1.0, 0.5)
    assert estimate_run(preview.config, many, TRIAL)["chip_s"] == pytest.approx(100)
