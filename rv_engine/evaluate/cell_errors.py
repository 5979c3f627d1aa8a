"""Predicted cells for the map, right and wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import CRSTransformer
from rv_engine.labels.chip_classification_labels import ChipClassificationLabels, cell_polygons
from rv_engine.types import Array, BoolArray
from rv_engine.vector.geopackage import writing_polygons

FILE_NAME = "errors.gpkg"
LAYER = "errors"
_COLUMNS = {
    "outcome": np.empty(0, object),
    "label": np.empty(0, object),
    "predicted": np.empty(0, object),
    "score": np.empty(0, np.float64),
}

AppendCells = Callable[[ChipClassificationLabels, ChipClassificationLabels], None]


@contextmanager
def writing_cells(path: Path, grid: CRSTransformer, classes: ClassConfig) -> Iterator[AppendCells]:
    """Makes a GeoPackage of the cells that count, with their "outcome": "right" or "wrong".

    Yields:
        A function that appends the labels of cells, and what is predicted of the same cells.

    Raises:
        OutputError: The file cannot be written.
    """
    with writing_polygons(path, LAYER, grid, _COLUMNS) as append:

        def append_cells(
            labels: ChipClassificationLabels, predicted: ChipClassificationLabels
        ) -> None:
            if not len(labels):
                return
            right = (labels.present == predicted.present).all(axis=1)
            values = {
                "outcome": np.where(right, "right", "wrong").astype(object),
                "label": class_texts(labels.present, classes),
                "predicted": class_texts(predicted.present, classes),
                "score": scores_of(predicted).round(6),
            }
            append(cell_polygons(labels.cells), values)

        yield append_cells


def class_texts(present: BoolArray, classes: ClassConfig) -> Array:
    """(N,) the names of the classes that are there, of (N, C)."""
    texts = [
        ", ".join(classes.names[class_id] for class_id in np.flatnonzero(row)) for row in present
    ]
    return np.array(texts, object)


def scores_of(predicted: ChipClassificationLabels) -> Array:
    """(N,) how likely the predicted class is; not-a-number where that is not known."""
    if predicted.scores is None:
        return np.full(len(predicted), np.nan)
    scores: Array = predicted.scores[np.arange(len(predicted)), predicted.class_ids]
    return scores.astype(np.float64)
