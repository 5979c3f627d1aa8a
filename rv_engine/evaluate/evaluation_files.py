"""An evaluation as files, and told to those who wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.text_table import text_table
from rv_engine.messages import to_json
from rv_engine.monitor import Monitor
from rv_engine.storage import write_text


def write_evaluation(
    evaluation: Mapping[str, Any],
    class_config: ClassConfig,
    folder: Path,
    monitor: Monitor,
    *,
    counted: str,
) -> None:
    """Writes `eval.json` and `metrics.txt`, and tells the metrics; `write_report` does the rest.

    Args:
        evaluation: The content of `eval.json`, to which the classes are added.
        class_config: The classes.
        folder: The folder of the group; it names the group.
        monitor: Told of the metrics.
        counted: What was counted, in the plural: "pixels", "cells", "objects".

    Raises:
        OutputError: They cannot be written.
    """
    table = text_table(evaluation)
    content = {
        **evaluation,
        "group": folder.name,
        "counted": counted,
        "classes": class_config.describe(),
    }
    write_text(folder / "eval.json", to_json(content, indent=2) + "\n")
    write_text(folder / "metrics.txt", table)
    monitor.log(table)
    for entry in evaluation["overall"]:
        for metric, value in entry["metrics"].items():
            monitor.metric(metric, value, class_name=entry["class_name"])


def without_curves(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The entries of a scene for `eval.json`: with the curves of many scenes it would be large."""
    light = []
    for entry in entries:
        kept = {name: value for name, value in entry.items() if name != "pr_curve"}
        if kept.get("calibration"):
            kept["calibration"] = {k: v for k, v in kept["calibration"].items() if k != "curve"}
        light.append(kept)
    return light
