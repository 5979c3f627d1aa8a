"""The groups of the toolbox."""

from __future__ import annotations

from pathlib import Path

from ..places import ICON_PATH, ICONS_FOLDER
from ..translation import tr

TRAIN = "train"
PREDICT = "predict"
EVALUATE = "evaluate"
DATA = "data"
PIPELINE = "pipeline"


def group_title(group_id: str) -> str:
    """What the toolbox calls a group."""
    return {
        TRAIN: tr("Train a model"),
        PREDICT: tr("Predict"),
        EVALUATE: tr("Evaluate"),
        DATA: tr("Training data"),
        PIPELINE: tr("Pipelines"),
    }[group_id]


def group_icon(group_id: str) -> Path:
    """The picture of a group's algorithms."""
    path = ICONS_FOLDER / f"{group_id}.svg"
    return path if path.is_file() else ICON_PATH
