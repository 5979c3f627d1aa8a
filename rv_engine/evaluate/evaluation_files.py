"""An evaluation as files, and told to those who wait."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.report import html_page, text_table
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
    """Writes `eval.json`, `metrics.txt` and `report.html`, and tells the metrics.

    Args:
        evaluation: The content of `eval.json`.
        class_config: The classes.
        folder: The folder of the group; it names the group.
        monitor: Told of the metrics.
        counted: What was counted, in the plural: "pixels", "cells".

    Raises:
        OutputError: They cannot be written.
    """
    table = text_table(evaluation)
    colors = {str(entry["name"]): str(entry["color"]) for entry in class_config.describe()}
    title = f"Evaluation of {folder.name.replace('_', ' ')}"
    write_text(folder / "eval.json", to_json(evaluation, indent=2) + "\n")
    write_text(folder / "metrics.txt", table)
    write_text(folder / "report.html", html_page(evaluation, colors, title, counted))
    monitor.log(table)
    for entry in evaluation["overall"]:
        for metric, value in entry["metrics"].items():
            monitor.metric(metric, value, class_name=entry["class_name"])
