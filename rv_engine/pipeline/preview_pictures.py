"""Pictures of a preview: example chips with their labels, and the same as training changes them."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import numpy as np

from rv_engine.backend.pytorch_backend import PyTorchBackend
from rv_engine.learner.augmentation import augment, build_augmentors
from rv_engine.learner.sample_pictures import draw_samples
from rv_engine.learner.samples import Sample, SampleSource
from rv_engine.learner.targets import ClassLabel
from rv_engine.monitor import Monitor
from rv_engine.pipeline.preview import ChipPreview
from rv_engine.raster.display_bands import display_bands
from rv_engine.types import Array

# Each is drawn twice: alone, and with its labels.
_PICTURED = 6
_AUGMENTED = 6


def draw_preview(preview: ChipPreview, folder: Path, monitor: Monitor) -> dict[str, str]:
    """Writes contact sheets of the examined chips for training.

    Args:
        preview: The chips.
        folder: Gets the pictures.
        monitor: Told of progress.

    Returns:
        The files: "chips", and "augmented" when training changes chips. Empty where there is no
        chip, or the backend keeps chips in a form of its own.
    """
    source = train_source(preview)
    if source is None or not len(source):
        return {}
    classes = preview.config.dataset.class_config
    monitor.progress(0, 2, "pictures", "Drawing examples")
    null_class_id = classes.null_class_id if classes.has_null_class else None
    samples = _most_telling(source, len(classes), null_class_id)
    bands = display_bands(preview.config.dataset.train_scenes[0].raster_source)
    files = {"chips": folder / "chips.png"}
    draw_samples(files["chips"], samples, classes, bands)
    monitor.progress(1, 2, "pictures", "Drawing examples")
    augmentors = build_augmentors(getattr(preview.config.backend, "data").augmentors)  # noqa: B009
    if augmentors:
        rng = np.random.default_rng(0)
        changed = [
            augment(samples[number % len(samples)], augmentors, rng) for number in range(_AUGMENTED)
        ]
        files["augmented"] = folder / "augmented.png"
        draw_samples(files["augmented"], changed, classes, bands)
    monitor.progress(2, 2, "pictures", "Drawing examples")
    return {name: str(path) for name, path in files.items()}


def train_source(preview: ChipPreview) -> SampleSource | None:
    """The examined chips for training as a model is shown them."""
    backend = preview.config.backend.build(preview.config.dataset.class_config)
    split = preview.splits.get("train")
    if not isinstance(backend, PyTorchBackend) or split is None or not split.kept:
        return None
    return backend.learner(preview.folder, preview.folder).open_source("train")


def _most_telling(
    source: SampleSource, num_classes: int, null_class_id: int | None
) -> list[Sample]:
    """The samples that show the most, in the order in which they lie on the image.

    Where each has one class, all classes have their turn; else those with the most classes come
    first, and of them those with the largest share of what is not background.
    """
    samples = [source.sample(index) for index in range(len(source))]
    counts = np.array([s.target.class_counts(num_classes) for s in samples], float)
    if isinstance(samples[0].target, ClassLabel):
        best = _in_turn(counts)
    else:
        if null_class_id is not None:
            counts[:, null_class_id] = 0
        best = np.lexsort((-counts.sum(axis=1), -(counts > 0).sum(axis=1))).tolist()
    return [samples[number] for number in sorted(best[:_PICTURED])]


def _in_turn(counts: Array) -> list[int]:
    """The numbers of samples: one of each class, then another of each, and so on."""
    of_class = [np.flatnonzero(column).tolist() for column in counts.T]
    order = [number for row in zip_longest(*of_class) for number in row if number is not None]
    rest = range(len(counts))
    return list(dict.fromkeys([*order, *rest]))
