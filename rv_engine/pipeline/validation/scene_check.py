"""Whether the files of a scene open and fit each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rv_engine.config.class_config import ClassConfig
from rv_engine.labels.label_summary import LabelSummary
from rv_engine.pipeline.validation.problem_list import ProblemList
from rv_engine.raster.raster_source import RasterSource
from rv_engine.scene import SceneConfig
from rv_engine.scene.scene import Scene


@dataclass(frozen=True)
class CheckedScene:
    """A scene that was looked at.

    Attributes:
        path: Where it is in the config.
        config: What was asked for.
        image: The image without transformers; None when it does not open.
        scene: With labels and areas of interest; None when one of them does not open.
        labels: What its labels hold; None without labels, or when that cannot be told.
    """

    path: str
    config: SceneConfig
    image: RasterSource | None
    scene: Scene | None
    labels: LabelSummary | None


def check_scene(
    config: SceneConfig, class_config: ClassConfig, path: str, problems: ProblemList
) -> CheckedScene:
    """Opens the files of a scene and reads its labels, but not its image."""
    # Statistics do not exist before ANALYZE, so the image is opened as it is in the file.
    source = config.raster_source.without_transformers()
    image = problems.collect(f"{path}.raster_source", source.build)
    if image is None:
        return CheckedScene(path, config, None, None, None)
    if image.has_color_table:
        problems.warning(
            f"{path}.raster_source",
            f"The image of {config.id!r} has a colour table: its numbers stand for colours, and a "
            "model would take them for brightness.",
            "Make it an image of red, green and blue first (in QGIS: Raster > Conversion > PCT to "
            "RGB).",
        )
    bare = config.model_copy(update={"raster_source": source, "aoi_uris": []})
    scene = problems.collect(f"{path}.label_source", bare.build, class_config)
    labels = None
    if scene is not None and hasattr(scene.label_source, "summary"):
        labels = problems.collect(f"{path}.label_source", scene.label_source.summary, scene.extent)
    if scene is not None and config.aoi_uris:
        with_aoi = bare.model_copy(update={"aoi_uris": config.aoi_uris, "label_source": None})
        area = problems.collect(f"{path}.aoi_uris", with_aoi.build, class_config)
        if area is None:
            scene = None
        else:
            scene = Scene(scene.id, scene.raster_source, class_config, scene.label_source, area.aoi)
            if area.aoi is not None and not area.aoi.touches(scene.extent):
                problems.error(
                    f"{path}.aoi_uris",
                    f"The areas of interest do not touch the image of {config.id!r}.",
                    "Check their coordinate reference system.",
                )
    return CheckedScene(path, config, image, scene, labels)


def check_bands(scenes: Sequence[CheckedScene], problems: ProblemList) -> None:
    """Whether all images have the bands of the first: a model sees one number of them."""
    opened = [(scene, scene.image) for scene in scenes if scene.image is not None]
    if not opened:
        return
    first, image = opened[0]
    for scene, other in opened[1:]:
        if other.num_channels != image.num_channels:
            problems.error(
                f"{scene.path}.raster_source",
                f"The image of {scene.config.id!r} has {other.num_channels} bands, but that of "
                f"{first.config.id!r} has {image.num_channels}.",
                "Choose the same bands in each with channel_order.",
            )
        elif (
            other.source_dtype != image.source_dtype
            and not scene.config.raster_source.all_transformers()
        ):
            problems.warning(
                f"{scene.path}.raster_source",
                f"The image of {scene.config.id!r} holds {other.source_dtype} values, but that of "
                f"{first.config.id!r} holds {image.source_dtype}.",
                "Scale both alike, for example with a stats_transformer.",
            )
