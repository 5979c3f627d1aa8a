"""The pictures of a report."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from rv_engine.evaluate.comparison import MetricDifference
from rv_engine.evaluate.report.drawing import (
    ACCENT,
    INK,
    LINE,
    MUTED,
    drawing,
    line_color,
    shortened,
    to_svg,
    unit_axes,
)
from rv_engine.evaluate.report.tables import told_entries

# More lines than these nobody tells apart.
_MAX_LINES = 8
_MAX_NUMBERED = 14
_MAX_NAMED = 40
_LETTERS_IN_A_ROW = 26
_DASHES = ("-", "--", "-.", ":")
_LOSSES = {"train_loss": "training", "val_loss": "validation"}
_SCORES = {
    "avg_f1": "mean F1",
    "avg_iou": "mean IoU",
    "mAP": "mAP",
    "mAP50": "mAP50",
    "accuracy": "accuracy",
    "quality": "quality",
}


@dataclass(frozen=True)
class Picture:
    """A picture.

    Attributes:
        name: Of its file, without the ending.
        title: What it shows.
        label: The same in words, for those who do not see it.
        caption: How to read it.
        svg: The text of an SVG file.
        in_page: Whether the page has it; where not, it has its parts.
    """

    name: str
    title: str
    label: str
    caption: str
    svg: str
    in_page: bool = True


def draw_all(
    evaluation: Mapping[str, Any], training: Sequence[Mapping[str, float]]
) -> list[Picture]:
    """The pictures that can be drawn of an evaluation and the numbers of a training.

    Args:
        evaluation: The content of `eval.json`.
        training: The numbers of each epoch; may be empty.
    """
    *classes, average = evaluation["overall"]
    colors = {entry["name"]: entry["color"] for entry in evaluation.get("classes", [])}
    drawn: list[Picture | None] = [
        confusion_matrix([e["class_name"] for e in classes], average, evaluation["counted"]),
        precision_recall(told_entries(evaluation), colors),
        reliability(told_entries(evaluation), colors),
        *training_curves(training),
    ]
    return [picture for picture in drawn if picture is not None]


def confusion_matrix(
    names: Sequence[str], average: Mapping[str, Any], counted: str
) -> Picture | None:
    """What is taken for what, as shares of what it is; None without a matrix."""
    matrix = np.array(average.get("conf_mat") or [], float)
    if not matrix.size:
        return None
    totals = matrix.sum(axis=1, keepdims=True)
    shares = np.divide(matrix, totals, out=np.zeros_like(matrix), where=totals > 0)
    count = len(names)
    side = min(max(2.7, 0.6 * count + 1.4), 8)
    # Names that do not fit beside each other are turned.
    turned = count > 3 or max(len(name) for name in names) * count > _LETTERS_IN_A_ROW
    with drawing(side + 1, side) as figure:
        axes = figure.add_subplot()
        for row, column in np.ndindex(shares.shape):
            corner, alpha = (column - 0.5, row - 0.5), 0.04 + 0.56 * shares[row, column]
            axes.add_patch(Rectangle(corner, 1, 1, facecolor=ACCENT, alpha=alpha, linewidth=0))
            if count <= _MAX_NUMBERED and totals[row, 0]:
                text = f"{shares[row, column] * 100:.0f} %"
                weight = "bold" if row == column else "normal"
                axes.text(column, row, text, ha="center", va="center", weight=weight,
                          fontsize=9 if count <= 8 else 7)  # fmt: skip
        shown = [shortened(name) for name in names] if count <= _MAX_NAMED else []
        places = np.arange(len(shown))
        axes.set_xticks(places, shown)
        if turned:
            axes.tick_params("x", rotation=35)
            for tick in axes.get_xticklabels():
                tick.set(ha="right", rotation_mode="anchor")
        axes.set_yticks(places, shown)
        axes.set_xlim(-0.5, count - 0.5)
        axes.set_ylim(count - 0.5, -0.5)
        axes.set_aspect("equal")
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xlabel("Predicted")
        axes.set_ylabel("Labelled")
        svg = to_svg(figure)
    right = [f"{name} {share:.0%}" for name, share in zip(names, np.diag(shares), strict=True)]
    return Picture(
        "confusion-matrix",
        "Confusion matrix",
        f"Confusion matrix. Rightly predicted, of the labelled {counted}: {', '.join(right)}.",
        f"Each row is all {counted} that are labelled as a class, and what they are taken for.",
        svg,
    )


def precision_recall(
    entries: Sequence[Mapping[str, Any]], colors: Mapping[str, str]
) -> Picture | None:
    """Precision over recall of each class, with the best F1; None without scores."""
    drawn = [e for e in entries if e.get("pr_curve") and e["pr_curve"]["recall"]]
    if not drawn:
        return None
    drawn = _most_important(drawn)
    with drawing(4.7, 3.9) as figure:
        axes = figure.add_subplot()
        for f1 in (0.2, 0.4, 0.6, 0.8):
            recall = np.linspace(f1 / (2 - f1), 1, 60)
            axes.plot(recall, f1 * recall / (2 * recall - f1), color=LINE, linewidth=0.8)
            axes.text(1.015, f1 / (2 - f1), f"F1 {f1}", color=MUTED, fontsize=7, va="center")
        unit_axes(axes, "Recall", "Precision")
        for number, entry in enumerate(drawn):
            curve = entry["pr_curve"]
            style = _line_style(entry, colors, number)
            axes.plot(curve["recall"], curve["precision"], label=_line_name(entry), **style)
            best = entry.get("best_f1")
            if best:
                axes.plot([best["recall"]], [best["precision"]], "o", color=style["color"], ms=5)
        _legend(axes, len(drawn))
        svg = to_svg(figure)
    best_ones = [
        f"{entry['class_name']} {entry['best_f1']['f1']:.2f}" for entry in drawn if entry["best_f1"]
    ]
    return Picture(
        "precision-recall",
        "Precision and recall",
        f"Curves of precision over recall. Highest F1: {', '.join(best_ones)}.",
        "Each point is a score from which on one could believe the model; the dot is where F1 is "
        "highest. The higher and the farther to the right, the better.",
        svg,
    )


def reliability(entries: Sequence[Mapping[str, Any]], colors: Mapping[str, str]) -> Picture | None:
    """The share that is right over the score; None without scores."""
    drawn = [entry for entry in entries if entry.get("calibration")]
    if not drawn:
        return None
    drawn = _most_important(drawn)
    with drawing(4.7, 3.9) as figure:
        axes = figure.add_subplot()
        unit_axes(axes, "Score", "Share that is right")
        axes.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (2, 3)))
        for number, entry in enumerate(drawn):
            curve = entry["calibration"]["curve"]
            style = _line_style(entry, colors, number)
            size = np.sqrt(np.array(curve["counts"]) / max(curve["counts"]))
            # Of few things a line jumps up and down; what counts is the dots.
            axes.plot(curve["score"], curve["share"], **{**style, "alpha": 0.4})
            axes.plot([], [], label=_line_name(entry), **style)
            axes.scatter(curve["score"], curve["share"], s=4 + 44 * size, color=style["color"])
        _legend(axes, len(drawn))
        svg = to_svg(figure)
    errors = [f"{e['class_name']} {e['calibration']['ece']:.3f}" for e in drawn]
    return Picture(
        "reliability",
        "Can the scores be believed?",
        f"Reliability curves. Expected calibration error: {', '.join(errors)}.",
        "On the dotted line a score is a probability: of all with a score of 0.8, 80\u00a0% are right. "
        "Below it the model is too sure of itself. The larger a dot, the more it stands for.",
        svg,
    )


def training_curves(rows: Sequence[Mapping[str, float]]) -> list[Picture]:
    """Losses and scores by epoch, in one picture for a file and in two for the page."""
    shown = [
        (key, title, lines)
        for key, title, lines in (
            ("loss", "Loss", _lines(rows, _LOSSES)),
            ("scores", "Scores on the validation chips", _lines(rows, _SCORES)),
        )
        if lines
    ]
    if not shown:
        return []
    with drawing(4.7 * len(shown), 3.3) as figure:
        for number, (_, title, lines) in enumerate(shown, start=1):
            _draw_epochs(figure.add_subplot(1, len(shown), number), rows, lines, title)
        whole = to_svg(figure)
    label = f"Training curves of {len(rows)} epochs."
    pictures = [Picture("training-curves", "Training", label, "", whole, in_page=False)]
    for key, title, lines in shown:
        with drawing(4.7, 3.1) as figure:
            _draw_epochs(figure.add_subplot(), rows, lines, "")
            svg = to_svg(figure)
        last = [f"{name} {rows[-1].get(key_, math.nan):.3f}" for key_, name in lines.items()]
        spoken = f"{title} by epoch. After {len(rows)} epochs: {', '.join(last)}."
        pictures.append(Picture(f"training-{key}", title, spoken, "", svg))
    return pictures


def two_runs(
    metric: str, title: str, entries: Sequence[MetricDifference], names: tuple[str, str]
) -> Picture:
    """A metric of each class in two runs, with the intervals."""
    colors = (MUTED, ACCENT)
    with drawing(4.7, 0.9 + 0.42 * len(entries)) as figure:
        axes = figure.add_subplot()
        for place, entry in enumerate(entries):
            values = ((entry.first, entry.first_interval), (entry.second, entry.second_interval))
            for run, (value, interval) in enumerate(values):
                y = place + (run - 0.5) * 0.28
                if interval is not None:
                    axes.plot(interval, [y, y], color=colors[run], linewidth=4, alpha=0.3)
                label = shortened(names[run], 24) if place == 0 else None
                axes.plot(value or 0.0, y, "o", color=colors[run], ms=5.5, label=label)
        axes.set_yticks(range(len(entries)), [shortened(e.class_name) for e in entries])
        axes.set_ylim(len(entries) - 0.5, -0.5)
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.grid(axis="x", color=LINE, linewidth=0.7)
        axes.tick_params(length=0)
        _legend(axes, 2)
        svg = to_svg(figure)
    told = [f"{e.class_name} {e.first:.3f} and {e.second:.3f}" for e in entries]
    return Picture(
        f"two-runs-{metric}", title, f"{title} in both runs: {', '.join(told)}.", "", svg
    )


def _draw_epochs(
    axes: Axes, rows: Sequence[Mapping[str, float]], lines: Mapping[str, str], title: str
) -> None:
    palette = (ACCENT, "#d55e00", "#009e73", "#cc79a7")
    epochs = [row["epoch"] for row in rows]
    for number, (key, name) in enumerate(lines.items()):
        values = [row.get(key, math.nan) for row in rows]
        marker = "o" if len(rows) <= 30 else None
        axes.plot(epochs, values, color=palette[number % 4], marker=marker, ms=3.5, label=name)
    axes.set_title(title)
    axes.set_xlabel("Epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(color=LINE, linewidth=0.7)
    axes.tick_params(length=0)
    axes.legend()


def _lines(rows: Sequence[Mapping[str, float]], names: Mapping[str, str]) -> dict[str, str]:
    lines = {
        key: name
        for key, name in names.items()
        if any(math.isfinite(row.get(key, math.nan)) for row in rows)
    }
    if len(lines) > 1:
        lines.pop("quality", None)  # which is one of the others
    return lines


def _most_important(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The classes with most labels and the average, in their order, as many as can be told apart."""
    by_count = sorted(entries, key=lambda entry: ("class_id" in entry, -entry["gt_count"]))
    kept = {entry["class_name"] for entry in by_count[:_MAX_LINES]}
    return [entry for entry in entries if entry["class_name"] in kept]


def _line_style(entry: Mapping[str, Any], colors: Mapping[str, str], number: int) -> dict[str, Any]:
    if "class_id" not in entry:
        return {"color": INK, "linestyle": "--", "linewidth": 1.4}
    color = line_color(colors.get(entry["class_name"], "#777777"))
    return {"color": color, "linestyle": _DASHES[number // 4 % len(_DASHES)]}


def _line_name(entry: Mapping[str, Any]) -> str:
    return shortened(entry["class_name"] if "class_id" in entry else "all together")


def _legend(axes: Axes, count: int) -> None:
    if count:
        axes.figure.legend(loc="outside lower center", ncols=3)
