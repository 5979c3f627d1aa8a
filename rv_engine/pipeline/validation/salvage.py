"""Problems of the data in a config that cannot be read as a whole."""

from __future__ import annotations

from typing import Any

from rv_engine.config import Problem
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError
from rv_engine.pipeline.validation.pipeline_check import GROUPS
from rv_engine.pipeline.validation.problem_list import ProblemList
from rv_engine.pipeline.validation.scene_check import check_scene
from rv_engine.scene import SceneConfig


def problems_of_parts(content: Any) -> list[Problem]:
    """What is wrong with the files of those scenes that can be read.

    A config with a misspelt field is no config yet; but nobody wants to mend that first, only to be
    told then that a file is missing.

    Args:
        content: The JSON values of a pipeline config.
    """
    problems = ProblemList()
    dataset = content.get("dataset") if isinstance(content, dict) else None
    if not isinstance(dataset, dict):
        return []
    try:
        class_config = ClassConfig.from_dict(dataset.get("class_config") or {})
    except ConfigError:
        return []
    class_config.ensure_null_class()
    for group in GROUPS:
        scenes = dataset.get(group)
        for index, values in enumerate(scenes if isinstance(scenes, list) else []):
            try:
                config = SceneConfig.from_dict(values)
            except (ConfigError, TypeError):
                continue
            check_scene(config, class_config, f"dataset.{group}.{index}", problems)
    return list(problems)
