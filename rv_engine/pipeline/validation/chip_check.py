"""Whether chips fit the images and the model."""

from __future__ import annotations

from collections.abc import Sequence

from rv_engine.errors import ConfigError
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.validation.problem_list import ProblemList
from rv_engine.pipeline.validation.scene_check import CheckedScene
from rv_engine.scene import WindowSamplingConfig

_PATH = "chip_options.sampling"


def check_chips(
    config: RVPipelineConfig, learned: Sequence[CheckedScene], problems: ProblemList
) -> None:
    """Whether the chips of each scene lie on its image, in its areas, and are what is learned."""
    data = getattr(config.backend, "data", None)
    shown_px = None if getattr(data, "resamples", False) else getattr(data, "img_sz", None)
    for scene in learned:
        sampling = sampling_of(config, scene, problems)
        if sampling is None or scene.image is None:
            continue
        extent = scene.image.extent
        if sampling.size > max(extent.height, extent.width):
            problems.warning(
                _PATH,
                f"The chips of {sampling.size} pixels are larger than the image of "
                f"{scene.config.id!r}, which is {extent.width} x {extent.height} pixels: the rest of "
                "each chip is empty.",
                f"Use chips of at most {min(extent.height, extent.width)} pixels.",
            )
        if shown_px is not None and shown_px != sampling.size:
            problems.warning(
                "backend.data.img_sz",
                f"The model is shown {shown_px} pixels, but chips are cut with {sampling.size}: they "
                f"are {'cut' if sampling.size > shown_px else 'padded'}.",
                f"Set backend.data.img_sz to {sampling.size}, unless that is wanted.",
            )
        _check_areas(scene, sampling, problems)


def sampling_of(
    config: RVPipelineConfig, scene: CheckedScene, problems: ProblemList
) -> WindowSamplingConfig | None:
    """How chips are taken from a scene; None when that is not said."""
    if config.chip_options is None:
        return None
    try:
        sampling: WindowSamplingConfig = config.chip_options.sampling_of(scene.config.id)
    except ConfigError as error:
        problems.error(_PATH, error.message, error.hint)
        return None
    return sampling


def _check_areas(
    scene: CheckedScene, sampling: WindowSamplingConfig, problems: ProblemList
) -> None:
    """Chips that have to lie wholly inside of areas need areas that are large enough."""
    aoi = None if scene.scene is None else scene.scene.aoi
    if aoi is None or not sampling.within_aoi:
        return
    bounds = [polygon.bounds for polygon in aoi.polygons]
    widest = max(min(xmax - xmin, ymax - ymin) for xmin, ymin, xmax, ymax in bounds)
    # In areas of any form the largest square is smaller than this; that is known when it is cut.
    if widest < sampling.size - 1:
        problems.error(
            _PATH,
            f"No chip of {sampling.size} pixels fits into the areas of interest of "
            f"{scene.config.id!r}: the largest is {widest:.0f} pixels wide.",
            "Use smaller chips, larger areas, or set within_aoi to false.",
        )
