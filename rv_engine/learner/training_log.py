"""The log of a training as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from rv_engine.storage import write_text


def write_log(path: Path, rows: Sequence[Mapping[str, float]]) -> None:
    """Writes one line an epoch; what is not defined is left empty."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    write_text(path, text.getvalue())


def _cell(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return f"{value:.6g}"
