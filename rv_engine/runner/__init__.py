"""How the commands of a pipeline are run."""

from rv_engine.runner.inprocess_runner import InProcessRunner

__all__ = ["InProcessRunner"]
