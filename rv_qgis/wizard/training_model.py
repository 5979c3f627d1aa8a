"""A model of QGIS's toolbox that runs a config."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelParameter,
    QgsProcessingParameterFile,
)
from qtpy.QtCore import QPointF

from ...rv_engine.errors import OutputError
from ..translation import tr

_ALGORITHM = "rvstudio:runpipeline"
_CONFIG = "CONFIG"


def write_training_model(path: Path, config: Path) -> None:
    """Writes a model with one input, the config, which is filled in.

    Raises:
        OutputError: It cannot be written.
    """
    model = QgsProcessingModelAlgorithm(
        tr("Train {name}").format(name=path.stem), tr("RV Studio"), path.stem
    )
    parameter = QgsProcessingParameterFile(
        _CONFIG,
        tr("Pipeline config"),
        fileFilter=tr("Pipeline configs (*.json *.py)"),
        defaultValue=str(config),
    )
    component = QgsProcessingModelParameter(_CONFIG)
    component.setPosition(QPointF(120, 80))
    model.addModelParameter(parameter, component)
    child = QgsProcessingModelChildAlgorithm(_ALGORITHM)
    child.setChildId("run")
    child.setDescription(tr("Run pipeline"))
    child.addParameterSources(
        _CONFIG, [QgsProcessingModelChildParameterSource.fromModelParameter(_CONFIG)]
    )
    child.setPosition(QPointF(120, 220))
    model.addChildAlgorithm(child)
    if not model.toFile(str(path)):
        raise OutputError(
            tr("'{path}' cannot be written.").format(path=path),
            hint=tr("Choose a folder that you may write to."),
            where=str(path),
        )
