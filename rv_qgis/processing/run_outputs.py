"""What a run of a pipeline made, as the outputs of an algorithm and as layers of the project."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from ..layers import ResultGroup, read_classes
from ..notices import Notices
from ..translation import tr
from .result_layers import ResultStyler, load_when_done

PREDICTION = "PREDICTION"
POLYGONS = "POLYGONS"
BUNDLE = "BUNDLE"
EVAL = "EVAL"
REPORT = "REPORT"


class RunOutputs:
    """The result of `rv run`.

    Args:
        values: As the engine told it: of one pipeline, or of several as "pipelines".
        group: Takes the layers.
        origin: What they were made from, for their metadata.
    """

    def __init__(self, values: dict[str, Any], group: ResultGroup, origin: str) -> None:
        self._pipelines: list[dict[str, Any]] = list(values.get("pipelines") or [values])
        self._group = group
        self._origin = origin

    def outputs(self) -> dict[str, str]:
        """The paths of what was made; the first pipeline and its first scene answer."""
        outputs: dict[str, str] = {}
        for values in self._pipelines:
            for name, key in ((BUNDLE, "bundle"), (EVAL, "eval"), (REPORT, "report")):
                if values.get(key):
                    outputs.setdefault(name, values[key])
        for _, _, name, path, _ in self._maps():
            outputs.setdefault(name, path)
        return outputs

    def load_maps(self, context: QgsProcessingContext) -> None:
        """Has the maps of all scenes loaded and styled."""
        for values, scene, name, path, title in self._maps():
            several = len(values.get("predictions") or ()) > 1
            styler = ResultStyler(
                read_classes(values.get("classes") or ()), self._group, self._origin
            )
            load_when_done(context, path, f"{title} {scene}" if several else title, name, styler)

    def tell(self, notices: Notices) -> None:
        """Makes scores known."""
        for values in self._pipelines:
            if values.get("eval"):
                notices.evaluated.emit(values["eval"])

    def _maps(self) -> list[tuple[dict[str, Any], str, str, str, str]]:
        """The result, the scene, the output, the path, and the title of each map."""
        maps = []
        for values in self._pipelines:
            for prediction in values.get("predictions") or ():
                raster, vectors = prediction.get("label_raster"), prediction.get("polygons")
                scene = str(prediction.get("scene", ""))
                if raster:
                    maps.append((values, scene, PREDICTION, raster, tr("Prediction")))
                if vectors:
                    title = tr("Prediction as polygons") if raster else tr("Prediction")
                    maps.append((values, scene, POLYGONS, vectors, title))
        return maps
