"""The page that compares two runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rv_engine.evaluate.comparison import (
    AVERAGE,
    NOT_PAIRED,
    MetricDifference,
    interval_text,
    paired_text,
)
from rv_engine.evaluate.paired_blocks import PairedBlocks
from rv_engine.evaluate.report.drawing import inlined
from rv_engine.evaluate.report.page import readable, rendered
from rv_engine.evaluate.report.pictures import two_runs
from rv_engine.evaluate.report.tables import Cell, Row, Table, value_cell
from rv_engine.evaluate.text_table import AGREEMENT_TITLES, METRIC_TITLES, number

_TITLES = {
    **METRIC_TITLES,
    **AGREEMENT_TITLES,
    "macro_f1": "F1, mean of classes",
    "macro_iou": "IoU, mean of classes",
    "ece": "Calibration error",
    "brier": "Brier score",
}
_LOWER_IS_BETTER = {"ece", "brier"}
_CARDS = ("mean_iou", "ap50", "ap", "macro_f1", "f1", "overall_accuracy", "kappa")
_MAX_CARDS = 4
_DRAWN = ("f1", "iou", "ap50")
_MAX_SETTINGS = 60


@dataclass(frozen=True)
class Comparison:
    """All that a page tells of two runs.

    Attributes:
        names: Of both.
        evaluations: The content of their `eval.json`.
        overall: The differences of the classes and the average.
        scenes: Those of each scene.
        settings: The place in the config and both values.
        paired: What the blocks of both say.
    """

    names: tuple[str, str]
    evaluations: tuple[Mapping[str, Any], Mapping[str, Any]]
    overall: Sequence[MetricDifference]
    scenes: Sequence[MetricDifference] = ()
    settings: Sequence[tuple[str, str, str]] = ()
    paired: PairedBlocks = NOT_PAIRED


def comparison_page(comparison: Comparison) -> str:
    """Two runs side by side as one self-contained page."""
    first, second = comparison.names
    shown = [entry for entry in comparison.overall if entry.metric in _TITLES]
    of_all = {entry.metric: entry for entry in shown if entry.class_name == AVERAGE}
    head = ["Metric", first, second, "Difference", "Verdict"]
    tables = [Table("All classes together", head, [_row(_TITLES[m], e) for m, e in of_all.items()])]
    for name in dict.fromkeys(e.class_name for e in shown if e.class_name != AVERAGE):
        rows = [_row(_TITLES[e.metric], e) for e in shown if e.class_name == name]
        tables.append(Table(name, head, rows))
    tables += _scene_tables(comparison, of_all)
    return rendered(
        "comparison.html.jinja",
        title=f"{first} and {second}",
        first=first,
        second=second,
        subtitle=_subtitle(comparison),
        cards=[_card(of_all[name]) for name in _CARDS if name in of_all][:_MAX_CARDS],
        in_words=_in_words(comparison, shown),
        basis=paired_text(comparison.paired),
        pictures=_pictures(comparison, shown),
        tables=tables,
        settings=_settings(comparison),
    )


def _row(name: str, entry: MetricDifference) -> Row:
    if name == _TITLES["average_precision"] and entry.class_name != AVERAGE:
        name = "Average precision"
    cells = [
        value_cell(entry.first, entry.first_interval),
        value_cell(entry.second, entry.second_interval),
        Cell(_signed(entry.difference), _widely_signed(interval_text(entry.interval))),
        Cell(entry.verdict or "–"),
    ]
    return Row(name, cells)


def _card(entry: MetricDifference) -> dict[str, str]:
    kind = ""
    if entry.difference and entry.is_clear:
        is_better = (entry.difference > 0) != (entry.metric in _LOWER_IS_BETTER)
        kind = "better" if is_better else "worse"
    return {
        "name": _TITLES[entry.metric],
        "first": number(entry.first),
        "second": number(entry.second),
        "change": _signed(entry.difference),
        "kind": kind,
        "note": entry.verdict,
    }


def _in_words(comparison: Comparison, shown: Sequence[MetricDifference]) -> str:
    second = comparison.names[1]
    f1 = [e for e in shown if e.metric == "f1" and e.class_name != AVERAGE]
    told = [e for e in f1 if e.difference is not None and e.is_clear is not None]
    better = [e.class_name for e in told if e.is_clear and (e.difference or 0) > 0]
    worse = [e.class_name for e in told if e.is_clear and (e.difference or 0) < 0]
    texts = []
    if better:
        texts.append(f"By F1, {second} is better for {', '.join(better)}.")
    if worse:
        texts.append(f"By F1, {second} is worse for {', '.join(worse)}.")
    rest = len(told) - len(better) - len(worse)
    if rest:
        classes = "1 class" if rest == 1 else f"{rest} classes"
        others = "other " if better or worse else ""
        texts.append(f"For {others}{classes} no difference is shown.")
    return " ".join(texts)


def _subtitle(comparison: Comparison) -> str:
    first, second = comparison.evaluations
    groups = dict.fromkeys(readable(of["group"]) for of in (first, second) if "group" in of)
    scenes = [set(of.get("per_scene") or {}) for of in (first, second)]
    same = "the same scenes" if scenes[0] == scenes[1] else "scenes that are not the same"
    return " · ".join([*groups, same])


def _pictures(comparison: Comparison, shown: Sequence[MetricDifference]) -> list[dict[str, Any]]:
    drawn = []
    for metric in _DRAWN:
        entries = [e for e in shown if e.metric == metric and None not in (e.first, e.second)]
        if entries:
            picture = two_runs(metric, _TITLES[metric], entries, comparison.names)
            svg = inlined(picture.svg, picture.name, picture.label)
            drawn.append({"name": picture.name, "title": picture.title, "caption": "", "svg": svg})
    return drawn


def _scene_tables(comparison: Comparison, of_all: Mapping[str, Any]) -> list[Table]:
    metric = next((name for name in _CARDS if name in of_all), None)
    entries = [entry for entry in comparison.scenes if entry.metric == metric]
    if metric is None or not entries:
        return []
    head = ["Scene", *comparison.names, "Difference", "Verdict"]
    rows = [_row(entry.scene or "", entry) for entry in entries]
    return [Table(f"Scenes: {_TITLES[metric]}", head, rows)]


def _settings(comparison: Comparison) -> Table | None:
    if not comparison.settings:
        return None
    rows = [
        Row(name, [Cell(ours), Cell(theirs)])
        for name, ours, theirs in comparison.settings[:_MAX_SETTINGS]
    ]
    return Table("Settings that differ", ["Setting", *comparison.names], rows)


def _signed(value: float | None) -> str:
    return number(None) if value is None else _widely_signed(f"{value:+.3f}")


def _widely_signed(text: str) -> str:
    # A minus that is as wide as a plus.
    return text.replace("-", "\u2212")
