"""Writes the report of an evaluation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from rv_engine.evaluate.report.page import html_page
from rv_engine.evaluate.report.pictures import draw_all
from rv_engine.evaluate.report.run_facts import RunFacts
from rv_engine.evaluate.worst_places import PICTURES_FOLDER
from rv_engine.storage import write_text

FILE_NAME = "report.html"


def write_report(
    folder: Path, facts: RunFacts | None = None, groups: Sequence[Path] = ()
) -> Path | None:
    """Writes `report.html`, one file that needs no other, and its drawings as `pictures/*.svg`.

    Args:
        folder: Where an evaluator has written.
        facts: Of the run; when they are left out, the report tells only the evaluation.
        groups: The folders of the other groups of the run.

    Returns:
        The report; None when there is no evaluation that it could tell.

    Raises:
        OutputError: It cannot be written.
    """
    evaluation = _read(folder / "eval.json")
    if evaluation is None:
        return None
    pictures = draw_all(evaluation, facts.training if facts else ())
    # A picture in a page of several is not needed by itself.
    wanted = [p for p in pictures if not p.name.startswith("training-") or not p.in_page]
    for picture in wanted:
        write_text(folder / PICTURES_FOLDER / f"{picture.name}.svg", picture.svg)
    others = {path.name: content for path in groups if (content := _read(path / "eval.json"))}
    places = (_read_json(folder / "worst.json") or {}).get("places", [])
    worst = [{**place, "picture": _open(folder / place["thumbnail"])} for place in places]
    page = html_page(evaluation, pictures, worst, facts=facts, groups=others)
    write_text(folder / FILE_NAME, page)
    return folder / FILE_NAME


def _read(path: Path) -> Mapping[str, Any] | None:
    """An evaluation that one of our evaluators wrote, or nothing."""
    content = _read_json(path)
    return content if content and {"overall", "counted", "group"} <= set(content) else None


def _read_json(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    return content if isinstance(content, dict) else None


def _open(path: Path) -> Image.Image:
    with Image.open(path) as file:
        image: Image.Image = file.copy()
    return image
