"""Which curves of a run are shown, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping

from ..translation import tr
from .run_snapshot import Curve

# Of all that is measured, what people look at first; the rest is in the log and the report.
_SCORES = ("avg_f1", "avg_iou", "mAP50", "mAP", "avg_precision", "avg_recall", "accuracy")
_MOST_CURVES = 3


def sorted_curves(curves: Mapping[str, Curve]) -> tuple[dict[str, Curve], dict[str, Curve]]:
    """The curves of losses, and those of the scores that people look at first, by their titles."""
    losses = [name for name in curves if "loss" in name]
    scores = [name for name in _SCORES if name in curves]
    return tuple(
        {curve_title(name): curves[name] for name in names[:_MOST_CURVES]}
        for names in (losses, scores)
    )


def curve_title(name: str) -> str:
    """What the engine's name of a metric is in words."""
    titles = {
        "train_loss": tr("training loss"),
        "val_loss": tr("validation loss"),
        "avg_f1": tr("mean F1"),
        "avg_iou": tr("mean IoU"),
        "avg_precision": tr("mean precision"),
        "avg_recall": tr("mean recall"),
        "accuracy": tr("accuracy"),
        "mAP": tr("mAP"),
        "mAP50": tr("mAP50"),
    }
    return titles.get(name, name.replace("_", " "))
