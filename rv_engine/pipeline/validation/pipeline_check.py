"""All checks of a pipeline, in their order."""

from __future__ import annotations

from rv_engine.config import Problem
from rv_engine.monitor import Monitor
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.validation.chip_check import check_chips
from rv_engine.pipeline.validation.device_check import check_device
from rv_engine.pipeline.validation.label_check import check_labels
from rv_engine.pipeline.validation.problem_list import ProblemList
from rv_engine.pipeline.validation.room_check import check_folders, check_room
from rv_engine.pipeline.validation.scene_check import CheckedScene, check_bands, check_scene

GROUPS = ("train_scenes", "validation_scenes", "test_scenes")


def find_problems(config: RVPipelineConfig, monitor: Monitor | None = None) -> list[Problem]:
    """All problems of an updated config that would end a run; the monitor is told of warnings."""
    monitor = monitor or Monitor()
    found = check_config(config, monitor)
    for problem in found:
        if problem.severity == "warning":
            monitor.log(str(problem), level="warning")
    return [problem for problem in found if problem.severity == "error"]


def check_config(config: RVPipelineConfig, monitor: Monitor | None = None) -> list[Problem]:
    """All problems of an updated config in the user's words: what would end a run, and warnings.

    Files are opened and labels are read, but no image is.
    """
    monitor = monitor or Monitor()
    problems = ProblemList()
    problems.collect("", config.validate_config)
    check_folders(config, problems)
    check_device(config.backend, problems)
    dataset = config.dataset
    total = len(dataset.all_scenes)
    scenes: dict[str, list[CheckedScene]] = {group: [] for group in GROUPS}
    done = 0
    for group in GROUPS:
        for index, scene_config in enumerate(getattr(dataset, group)):
            monitor.progress(done, total, "scenes", "Checking the scenes")
            done += 1
            path = f"dataset.{group}.{index}"
            scenes[group].append(check_scene(scene_config, dataset.class_config, path, problems))
    train, validation, test = (scenes[group] for group in GROUPS)
    check_labels(train, [*validation, *test], dataset.class_config, problems)
    check_bands([*train, *validation, *test], problems)
    check_chips(config, [*train, *validation], problems)
    check_room(config, [*train, *validation], [*validation, *test], problems)
    return list(problems)
