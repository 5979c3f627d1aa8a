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
from ..report.verdicts import read_verdicts, verdicts_text
from ..translation import tr
from .engine_algorithm import EngineAlgorithm, Parameters
from .feedback_reporter import FeedbackReporter
from .report_output import report_output
from .tool_group import EVALUATE

FIRST = "FIRST"
SECOND = "SECOND"
OUTPUT = "OUTPUT"
REPORT = "REPORT"

_COLUMNS = ("class_name", "metric", "first", "second", "difference", "low", "high", "is_clear")


class CompareRunsAlgorithm(EngineAlgorithm):
    """Puts the scores of two runs side by side."""

    GROUP = EVALUATE

    def name(self) -> str:
        return "compareruns"

    def displayName(self) -> str:
        return tr("Accuracy difference of two runs")

    def shortDescription(self) -> str:
        return tr("Puts the scores of two runs side by side, and says whether they differ.")

    def shortHelpString(self) -> str:
        return tr(
            "Compares the scores of two runs, class by class: has it become better, and by how "
            "much? Where both were evaluated on the same places with the same labels, it also says "
            "whether they differ by more than chance makes, with the 95 % interval of the "
            "difference. Where they were not, it says so.\n\n"
            "The table is written as CSV, which QGIS opens too, and beside it as a page."
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
            tr(
                "A line a class and measure: both values, the second minus the first, its 95 % "
                "interval, and whether the two differ."
            ),
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
        basis = verdicts_text(read_verdicts(values))
        feedback.pushInfo(basis)
        table = Path(self.parameterAsFileOutput(parameters, OUTPUT, context))
        report = table.with_suffix(".html")
        try:
            _write_table(table, rows)
            report.write_text(_page(runs, rows, basis), encoding="utf-8")
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
        for row in rows:
            low, high = row.get("interval") or (None, None)
            writer.writerow({**row, "low": low, "high": high})


def _line(row: dict[str, Any]) -> str:
    return "  ".join([str(row.get("class_name")), str(row.get("metric")), *_values(row)]).rstrip()


def _values(row: dict[str, Any]) -> list[str]:
    low, high = row.get("interval") or (None, None)
    verdicts = {True: tr("differs"), False: tr("no difference shown")}
    return [
        _number(row.get("first")),
        _number(row.get("second")),
        _number(row.get("difference"), "+"),
        "" if low is None else f"{_number(low, '+')} – {_number(high, '+')}",
        verdicts.get(row.get("is_clear"), ""),
    ]


def _page(runs: list[str], rows: list[dict[str, Any]], basis: str) -> str:
    head = [tr("Class"), tr("Measure"), tr("First"), tr("Second"), tr("Difference")]
    head += [tr("95 % interval"), tr("Verdict")]
    lines = []
    for row in rows:
        cells = [escape(str(row.get(name))) for name in ("class_name", "metric")]
        cells += map(escape, _values(row))
        if row.get("is_clear"):
            cells = [f"<b>{cell}</b>" for cell in cells]
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    names = "".join(f"<li>{escape(run)}</li>" for run in runs)
    style = "table{border-collapse:collapse}td,th{padding:2px 10px;border-bottom:1px solid #ccc}"
    return (
        f'<!doctype html><meta charset="utf-8"><style>{style}</style>'
        f"<h1>{escape(tr('Accuracy difference of two runs'))}</h1><ol>{names}</ol>"
        f"<table><tr>{titles}</tr>{''.join(lines)}</table><p>{escape(basis)}</p>\n"
    )


def _number(value: Optional[float], sign: str = "") -> str:
    return "–" if value is None else f"{value:{sign}.3f}"
