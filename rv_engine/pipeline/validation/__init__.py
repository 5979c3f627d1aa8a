"""What only the data can tell: checks before the first pixel is trained."""

from rv_engine.pipeline.validation.pipeline_check import check_config, find_problems
from rv_engine.pipeline.validation.salvage import problems_of_parts

__all__ = ["check_config", "find_problems", "problems_of_parts"]
