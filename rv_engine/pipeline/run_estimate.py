"""About what a whole run takes, command by command: from its preview and some steps of its training.

Cutting chips and training are measured; predicting is derived from the steps of the training, and what
is left from what it takes for each pixel on a usual computer. So it is an "about": three times as much
or as little surprises nobody.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from rv_engine.backend.predict_options import (
    PredictOptions,
    SemanticSegmentationPredictOptions,
    TestTimeAugmentation,
)
from rv_engine.geo import Box, axis_starts
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.preview import ChipPreview
from rv_engine.pipeline.preview_training import FORWARD_SHARE, TrainingTrial
from rv_engine.scene import SceneConfig

# The process, its imports and the model's loading.
_START_S = 8.0
# To read a pixel of all bands, join windows, and write and outline the map.
_MAP_S_PER_PIXEL = 4e-7
# To compare a pixel with its labels, and to draw the report.
_EVAL_S_PER_PIXEL = 2e-7
_REPORT_S = 3.0
# The checkpoints of the best and the last epoch with what the optimiser holds, and the bundle.
_COPIES_OF_MODEL = 5
_MAP_BYTES_PER_PIXEL = 0.5
_LOOKS: dict[TestTimeAugmentation, int] = {"none": 1, "flips": 4, "flips_and_turns": 8}


def estimate_run(
    config: RVPipelineConfig, preview: ChipPreview, trial: TrainingTrial
) -> dict[str, Any]:
    """The seconds of each command and of all, the memory and the room on the disk, as JSON values.

    Args:
        config: Updated: that of the trial.
        preview: Of the same chips.
        trial: Some steps of the training.
    """
    options = config.predict_options or PredictOptions()
    windows, pixels = 0, 0
    for scene in config.dataset.predicted_scenes:
        extent, share = _predicted(scene, preview, options)
        windows += round(share * count_windows(extent, options))
        pixels += round(share * extent.height * extent.width)
    learnt_px = preview.chip_size_px
    forward_s = FORWARD_SHARE * trial.step_s / trial.batch_sz
    forward_s *= (options.chip_sz / learnt_px) ** 2 * _LOOKS[options.test_time_augmentation]
    training = trial.estimate(config, preview)
    seconds = {
        "chip_s": preview.cut_s,
        "train_s": training["training_s"],
        "predict_s": windows * forward_s + pixels * _MAP_S_PER_PIXEL,
        "eval_s": _REPORT_S + pixels * _EVAL_S_PER_PIXEL,
        "other_s": _START_S,
    }
    disk_bytes = preview.disk_bytes + _COPIES_OF_MODEL * trial.model_bytes
    return {
        **seconds,
        "run_s": sum(seconds.values()),
        "predicted_windows": windows,
        "memory_mb": trial.memory_mb,
        "disk_bytes": round(disk_bytes + pixels * _MAP_BYTES_PER_PIXEL),
    }


def count_windows(extent: Box, options: PredictOptions) -> int:
    """How many windows a prediction of an extent goes through."""
    size = options.chip_sz - 2 * getattr(options, "crop_px", 0)
    stride = options.stride_px
    rows = axis_starts(extent.ymin, extent.ymax, size, stride)
    columns = axis_starts(extent.xmin, extent.xmax, size, stride)
    return len(rows) * len(columns)


def _predicted(
    scene: SceneConfig, preview: ChipPreview, options: PredictOptions
) -> tuple[Box, float]:
    """The extent of a scene, and which share of it is predicted."""
    for one in preview.windows:
        if one.scene.id == scene.id:
            extent, area = one.scene.extent, one.scene.aoi
            # The other tasks predict all of the image.
            is_limited = isinstance(options, SemanticSegmentationPredictOptions)
            if area is None or not (is_limited and options.within_aoi):
                return extent, 1.0
            whole = shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
            return extent, float(area.shares(np.array([whole]))[0])
    return scene.open_image().extent, 1.0
