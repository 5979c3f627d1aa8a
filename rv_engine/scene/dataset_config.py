"""Config of all scenes of a pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field, model_validator
from typing_extensions import Self

from rv_engine.config import Config, display
from rv_engine.config.class_config import ClassConfig
from rv_engine.scene.scene_config import SceneConfig

TRAIN_SCENES = "train_scenes"
VALIDATION_SCENES = "validation_scenes"
TEST_SCENES = "test_scenes"


class DatasetConfig(Config):
    """The classes and the scenes to train, validate and predict."""

    type_hint: ClassVar[str] = "dataset"

    class_config: ClassConfig
    """The classes."""

    train_scenes: list[SceneConfig] = Field(min_length=1)
    """The scenes to learn from."""

    validation_scenes: list[SceneConfig] = Field(default_factory=list)
    """The scenes to measure quality on; they are also predicted."""

    test_scenes: list[SceneConfig] = Field(default_factory=list)
    """Further scenes to predict; those with labels are also evaluated."""

    scene_groups: dict[str, list[str]] = Field(
        default_factory=dict, json_schema_extra=display(advanced=True)
    )
    """Named groups of scene ids, each evaluated by itself."""

    @model_validator(mode="after")
    def _check_ids(self) -> Self:
        _check_unique("train_scenes", self.train_scenes)
        predicted = [*self.validation_scenes, *self.test_scenes]
        _check_unique("validation_scenes and test_scenes", predicted)
        known = {scene.id for scene in (*self.train_scenes, *predicted)}
        for group, ids in self.scene_groups.items():
            unknown = sorted(set(ids) - known)
            if unknown:
                raise ValueError(f"the group {group!r} names unknown scenes: {unknown}")
        return self

    @property
    def predicted_scenes(self) -> list[SceneConfig]:
        """The scenes that PREDICT maps."""
        return [*self.validation_scenes, *self.test_scenes]

    @property
    def all_scenes(self) -> list[SceneConfig]:
        """All scenes."""
        return [*self.train_scenes, *self.predicted_scenes]

    def groups(self) -> dict[str, list[SceneConfig]]:
        """The scenes by group: the three that always are, and those of `scene_groups`."""
        groups = {
            TRAIN_SCENES: self.train_scenes,
            VALIDATION_SCENES: self.validation_scenes,
            TEST_SCENES: self.test_scenes,
        }
        for name, ids in self.scene_groups.items():
            groups[name] = [scene for scene in self.all_scenes if scene.id in ids]
        return {name: scenes for name, scenes in groups.items() if scenes}


def _check_unique(what: str, scenes: Sequence[SceneConfig]) -> None:
    ids = [scene.id for scene in scenes]
    double = sorted({name for name in ids if ids.count(name) > 1})
    if double:
        raise ValueError(f"each scene in {what} needs an id of its own, but {double} come twice")
