"""The metrics for people: a text table and a page of HTML."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import jinja2

_COLUMNS = ("precision", "recall", "f1", "iou")
_TITLES = {"precision": "Precision", "recall": "Recall", "f1": "F1", "iou": "IoU"}

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
 small { color: #666; font-size: .8em; white-space: nowrap }
 .swatch { display: inline-block; width: .9em; height: .9em; margin-right: .5em;
           border: 1px solid #888; vertical-align: -1px }
</style>
<h1>{{ title }}</h1>
<h2>Classes</h2>
<table>
<tr><th>Class</th>{% for c in columns %}<th>{{ c }}</th>{% endfor %}
<th>Labelled {{ counted }}</th><th>Predicted {{ counted }}</th></tr>
{% for row in rows %}<tr><td>
{%- if row.color %}<span class="swatch" style="background:{{ row.color }}"></span>{% endif -%}
{{ row.name }}</td>{% for v in row.metrics %}<td>{{ v.value }}
{%- if v.interval %}<br><small>{{ v.interval }}</small>{% endif %}</td>{% endfor %}
<td>{{ "{:,}".format(row.labelled) }}</td><td>{{ "{:,}".format(row.predicted) }}</td></tr>
{% endfor %}</table>
{% if has_intervals %}<p><small>Small: the 95 % interval, had other places of this kind been labelled
(bootstrap over blocks of the image).</small></p>{% endif %}
{% if agreement %}<h2>Agreement</h2>
<table>
{% for title, value in agreement %}<tr><td>{{ title }}</td><td>{{ value }}</td></tr>
{% endfor %}</table>{% endif %}
{% if matrix %}<h2>Confusion matrix</h2>
<p>Rows are labels, columns predictions, in {{ counted }} and in parts of each row.</p>
<table>
<tr><th></th>{% for name in names %}<th>{{ name }}</th>{% endfor %}</tr>
{% for name, cells in matrix %}<tr><td>{{ name }}</td>{% for cell in cells -%}
<td style="background: rgba(0, 114, 178, {{ '%.2f' % (cell.share * 0.6) }})">
{{ "{:,}".format(cell.count) }}<br>{{ "%.1f" % (cell.share * 100) }} %</td>{% endfor %}</tr>
{% endfor %}</table>{% endif %}
</html>
"""
_AGREEMENT = {
    "overall_accuracy": "Overall accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "kappa": "Kappa",
    "mean_iou": "Mean IoU",
}


def text_table(evaluation: Mapping[str, Any]) -> str:
    """The metrics of each class as lines of text."""
    entries = evaluation["overall"]
    width = max(len(str(entry["class_name"])) for entry in entries)
    columns = _columns(evaluation)
    head = f"{'':{width}}  " + "  ".join(f"{_TITLES[name]:>9}" for name in columns)
    lines = [head.rstrip()]
    for entry in entries:
        values = "  ".join(f"{_number(entry['metrics'].get(name)):>9}" for name in columns)
        lines.append(f"{entry['class_name']:{width}}  {values}")
    lines += [f"{title}: {value}" for title, value in _agreement(entries[-1])]
    return "\n".join(lines) + "\n"


def html_page(
    evaluation: Mapping[str, Any],
    colors: Mapping[str, str],
    title: str,
    counted: str = "pixels",
) -> str:
    """The metrics as one self-contained page.

    Args:
        evaluation: The content of `eval.json`.
        colors: "#rrggbb" by class name.
        title: The page's title.
        counted: What was counted, in the plural: "pixels", "cells".
    """
    *classes, average = evaluation["overall"]
    columns = _columns(evaluation)
    rows = [
        {
            "name": entry["class_name"],
            "color": colors.get(entry["class_name"], ""),
            "metrics": [_cell(entry, name) for name in columns],
            "labelled": entry["gt_count"],
            "predicted": entry["pred_count"],
        }
        for entry in (*classes, average)
    ]
    names = [entry["class_name"] for entry in classes]
    matrix = []
    for name, counts in zip(names, average.get("conf_mat") or [], strict="conf_mat" in average):
        total = sum(counts) or 1
        matrix.append((name, [{"count": int(c), "share": c / total} for c in counts]))
    page = jinja2.Environment(autoescape=True).from_string(_PAGE)
    return page.render(
        title=title,
        rows=rows,
        columns=[_TITLES[name] for name in columns],
        names=names,
        matrix=matrix,
        counted=counted,
        agreement=_agreement(average),
        has_intervals="intervals" in average,
    )


def _cell(entry: Mapping[str, Any], name: str) -> dict[str, str]:
    low, high = entry.get("intervals", {}).get(name, (None, None))
    known = low is not None and not math.isnan(low)
    interval = f"{_number(low)} to {_number(high)}" if known else ""
    return {"value": _number(entry["metrics"].get(name)), "interval": interval}


def _columns(evaluation: Mapping[str, Any]) -> list[str]:
    """The metrics that this task has."""
    known = evaluation["overall"][0]["metrics"]
    return [name for name in _COLUMNS if name in known]


def _agreement(average: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (title, _number(average[name])) for name, title in _AGREEMENT.items() if name in average
    ]


def _number(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else f"{value:.3f}"
