"""The metrics of object detection for people: a text table and a page of HTML."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import jinja2

_TITLES = {
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
    "ap": "mAP",
    "ap50": "mAP50",
}
_SIDE = 320  # of the drawn curves

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{{ title }}</title>
<style>
 body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em;
        color: #222; background: #fff }
 table { border-collapse: collapse; margin: 1em 0 }
 th, td { padding: .35em .8em; border-bottom: 1px solid #ddd; text-align: right }
 th:first-child, td:first-child { text-align: left }
 .swatch { display: inline-block; width: .9em; height: .9em; margin-right: .5em;
           border: 1px solid #888; vertical-align: -1px }
 figure { margin: 1em 0 } svg text { font: 12px system-ui, sans-serif; fill: #444 }
</style>
<h1>{{ title }}</h1>
<h2>Objects</h2>
<p>A box counts with a score of at least {{ score }}, and finds an object when it shares at least
{{ iou }} of what both cover together. mAP is COCO's, over shares from 0.5 to 0.95.</p>
<table>
<tr><th>Class</th>{% for c in columns %}<th>{{ c }}</th>{% endfor %}
<th>Labelled</th><th>Predicted</th><th>Found</th><th>False</th><th>Missed</th></tr>
{% for row in rows %}<tr><td>
{%- if row.color %}<span class="swatch" style="background:{{ row.color }}"></span>{% endif -%}
{{ row.name }}</td>{% for v in row.numbers %}<td>{{ v }}</td>{% endfor -%}
{% for v in row.counts %}<td>{{ "{:,}".format(v) }}</td>{% endfor %}</tr>
{% endfor %}</table>
<h2>Which score to ask for</h2>
<p>Where F1 is highest. Choose a lower score to miss less, a higher one to find less that is
wrong.</p>
<table>
<tr><th>Class</th><th>Score</th><th>F1</th><th>Precision</th><th>Recall</th></tr>
{% for row in rows %}<tr><td>{{ row.name }}</td>
{%- for v in row.best %}<td>{{ v }}</td>{% endfor %}</tr>
{% endfor %}</table>
<h2>Precision and recall</h2>
<figure><svg viewBox="-44 -12 {{ side + 64 }} {{ side + 56 }}" width="{{ side + 64 }}" role="img"
 aria-label="Precision over recall">
{% for tick in ticks %}<path d="M{{ tick * side }} 0V{{ side }}M0 {{ tick * side }}H{{ side }}"
 stroke="#ddd" fill="none"/>
<text x="{{ tick * side }}" y="{{ side + 16 }}" text-anchor="middle">{{ tick }}</text>
<text x="-6" y="{{ side - tick * side + 4 }}" text-anchor="end">{{ tick }}</text>
{% endfor %}{% for row in rows if row.path %}<path d="{{ row.path }}" fill="none" stroke-width="2"
 stroke="{{ row.color or '#444' }}"{% if not row.color %} stroke-dasharray="5 4"{% endif %}>
<title>{{ row.name }}</title></path>
{% endfor %}<text x="{{ side / 2 }}" y="{{ side + 36 }}" text-anchor="middle">Recall</text>
<text transform="translate(-32 {{ side / 2 }}) rotate(-90)" text-anchor="middle">Precision</text>
</svg><figcaption>Each class in its colour; all together dashed.</figcaption></figure>
</html>
"""


def text_table(evaluation: Mapping[str, Any]) -> str:
    """The metrics of each class as lines of text."""
    entries = evaluation["overall"]
    width = max(len(str(entry["class_name"])) for entry in entries)
    head = f"{'':{width}}  " + "  ".join(f"{title:>9}" for title in _TITLES.values())
    lines = [head.rstrip()]
    for entry in entries:
        values = "  ".join(f"{_number(entry['metrics'].get(name)):>9}" for name in _TITLES)
        lines.append(f"{entry['class_name']:{width}}  {values}")
    return "\n".join(lines) + "\n"


def html_page(evaluation: Mapping[str, Any], colors: Mapping[str, str], title: str) -> str:
    """The metrics as one self-contained page.

    Args:
        evaluation: The content of `eval.json`.
        colors: "#rrggbb" by class name.
        title: The page's title.
    """
    counts = ("gt_count", "pred_count", "true_pos", "false_pos", "false_neg")
    best = ("score_thresh", "f1", "precision", "recall")
    rows = [
        {
            "name": entry["class_name"],
            "color": colors.get(entry["class_name"], ""),
            "numbers": [_number(entry["metrics"].get(name)) for name in _TITLES],
            "counts": [entry[name] for name in counts],
            "best": [_number((entry["best_f1"] or {}).get(name)) for name in best],
            "path": _path(entry["pr_curve"]),
        }
        for entry in evaluation["overall"]
    ]
    page = jinja2.Environment(autoescape=True).from_string(_PAGE)
    return page.render(
        title=title,
        rows=rows,
        columns=list(_TITLES.values()),
        score=_number(evaluation["score_thresh"]),
        iou=_number(evaluation["iou_thresh"]),
        side=_SIDE,
        ticks=[0, 0.25, 0.5, 0.75, 1],
    )


def _path(curve: Mapping[str, list[float]]) -> str:
    points = [
        f"{recall * _SIDE:.1f} {(1 - precision) * _SIDE:.1f}"
        for recall, precision in zip(curve["recall"], curve["precision"], strict=True)
    ]
    return "M" + "L".join(points) if points else ""


def _number(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else f"{value:.3f}"
