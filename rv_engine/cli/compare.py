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

    Each is a run folder, or an eval.json, also one of Raster Vision's. When both were measured on
    the same places with the same labels, it is also told whether they differ by more than chance
    makes.
    """
    from rv_engine.evaluate.comparison import (
        compare,
        compare_blocks,
        compare_scenes,
        compare_settings,
        comparison_table,
        read_evaluation,
        run_names,
    )

    evaluations = read_evaluation(first), read_evaluation(second)
    paired = compare_blocks(first, second)
    overall, scenes = compare(*evaluations, paired), compare_scenes(*evaluations, paired)
    settings, names = compare_settings(first, second), run_names(first, second)
    values: dict[str, Any] = {
        "names": names,
        "paired": {
            "blocks": paired.count,
            "unpaired": paired.unpaired and paired.unpaired.value,
            "reason": paired.reason or None,
        },
        "differences": [entry.to_dict() for entry in overall],
        "scenes": [entry.to_dict() for entry in scenes],
        "settings": [dict(zip(("name", "first", "second"), row, strict=True)) for row in settings],
    }
    if html is not None:
        from rv_engine.evaluate.report.comparison_page import Comparison, comparison_page
        from rv_engine.storage import write_text

        comparison = Comparison(names, evaluations, overall, scenes, settings, paired)
        write_text(html, comparison_page(comparison))
        values["report"] = str(html.absolute())
    if as_json:
        session.write(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
    else:
        session.write(comparison_table(overall, paired))
    return values
