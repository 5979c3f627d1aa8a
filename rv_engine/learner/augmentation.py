"""Random changes of training samples that move image and target together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rv_engine.learner.augmentor_config import AUGMENTORS_BY_NAME, AugmentorConfig
from rv_engine.learner.samples import Sample

Augmentor = Callable[[Sample, np.random.Generator], Sample]


def build_augmentors(configs: Sequence[str | AugmentorConfig]) -> list[Augmentor]:
    """The augmentors of short names and Configs."""
    return [
        (AUGMENTORS_BY_NAME[config]() if isinstance(config, str) else config).build()
        for config in configs
    ]


def augment(sample: Sample, augmentors: Sequence[Augmentor], rng: np.random.Generator) -> Sample:
    """The sample after the augmentors, one after the other."""
    for augmentor in augmentors:
        sample = augmentor(sample, rng)
    return Sample(np.ascontiguousarray(sample.image), sample.target.compact())
