"""The numbers of a training as curves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rv_engine.storage import writing

# What is drawn in one picture, by name; what ends in "_f1" and the like is of single classes.
_PICTURES = (
    ("loss", ("train_loss", "val_loss")),
    ("quality", ("quality", "avg_f1", "avg_iou", "mAP", "mAP50", "accuracy")),
    ("learning rate", ("lr",)),
)
_CLASS_SCORE = "_f1"
_MAX_CLASSES = 10


def draw_curves(folder: Path, rows: Sequence[Mapping[str, float]]) -> list[Path]:
    """Writes `curves.png` and `curves.svg`, each whole or not at all.

    Args:
        folder: Where.
        rows: The numbers of each epoch.
    """
    pictures = [*_PICTURES, ("F1 of each class", _class_scores(rows))]
    pictures = [(title, names) for title, names in pictures if _drawn(rows, names)]
    figure = Figure(figsize=(5 * len(pictures), 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    epochs = [row["epoch"] for row in rows]
    for number, (title, names) in enumerate(pictures, start=1):
        axes = figure.add_subplot(1, len(pictures), number)
        for name in _drawn(rows, names):
            values = [row.get(name, math.nan) for row in rows]
            label = name.removesuffix(_CLASS_SCORE) if number > len(_PICTURES) else name
            axes.plot(epochs, values, marker="o" if len(rows) < 20 else None, label=label)
        axes.set_title(title)
        axes.set_xlabel("epoch")
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
    paths = [folder / "curves.png", folder / "curves.svg"]
    for path in paths:
        with writing(path) as partial:
            figure.savefig(partial, format=path.suffix[1:])
    return paths


def _class_scores(rows: Sequence[Mapping[str, float]]) -> tuple[str, ...]:
    names = [n for n in rows[-1] if n.endswith(_CLASS_SCORE) and n != f"avg{_CLASS_SCORE}"]
    return tuple(names[:_MAX_CLASSES])


def _drawn(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> list[str]:
    return [name for name in names if any(math.isfinite(row.get(name, math.nan)) for row in rows)]
