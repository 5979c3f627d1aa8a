"""Pictures of samples: what a model is shown, what is known, and what it answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from rv_engine.band_stretch import stretched
from rv_engine.config.class_config import ClassConfig
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import NO_LABEL, Boxes, ClassLabel, Mask, Target
from rv_engine.storage import writing
from rv_engine.types import Array

_OPACITY = 0.45
_COLUMNS = 4


def draw_samples(
    path: Path,
    samples: Sequence[Sample],
    classes: ClassConfig,
    bands: Sequence[int] | None = None,
) -> None:
    """Writes a sheet of samples, each beside the same with its target over it.

    Args:
        path: The PNG.
        samples: What it shows.
        classes: With their colours.
        bands: Those to show as red, green and blue; see `stretched`.
    """
    pairs = -(-_COLUMNS // 2)
    rows = -(-len(samples) // pairs)
    figure = _figure(rows, 2 * pairs)
    for number, sample in enumerate(samples):
        row, pair = divmod(number, pairs)
        for column, target in ((2 * pair, None), (2 * pair + 1, sample.target)):
            axes = figure.add_subplot(rows, 2 * pairs, row * 2 * pairs + column + 1)
            _draw(axes, _colours(sample.image, bands), target, classes)
    _save(figure, path, classes)


def draw_answers(
    path: Path,
    samples: Sequence[Sample],
    answers: Sequence[Target],
    classes: ClassConfig,
    bands: Sequence[int] | None = None,
) -> None:
    """Writes a sheet with a row for each sample: the image, the label, and the answer."""
    figure = _figure(len(samples), 3)
    for row, (sample, answer) in enumerate(zip(samples, answers, strict=True)):
        columns = ((None, "image"), (sample.target, "label"), (answer, "prediction"))
        for column, (target, title) in enumerate(columns):
            axes = figure.add_subplot(len(samples), 3, 3 * row + column + 1)
            _draw(axes, _colours(sample.image, bands), target, classes)
            if row == 0:
                axes.set_title(title)
    _save(figure, path, classes)


def _colours(image: Array, bands: Sequence[int] | None) -> Array:
    (colours,) = stretched([image], bands=bands)
    return colours


def _figure(rows: int, columns: int) -> Figure:
    figure = Figure(figsize=(2.2 * columns, 2.2 * rows + 0.4), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _draw(axes: Axes, picture: Array, target: Target | None, classes: ClassConfig) -> None:
    colors = [to_rgb(color) for color in classes.colors or []]
    if isinstance(target, Mask):
        picture = _painted(picture, target.class_ids, np.array(colors))
    axes.imshow(picture, interpolation="nearest")
    axes.set_xticks([])
    axes.set_yticks([])
    if isinstance(target, Boxes):
        for (xmin, ymin, xmax, ymax), class_id in zip(
            target.boxes.tolist(), target.class_ids.tolist(), strict=True
        ):
            color = colors[class_id] if class_id >= 0 else (0.5, 0.5, 0.5)
            corner = (xmin - 0.5, ymin - 0.5)
            axes.add_patch(Rectangle(corner, xmax - xmin, ymax - ymin, fill=False, edgecolor=color))
    if isinstance(target, ClassLabel):
        axes.set_xlabel(_names(target, classes), fontsize="small")


def _painted(picture: Array, class_ids: Array, colors: Array) -> Array:
    known = class_ids != NO_LABEL
    painted: Array = picture.copy()
    painted[known] = (1 - _OPACITY) * picture[known] + _OPACITY * colors[class_ids[known]]
    painted[~known] *= 0.4
    return painted


def _names(label: ClassLabel, classes: ClassConfig) -> str:
    if isinstance(label.class_id, np.ndarray):
        there = np.flatnonzero(label.class_id).tolist()
        return ", ".join(classes.names[class_id] for class_id in there) or "none"
    return classes.names[label.class_id]


def _save(figure: Figure, path: Path, classes: ClassConfig) -> None:
    patches = [
        Patch(color=color, label=name)
        for name, color in zip(classes.names, classes.colors or [], strict=True)
    ]
    columns = max(1, math.floor(figure.get_figwidth() / 1.5))
    figure.legend(handles=patches, loc="outside lower center", ncols=columns, fontsize="small")
    with writing(path) as partial:
        figure.savefig(partial, format="png", dpi=110)
