"""What the algorithms that look at the data of a pipeline config share."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingParameterFile

from ...rv_engine.errors import ConfigError
from ..translation import tr
from .config_file import run_folder_of
from .engine_algorithm import EngineAlgorithm, Parameters
from .tool_group import DATA

CONFIG = "CONFIG"


class ConfigAlgorithm(EngineAlgorithm):
    """Reads a pipeline config without running it."""

    GROUP = DATA

    def tags(self) -> list[str]:
        return tr("deep learning,machine learning,chips,training data,config").split(",")

    def add_config_parameter(self) -> None:
        """Adds the config."""
        self.add_parameter(
            QgsProcessingParameterFile(
                CONFIG, tr("Pipeline config"), fileFilter=tr("Pipeline configs (*.json *.py)")
            ),
            tr(
                "The pipeline-config.json of a run, a JSON file of your own, or a Python file "
                "with a function get_config. A Python file is run with all your rights."
            ),
        )

    def take_inputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        config = self.parameterAsFile(parameters, CONFIG, context)
        if not config:
            raise ConfigError(
                tr("No pipeline config is chosen."),
                hint=tr("Choose the pipeline-config.json of a run, or one of your own."),
            )
        run_folder_of(config)
