"""The engine's Python: where it is, what it is told, how it is started, watched and stopped.

Nothing here knows a widget or `iface`; all of it may be called from any thread.
"""

from .commands import (
    TrainingRequest,
    doctor_command,
    new_pipeline_command,
    predict_bundle_command,
    run_command,
)
from .errors import EngineError, EngineNotFoundError
from .home import EngineHome, find_home
from .leftovers import whole_files_only, whole_run_only
from .report import EngineReport, read_report
from .runner import EngineRunner
from .warm_engine import WarmEngine
from .warm_request import WarmRequest

__all__ = [
    "EngineError",
    "EngineHome",
    "EngineNotFoundError",
    "EngineReport",
    "EngineRunner",
    "TrainingRequest",
    "WarmEngine",
    "WarmRequest",
    "doctor_command",
    "find_home",
    "new_pipeline_command",
    "predict_bundle_command",
    "read_report",
    "run_command",
    "whole_files_only",
    "whole_run_only",
]
