"""What only the data can tell: checks before the first pixel is trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import shapely

from rv_engine.config import Problem
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import RvError
from rv_engine.monitor import Monitor
from rv_engine.pipeline.pipeline_config import COMMANDS, RVPipelineConfig
from rv_engine.scene import SceneConfig
from rv_engine.scene.scene import Scene
from rv_engine.storage import check_writable


def find_problems(config: RVPipelineConfig, monitor: Monitor | None = None) -> list[Problem]:
    """All problems of an updated config that would end a run, in the user's words.

    Files are opened and labels are read, but no image is.
    """
    monitor = monitor or Monitor()
    problems: list[Problem] = []
    _collect(problems, "", config.validate_config)
    for command in COMMANDS:
        _collect(problems, f"{command}_uri", check_writable, config.folder(command))
    dataset = config.dataset
    groups = {
        "train_scenes": dataset.train_scenes,
        "validation_scenes": dataset.validation_scenes,
        "test_scenes": dataset.test_scenes,
    }
    total = len(dataset.all_scenes)
    done = 0
    overlaps: list[bool] = []
    for group, scenes in groups.items():
        for index, scene_config in enumerate(scenes):
            monitor.progress(done, total, "scenes", "Checking the scenes")
            done += 1
            path = f"dataset.{group}.{index}"
            found = list(_scene_problems(scene_config, dataset.class_config, path))
            problems += [item for item in found if isinstance(item, Problem)]
            if group == "train_scenes":
                overlaps += [item for item in found if isinstance(item, bool)]
    if overlaps and not any(overlaps):
        problems.append(
            Problem(
                "dataset.train_scenes",
                "The labels do not overlap the image: there is nothing to learn from.",
                "Check that both have the right coordinate reference system and show the same "
                "place.",
            )
        )
    problems += _missing_labels("dataset.train_scenes", dataset.train_scenes)
    return _without_repeats(problems)


def _scene_problems(
    config: SceneConfig, class_config: ClassConfig, path: str
) -> Iterator[Problem | bool]:
    """Problems of a scene; and for vector labels whether any lies on the image."""
    # Statistics do not exist before ANALYZE, so the image is opened as it is in the file.
    image = config.raster_source.model_copy(update={"transformers": []})
    bare = config.model_copy(update={"raster_source": image, "aoi_uris": []})
    problems: list[Problem] = []
    opened = _collect(problems, f"{path}.raster_source", image.build)
    if opened is not None:
        scene = _collect(problems, f"{path}.label_source", bare.build, class_config)
        if scene is not None:
            yield from _label_problems(config, scene, f"{path}.label_source")
            if config.aoi_uris:
                with_aoi = bare.model_copy(
                    update={"aoi_uris": config.aoi_uris, "label_source": None}
                )
                scene = _collect(problems, f"{path}.aoi_uris", with_aoi.build, class_config)
                if scene is not None and not _touches(scene):
                    problems.append(
                        Problem(
                            f"{path}.aoi_uris",
                            f"The areas of interest do not touch the image of {config.id!r}.",
                            "Check their coordinate reference system.",
                        )
                    )
    yield from problems


def _label_problems(config: SceneConfig, scene: Scene, path: str) -> Iterator[Problem | bool]:
    # Labels that come from a raster have no features.
    features = getattr(scene.label_source, "features", None)
    if features is None:
        return
    if len(features) == 0:
        yield Problem(
            path,
            f"The labels of {config.id!r} are empty: there is not one feature with a class and a "
            "geometry.",
            "Choose a layer with labelled polygons.",
        )
        return
    extent = scene.extent
    box = shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
    yield bool(shapely.intersects(features.geometries, box).any())


def _touches(scene: Scene) -> bool:
    return scene.aoi is None or scene.aoi.touches(scene.extent)


def _missing_labels(path: str, scenes: Sequence[SceneConfig]) -> list[Problem]:
    return [
        Problem(
            f"{path}.{index}.label_source",
            f"The training scene {scene.id!r} has no labels.",
            "Give it a label_source.",
        )
        for index, scene in enumerate(scenes)
        if scene.label_source is None
    ]


def _collect(problems: list[Problem], path: str, call: Callable[..., Any], *arguments: Any) -> Any:
    """What a call returns, or None and a problem more when it fails."""
    try:
        return call(*arguments)
    except RvError as error:
        problems.append(Problem(path, error.message, error.hint))
        return None


def _without_repeats(problems: list[Problem]) -> list[Problem]:
    """One file can be wrong in several places: it is told once."""
    seen: dict[str, Problem] = {}
    for problem in problems:
        seen.setdefault(problem.message, problem)
    return list(seen.values())
