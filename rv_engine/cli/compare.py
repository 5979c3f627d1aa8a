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
@click.option("--html", type=_path, help="Also write a page with tables and pictures to this file.")
@engine_command
def compare(
    session: Session, first: Path, second: Path, as_json: bool, html: Path | None
) -> dict[str, Any]:
    """Compare the scores of the runs FIRST and SECOND.

    Each is a run folder, or an eval.json, also one of Raster Vision's. A star marks the differences
    that are larger than chance makes.
    """
    from rv_engine.evaluate.comparison import (
        compare,
        compare_scenes,
        compare_settings,
        comparison_table,
        read_evaluation,
        run_names,
    )

    evaluations = read_evaluation(first), read_evaluation(second)
    overall, scenes = compare(*evaluations), compare_scenes(*evaluations)
    settings, names = compare_settings(first, second), run_names(first, second)
    values: dict[str, Any] = {
        "names": names,
        "differences": [entry.to_dict() for entry in overall],
        "scenes": [entry.to_dict() for entry in scenes],
        "settings": [dict(zip(("name", "first", "second"), row, strict=True)) for row in settings],
    }
    if html is not None:
        from rv_engine.evaluate.report.comparison_page import Comparison, comparison_page
        from rv_engine.storage import write_text

        comparison = Comparison(names, evaluations, overall, scenes, settings)
        write_text(html, comparison_page(comparison))
        values["report"] = str(html.absolute())
    if as_json:
        session.write(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
    else:
        session.write(comparison_table(overall))
    return values
