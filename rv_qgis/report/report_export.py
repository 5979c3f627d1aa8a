"""Writes a report as HTML, PDF or CSV: whole or not at all."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..translation import tr
from ..whole_file import writing
from .evaluation import Evaluation
from .report_document import report_html, write_pdf

_REPORT_NAME = "report.html"
_SCORES = ("precision", "recall", "f1", "iou", "ap50")


def export_report(evaluation: Evaluation, pictures: Sequence[Path], target: Path) -> None:
    """Writes the report, as what the ending of the target's name says.

    Args:
        pictures: The engine's drawings.

    Raises:
        OutputError: It cannot be written there.
    """
    hint = tr("Choose another folder, or close the program that has it open.")
    with writing(target, hint) as partial:
        if target.suffix.lower() == ".pdf":
            with partial.open("wb"):
                pass  # Qt would fail without a word
            write_pdf(evaluation, pictures, partial)
        elif target.suffix.lower() == ".csv":
            _write_csv(evaluation, partial)
        else:
            _write_html(evaluation, partial)


def _write_html(evaluation: Evaluation, target: Path) -> None:
    made = evaluation.path.with_name(_REPORT_NAME)
    if made.is_file():
        shutil.copyfile(made, target)
    else:
        target.write_text(report_html(evaluation), encoding="utf-8")


def _write_csv(evaluation: Evaluation, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        ends = [f"{name}_{end}" for name in _SCORES for end in ("low", "high")]
        writer.writerow(["scene", "class", *_SCORES, *ends, "true_count", "predicted_count"])
        for scene in evaluation.scenes:
            for row in scene.rows:
                intervals = [
                    end for name in _SCORES for end in row.intervals.get(name, (None, None))
                ]
                values = [getattr(row, name) for name in _SCORES]
                counts = [row.true_count, row.predicted_count]
                writer.writerow([scene.title, row.name, *values, *intervals, *counts])
