"""How the commands of a pipeline are run."""

from rv_engine.runner.executor import Executor, Work
from rv_engine.runner.inprocess_runner import InProcessRunner
from rv_engine.runner.local_runner import LocalRunner
from rv_engine.runner.runner import Runner

__all__ = ["Executor", "InProcessRunner", "LocalRunner", "Runner", "Work"]
