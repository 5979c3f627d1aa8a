"""Whether there is something to learn from."""

from __future__ import annotations

from collections.abc import Sequence

from rv_engine.config.class_config import ClassConfig
from rv_engine.pipeline.validation.problem_list import ProblemList
from rv_engine.pipeline.validation.scene_check import CheckedScene

_TRAIN_SCENES = "dataset.train_scenes"


def check_labels(
    learned: Sequence[CheckedScene],
    others: Sequence[CheckedScene],
    class_config: ClassConfig,
    problems: ProblemList,
) -> None:
    """Whether the training scenes have labels, on their images, of each class.

    Args:
        learned: The training scenes.
        others: The other ones; their labels may be left out, but those that they have must count.
        class_config: The classes.
        problems: Gets what is wrong.
    """
    for scene in learned:
        if scene.config.label_source is None:
            problems.error(
                f"{scene.path}.label_source",
                f"The training scene {scene.config.id!r} has no labels.",
                "Give it a label_source.",
            )
    for scene in (*learned, *others):
        labels = scene.labels
        if labels is not None and labels.num_labels == 0 and not labels.may_be_none:
            problems.error(
                f"{scene.path}.label_source",
                f"The labels of {scene.config.id!r} are empty: there is not one feature with a "
                "class and a geometry.",
                "Choose a layer with labelled polygons.",
            )
    found = [scene.labels for scene in learned if scene.labels is not None]
    if not found:
        return
    if not any(labels.num_on_image for labels in found):
        if all(labels.is_complete for labels in found):
            problems.error(
                _TRAIN_SCENES,
                "The labels do not overlap the image: there is nothing to learn from.",
                "Check that both have the right coordinate reference system and show the same "
                "place.",
            )
        return
    for scene in learned:
        labels = scene.labels
        if labels is not None and not labels.num_on_image and labels.num_labels:
            problems.warning(
                f"{scene.path}.label_source",
                f"No label of {scene.config.id!r} lies on its image.",
                "Check the coordinate reference systems.",
            )
    if len(found) == len(learned) and all(labels.is_complete for labels in found):
        _check_classes(
            frozenset().union(*(labels.class_ids for labels in found)), class_config, problems
        )


def _check_classes(
    class_ids: frozenset[int], class_config: ClassConfig, problems: ProblemList
) -> None:
    for class_id, name in enumerate(class_config.names):
        if class_id not in class_ids and name != class_config.null_class:
            problems.warning(
                f"dataset.class_config.names.{class_id}",
                f"No training scene has a label of the class {name!r}: the model cannot learn it.",
                "Label some, or leave the class out.",
            )
