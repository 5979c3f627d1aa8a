"""The algorithm "Accuracy difference of two runs"."""

from __future__ import annotations

import csv
from html import escape
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ...rv_engine.errors import ConfigError, OutputError
from ..engine.commands import compare_command
from ..translation import tr
from .engine_algorithm import EngineAlgorithm, Parameters
from .feedback_reporter import FeedbackReporter
from .report_output import report_output
from .tool_group import EVALUATE

FIRST = "FIRST"
SECOND = "SECOND"
OUTPUT = "OUTPUT"
REPORT = "REPORT"

_COLUMNS = ("class_name", "metric", "first", "second", "difference", "is_clear")


class CompareRunsAlgorithm(EngineAlgorithm):
    """Puts the scores of two runs side by side."""

    GROUP = EVALUATE

    def name(self) -> str:
        return "compareruns"

    def displayName(self) -> str:
        return tr("Accuracy difference of two runs")

    def shortDescription(self) -> str:
        return tr("Puts the scores of two runs side by side, and says which differences are clear.")

    def shortHelpString(self) -> str:
        return tr(
            "Compares the scores of two runs, class by class: has it become better, and by how "
            "much? A difference is clear when the 95 % intervals of the two do not touch; others "
            "may be chance.\n\n"
            "Both runs must have been evaluated on the same labels for this to say anything. The "
            "table is written as CSV, which QGIS opens too, and beside it as a page."
        )

    def tags(self) -> list[str]:
        return tr("deep learning,machine learning,accuracy,compare,scores,evaluation").split(",")

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        for name, title in ((FIRST, tr("First run")), (SECOND, tr("Second run"))):
            self.add_parameter(
                QgsProcessingParameterFile(name, title, QgsProcessingParameterFile.Behavior.Folder),
                tr("The folder of a run that was evaluated; an eval.json can be written here too."),
            )
        self.add_parameter(
            QgsProcessingParameterFileDestination(
                OUTPUT, tr("Differences"), fileFilter=tr("Tables (*.csv)")
            ),
            tr("A line a class and measure: both values, and the second minus the first."),
        )
        self.addOutput(report_output(REPORT))

    def take_inputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        for name in (FIRST, SECOND):
            if not self.parameterAsFile(parameters, name, context):
                raise ConfigError(
                    tr("Two runs are needed."), hint=tr("Choose the folders of two runs.")
                )

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        runs = [self.parameterAsFile(parameters, name, context) for name in (FIRST, SECOND)]
        values = self.runner.run(
            compare_command(*runs), FeedbackReporter(feedback), feedback.isCanceled
        )
        rows = values.get("differences") or []
        for row in rows:
            feedback.pushInfo(_line(row))
        table = Path(self.parameterAsFileOutput(parameters, OUTPUT, context))
        report = table.with_suffix(".html")
        try:
            _write_table(table, rows)
            report.write_text(_page(runs, rows), encoding="utf-8")
        except OSError as error:
            raise OutputError(
                tr("'{path}' cannot be written: {reason}.").format(
                    path=error.filename, reason=error.strerror
                ),
                hint=tr("Choose a folder that you may write to."),
            ) from error
        return {OUTPUT: str(table), REPORT: str(report)}


def _write_table(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def _line(row: dict[str, Any]) -> str:
    star = " *" if row.get("is_clear") else ""
    return "{}  {}  {}  {}  {}{}".format(
        row.get("class_name"),
        row.get("metric"),
        _number(row.get("first")),
        _number(row.get("second")),
        _number(row.get("difference"), "+"),
        star,
    )


def _page(runs: list[str], rows: list[dict[str, Any]]) -> str:
    head = [tr("Class"), tr("Measure"), tr("First"), tr("Second"), tr("Difference")]
    lines = []
    for row in rows:
        cells = [
            escape(str(row.get("class_name"))),
            escape(str(row.get("metric"))),
            _number(row.get("first")),
            _number(row.get("second")),
            _number(row.get("difference"), "+"),
        ]
        if row.get("is_clear"):
            cells = [f"<b>{cell}</b>" for cell in cells]
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    names = "".join(f"<li>{escape(run)}</li>" for run in runs)
    clear = escape(tr("In bold: the 95 % intervals of the two do not touch."))
    style = "table{border-collapse:collapse}td,th{padding:2px 10px;border-bottom:1px solid #ccc}"
    return (
        f'<!doctype html><meta charset="utf-8"><style>{style}</style>'
        f"<h1>{escape(tr('Accuracy difference of two runs'))}</h1><ol>{names}</ol>"
        f"<table><tr>{titles}</tr>{''.join(lines)}</table><p>{clear}</p>\n"
    )


def _number(value: Optional[float], sign: str = "") -> str:
    return "–" if value is None else f"{value:{sign}.3f}"
