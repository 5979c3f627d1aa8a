"""The page of a report."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import jinja2
from PIL import Image, features

from rv_engine.evaluate.report.drawing import inlined
from rv_engine.evaluate.report.pictures import Picture
from rv_engine.evaluate.report.run_facts import RunFacts
from rv_engine.evaluate.report.tables import (
    class_table,
    found_table,
    frequent_mistakes,
    grouped,
    matrix_table,
    percent,
    score_table,
    summary_cells,
    summary_table,
    things,
)
from rv_engine.evaluate.text_table import number
from rv_engine.version import __version__

_FOLDER = Path(__file__).parent
_CURVES = ("precision-recall", "reliability")
_MATRIX = "confusion-matrix"
_PRECISION_AND_RECALL = (
    "Precision: of what is predicted as a class, the share that is right. Recall: of what is "
    "labelled as a class, the share that is found. F1: their harmonic mean."
)


def html_page(
    evaluation: Mapping[str, Any],
    pictures: Sequence[Picture],
    worst: Sequence[Mapping[str, Any]],
    *,
    facts: RunFacts | None = None,
    groups: Mapping[str, Mapping[str, Any]] | None = None,
) -> str:
    """An evaluation as one self-contained page.

    Args:
        evaluation: The content of `eval.json`.
        pictures: What `draw_all` gave.
        worst: The places in `worst.json`, with the "picture" of each, a PIL image.
        facts: Of the run, when there is one.
        groups: The evaluations of the other groups of the run, by name.
    """
    counted = evaluation["counted"]
    group = readable(evaluation["group"])
    average = evaluation["overall"][-1]
    drawn = {p.name: _in_page(p) for p in pictures if p.in_page}
    matrix = drawn.pop(_MATRIX, None)
    curves = [drawn.pop(name) for name in _CURVES if name in drawn]
    values: dict[str, Any] = {
        "title": f"{facts.name}: {group}" if facts else f"Evaluation of {group}",
        "subtitle": _subtitle(evaluation, facts),
        "counted": counted,
        "painted": [c for c in evaluation.get("classes", []) if not c.get("null")],
        "cards": [
            {"name": title, "text": cell.text, "interval": cell.interval}
            for title, cell in summary_cells(average, counted)
        ],
        "in_words": _in_words(evaluation),
        "about_objects": _about_objects(evaluation),
        "class_table": class_table(evaluation),
        "interval_note": _interval_note(average),
        "errors_picture": matrix,
        "mistakes": frequent_mistakes(evaluation),
        "matrix_table": matrix_table(evaluation),
        "found_table": found_table(evaluation),
        "curves": curves,
        "curves_left_out": evaluation.get("curves_left_out"),
        "score_table": score_table(evaluation),
        "worst": [_thumbnail(place) for place in worst],
        "worst_note": _worst_note(counted),
        "scene_table": _scene_table(evaluation),
        "group_table": _group_table(evaluation, groups or {}),
        "training": list(drawn.values()),
        "facts": facts.sections if facts else (),
        "method": _method(evaluation),
    }
    return rendered("page.html.jinja", **values, sections=_sections(values))


def rendered(template: str, **values: Any) -> str:
    """A template in this folder with its values, and with what all pages have."""
    loader = jinja2.FileSystemLoader(_FOLDER)
    environment = jinja2.Environment(autoescape=True, loader=loader)
    now = datetime.now(timezone.utc)
    return (
        environment.get_template(template)
        .render(
            style=(_FOLDER / "style.css").read_text(encoding="utf-8"),
            version=__version__,
            created=f"{now.day} {now:%B %Y, %H:%M} UTC",
            **values,
        )
        .lstrip()
    )


def readable(group: str) -> str:
    """The name of a group for people."""
    return group.replace("_", " ")


def _in_page(picture: Picture) -> dict[str, Any]:
    return {
        "name": picture.name,
        "title": picture.title,
        "caption": picture.caption,
        "svg": inlined(picture.svg, picture.name, picture.label),
    }


def _thumbnail(place: Mapping[str, Any]) -> dict[str, Any]:
    image: Image.Image = place["picture"]
    content = io.BytesIO()
    # A photograph as PNG would be ten times as large.
    kind = "webp" if features.check("webp") else "png"
    image.save(content, format=kind, **({"quality": 84} if kind == "webp" else {}))
    encoded = base64.b64encode(content.getvalue()).decode()
    what = f"Scene {place['scene']}: image, label and prediction. {place['text']}."
    return {
        "src": f"data:image/{kind};base64,{encoded}",
        "width": image.width,
        "height": image.height,
        "alt": what,
        "scene": place["scene"],
        "text": place["text"],
    }


def _subtitle(evaluation: Mapping[str, Any], facts: RunFacts | None) -> str:
    scenes = len(evaluation["per_scene"])
    count = evaluation["overall"][-1]["gt_count"]
    parts = [facts.summary] if facts and facts.summary else []
    parts.append(things(scenes, "scenes"))
    parts.append(things(count, f"labelled {evaluation['counted']}"))
    return " · ".join(parts)


def _in_words(evaluation: Mapping[str, Any]) -> str:
    """What the numbers say, in a few sentences."""
    *classes, average = evaluation["overall"]
    texts = []
    if evaluation["counted"] == "objects":
        found, false, missed = (average[name] for name in ("true_pos", "false_pos", "false_neg"))
        texts.append(
            f"Of {grouped(found + missed)} labelled objects {grouped(found)} are found and "
            f"{grouped(missed)} are missed; {grouped(false)} predicted boxes are false."
        )
    elif average.get("overall_accuracy") is not None:
        share = average["overall_accuracy"]
        texts.append(f"{percent(share, 1)} of the labelled {evaluation['counted']} are right.")
    scored = [
        (entry["metrics"]["f1"], entry["class_name"])
        for entry in classes
        if entry["gt_count"] and entry["metrics"].get("f1") is not None
    ]
    nulls = {entry["name"] for entry in evaluation.get("classes", ()) if entry.get("null")}
    # How well the rest of the world is told from them, the classes tell themselves.
    wanted = [entry for entry in scored if entry[1] not in nulls]
    best, worst = max(wanted, default=None), min(wanted, default=None)
    if best is not None and worst is not None and best[0] > worst[0]:
        texts.append(
            f"Best is {best[1]} with an F1 of {number(best[0])}, weakest {worst[1]} with "
            f"{number(worst[0])}."
        )
    absent = [entry["class_name"] for entry in classes if not entry["gt_count"]]
    if absent:
        texts.append(f"Nothing is labelled as {', '.join(absent)}.")
    return " ".join(texts)


def _about_objects(evaluation: Mapping[str, Any]) -> str:
    if "iou_thresh" not in evaluation:
        return ""
    return (
        f"A box counts with a score of at least {number(evaluation['score_thresh'])}, and finds an "
        f"object when both share at least {number(evaluation['iou_thresh'])} of what they cover "
        "together. mAP50 and mAP look at all scores, as COCO does."
    )


def _interval_note(average: Mapping[str, Any]) -> str:
    if "intervals" in average:
        return (
            "Small: the 95\u00a0% interval, had other places of this kind been labelled (bootstrap over "
            "blocks of the images). Bars go from 0 to 1."
        )
    return "There are too few labelled blocks of 256 × 256 pixels to tell intervals."


def _worst_note(counted: str) -> str:
    return {
        "objects": "With a white rim: on the label what was missed, on the prediction what is "
        "false.",
        "cells": "The wrong cells that the model was surest of.",
        "pixels": "The blocks with most wrong pixels. The null class is left clear; what does not "
        "count is dark.",
    }.get(counted, "")


def _scene_table(evaluation: Mapping[str, Any]) -> Any:
    scenes = [(name, entries[-1]) for name, entries in evaluation["per_scene"].items()]
    counted = evaluation["counted"]
    return summary_table("Each scene by itself", "Scene", scenes, counted)


def _group_table(evaluation: Mapping[str, Any], groups: Mapping[str, Mapping[str, Any]]) -> Any:
    if not groups:
        return None
    entries = [(readable(of["group"]), of["overall"][-1]) for of in (evaluation, *groups.values())]
    return summary_table("This group first", "Group", entries, evaluation["counted"])


def _method(evaluation: Mapping[str, Any]) -> list[str]:
    counted = evaluation["counted"]
    texts = {
        "pixels": "Counted are pixels that have image data, a label, and lie in the areas of "
        "interest; all others are left out of every number.",
        "cells": "Counted are cells that have image data and a label and lie in the areas of "
        "interest; all others are left out of every number.",
        "objects": "Objects that are cut by the image's edge, reach out of the areas of interest or "
        "have hardly any image data may be found or not: neither counts.",
    }
    lines = [
        texts.get(counted, ""),
        _PRECISION_AND_RECALL,
    ]
    if counted == "pixels":
        lines.append("IoU: what label and prediction share, of what they cover together.")
    if "average_precision" in evaluation["overall"][0] or counted == "objects":
        lines.append(
            "Calibration error: how far scores are from the share that is right, in the mean "
            "(expected calibration error, 15 bins). Brier score: the mean squared distance of a "
            "score from the truth; 0 is perfect."
        )
    if "kappa" in evaluation["overall"][-1]:
        lines.append("Kappa: 0 is what chance would give, 1 is perfect.")
    lines.append(
        "The average is weighted by how much of each class is labelled; the mean of classes is not, "
        "and leaves the null class out."
    )
    return [line for line in lines if line]


def _sections(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    there = {
        "classes": ("Classes", True),
        "errors": ("Errors", values["errors_picture"] or values["found_table"]),
        "scores": ("Scores", True),
        "worst": ("Worst places", values["worst"]),
        "scenes": ("Scenes", True),
        "training": ("Training", values["facts"] or values["training"]),
        "measured": ("Method", True),
    }
    return [(name, title) for name, (title, shown) in there.items() if shown]
