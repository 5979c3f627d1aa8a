"""One prediction: what the warm engine is asked for, and what comes back as layers."""

from __future__ import annotations

import shutil
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..layers import RasterFile, read_classes
from ..library import BundleEntry
from ..translation import tr
from .area import Area
from .choices import PredictChoices
from .confidence import masked_map_files
from .fit import Mapping, prepared_image
from .prediction_layers import PredictionResult

_PIXELS = "semantic_segmentation"
_OBJECTS = "object_detection"
# Below this a model calls nothing possible; the slider shows more or less of what is above it.
_LEAST_SCORE = 0.05


@dataclass(frozen=True)
class PredictionJob:
    """What is predicted.

    Attributes:
        bundle: The model.
        raster: The image.
        image_id: The id of its layer.
        area: The part of it.
        mapping: How it is handed to the model.
        choices: What is made.
        folder: An existing folder of its own for all files.
    """

    bundle: BundleEntry
    raster: RasterFile
    image_id: str
    area: Area
    mapping: Mapping
    choices: PredictChoices
    folder: Path

    def params(self) -> dict[str, Any]:
        """What the engine is asked.

        Raises:
            RasterError: The image cannot be read.
        """
        path = self.raster.path_for_engine(self.folder)
        image = prepared_image(path, self.mapping, self.folder / f"{path.stem}-prepared.vrt")
        labels, confidence, _ = masked_map_files(self.folder)
        params: dict[str, Any] = {
            "bundle": str(self.bundle.path),
            "image": str(image),
            "extent": list(self.area.box),
        }
        if self.area.within:
            params["within"] = self.area.within
        if self.mapping.bands:
            params["channel_order"] = self.mapping.channel_order()
        if not self.makes_pixels:
            params["out"] = str(self.folder / "objects.gpkg")
            if self.bundle.info is not None and self.bundle.info.task == _OBJECTS:
                params["score_thresh"] = _LEAST_SCORE
            return params
        params["out"] = str(labels)
        if self.choices.polygons:
            params["polygons"] = str(self.folder / "polygons.gpkg")
        if self.wants_confidence:
            params["confidence"] = str(confidence)
        return params

    @property
    def makes_pixels(self) -> bool:
        """Whether the model maps pixels; others make cells or boxes."""
        return self.bundle.info is None or self.bundle.info.task == _PIXELS

    @property
    def wants_confidence(self) -> bool:
        """Whether a raster of how sure the model is comes beside the map."""
        return self.makes_pixels and self.choices.raster and self.choices.confidence

    def result(self, values: AnyMapping[str, Any]) -> PredictionResult:
        """What to show of the engine's answer."""
        raster, vectors = values.get("label_raster"), values.get("polygons")
        shows_raster = bool(raster) and self.choices.raster
        is_detection = self.bundle.info is not None and self.bundle.info.task == _OBJECTS
        return PredictionResult(
            raster=Path(raster) if shows_raster else None,
            confidence=self.wants_confidence,
            vectors=Path(vectors) if vectors else None,
            classes=read_classes(values.get("classes") or ()),
            image_id=self.image_id,
            image_name=self.raster.name,
            title=self.bundle.name,
            origin=tr(
                "Predicted from the image '{image}' with the model bundle '{bundle}'."
            ).format(image=self.raster.path, bundle=self.bundle.path),
            threshold=self.choices.threshold if is_detection or self.wants_confidence else 0.0,
        )

    def remove_files(self) -> None:
        """Deletes what was made. What is still open somewhere stays."""
        shutil.rmtree(self.folder, ignore_errors=True)
