"""The algorithm "Run pipeline"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.core import QgsProcessingContext

from ..engine import run_command
from ..engine.commands import COMMANDS
from ..translation import tr
from .engine_algorithm import Parameters
from .pipeline_algorithm import MAPS, SCORES, PipelineAlgorithm
from .run_outputs import BUNDLE
from .training_parameters import choice

FIRST = "FROM"
LAST = "TO"


class RunPipelineAlgorithm(PipelineAlgorithm):
    """Runs all commands of a pipeline, or some that follow each other."""

    makes = (*MAPS, BUNDLE, *SCORES)

    def name(self) -> str:
        return "runpipeline"

    def displayName(self) -> str:
        return tr("Run pipeline")

    def shortDescription(self) -> str:
        return tr("Runs a pipeline config from its images to a model bundle.")

    def shortHelpString(self) -> str:
        return tr(
            "Runs the commands of a pipeline config: ANALYZE measures the images, CHIP cuts "
            "training chips, TRAIN trains the model, PREDICT maps the scenes, EVAL compares the "
            "maps with labels, and BUNDLE packs the model into one file.\n\n"
            "What is up to date is not run again, and what was stopped goes on where it was. "
            "Choose a first and a last command to run only a part."
        )

    def add_own_parameters(self) -> None:
        self.add_parameter(
            choice(FIRST, tr("From"), list(COMMANDS)), tr("The first command to run.")
        )
        last = choice(LAST, tr("To"), list(COMMANDS))
        last.setDefaultValue(COMMANDS[-1])
        self.add_parameter(last, tr("The last command to run."))

    def problem_with(self, parameters: Parameters, context: QgsProcessingContext) -> Optional[str]:
        first, last = self._ends(parameters, context)
        if COMMANDS.index(first) > COMMANDS.index(last):
            return tr("'{first}' comes after '{last}'. Choose a last command that follows.").format(
                first=first, last=last
            )
        return None

    def command(
        self, parameters: Parameters, context: QgsProcessingContext, config: str, rerun: bool
    ) -> Sequence[str]:
        first, last = self._ends(parameters, context)
        return run_command(
            config,
            first=None if first == COMMANDS[0] else first,
            last=None if last == COMMANDS[-1] else last,
            rerun=rerun,
        )

    def _ends(self, parameters: Parameters, context: QgsProcessingContext) -> tuple[str, str]:
        return (
            self.parameterAsEnumString(parameters, FIRST, context),
            self.parameterAsEnumString(parameters, LAST, context),
        )
