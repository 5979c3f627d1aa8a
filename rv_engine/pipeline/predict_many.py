"""Many images predicted with one bundle, whose model is loaded once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rv_engine.errors import Cancelled, RasterError, RvError
from rv_engine.monitor import Monitor
from rv_engine.pipeline.predictor import PredictionRequest, Predictor
from rv_engine.storage import check_writable, name_of

_SCORES = "-scores"


@dataclass
class ManyPredictions:
    """What became of many images.

    Attributes:
        predictions: The image and the files of each that was mapped.
        failures: The image and the reason, with what to do, of each that was not.
    """

    predictions: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)


def predict_many(
    predictor: Predictor,
    images: Sequence[str],
    folder: Path,
    monitor: Monitor,
    *,
    polygons: bool = False,
    scores: bool = False,
    how: Mapping[str, Any] | None = None,
) -> ManyPredictions:
    """Maps images into a folder; one that cannot be mapped does not keep the others from it.

    Args:
        predictor: The bundle.
        images: Raster files.
        folder: Gets a file a map, named like its image.
        monitor: Told of progress, and of every image that fails.
        polygons: Also write polygons, for tasks that map rasters.
        scores: Also write probabilities, for tasks that have such rasters.
        how: Further fields of each `PredictionRequest`, such as its bands.

    Raises:
        RasterError: Not one image could be mapped.
        OutputError: The folder cannot be written.
    """
    check_writable(folder)
    folder.mkdir(parents=True, exist_ok=True)
    makes_raster = predictor.map_suffix == ".tif"
    result = ManyPredictions()
    for index, (image, name) in enumerate(zip(images, _names(images), strict=True)):
        part = monitor.part(index / len(images), (index + 1) / len(images))
        monitor.log(f"Image {index + 1} of {len(images)}: {image}")
        request = PredictionRequest(
            image=image,
            out=folder / f"{name}{predictor.map_suffix}",
            polygons=folder / f"{name}.gpkg" if polygons and makes_raster else None,
            scores=folder / f"{name}{_SCORES}.tif" if scores and makes_raster else None,
            **(how or {}),
        )
        try:
            values = predictor.predict(request, part)
        except Cancelled:
            raise
        except RvError as error:
            result.failures.append({"image": image, "reason": str(error)})
            monitor.log(f"'{image}' is left out: {error}", level="warning")
        else:
            values.pop("classes")
            result.predictions.append({"image": image, **values})
    if not result.predictions:
        raise RasterError(
            f"Not one of {len(images)} images could be mapped. {result.failures[0]['reason']}",
            hint="The log tells the reason for each.",
        )
    return result


def _names(images: Sequence[str]) -> list[str]:
    """A name for each image's files: its own, with a number where another has the same."""
    names: list[str] = []
    taken: set[str] = set()
    for image in images:
        stem = Path(name_of(image)).stem
        name, number = stem, 1
        # The probabilities of one must not be where another's map is.
        while taken & _claimed(name):
            number += 1
            name = f"{stem}-{number}"
        taken |= _claimed(name)
        names.append(name)
    return names


def _claimed(name: str) -> set[str]:
    return {name.casefold(), f"{name}{_SCORES}".casefold()}
