"""`rv compare`: the scores of two runs side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from rv_engine.cli.session import Session, engine_command

_path = click.Path(path_type=Path)


@click.command()
@click.argument("first", type=_path)
@click.argument("second", type=_path)
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of a table.")
@engine_command
def compare(session: Session, first: Path, second: Path, as_json: bool) -> dict[str, Any]:
    """Compare the scores of the runs FIRST and SECOND.

    Each is a run folder, or an eval.json, also one of Raster Vision's. A star marks the differences
    that are larger than chance makes.
    """
    from rv_engine.evaluate.comparison import compare, comparison_table, read_evaluation

    differences = compare(read_evaluation(first), read_evaluation(second))
    values = {"differences": [entry.to_dict() for entry in differences]}
    if as_json:
        session.write(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
    else:
        session.write(comparison_table(differences))
    return values
