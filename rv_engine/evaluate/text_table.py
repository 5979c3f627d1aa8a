"""The metrics as text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

METRIC_TITLES = {
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
    "iou": "IoU",
    "ap": "mAP",
    "ap50": "mAP50",
}
AGREEMENT_TITLES = {
    "overall_accuracy": "Overall accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "kappa": "Kappa",
    "mean_iou": "Mean IoU",
    "average_precision": "Mean average precision",
}


def text_table(evaluation: Mapping[str, Any]) -> str:
    """The metrics of each class as lines of text."""
    entries = evaluation["overall"]
    width = max(len(str(entry["class_name"])) for entry in entries)
    columns = metric_names(evaluation)
    head = f"{'':{width}}  " + "  ".join(f"{METRIC_TITLES[name]:>9}" for name in columns)
    lines = [head.rstrip()]
    for entry in entries:
        values = "  ".join(f"{number(entry['metrics'].get(name)):>9}" for name in columns)
        lines.append(f"{entry['class_name']:{width}}  {values}")
    lines += [
        f"{title}: {number(entries[-1][name])}"
        for name, title in AGREEMENT_TITLES.items()
        if name in entries[-1]
    ]
    return "\n".join(lines) + "\n"


def metric_names(evaluation: Mapping[str, Any]) -> list[str]:
    """The metrics that this task has, in their order."""
    known = evaluation["overall"][0]["metrics"]
    return [name for name in METRIC_TITLES if name in known]


def number(value: float | None) -> str:
    """Three digits after the point, or a dash for what is not defined."""
    return "–" if value is None or math.isnan(value) else f"{value:.3f}"
