"""Sets the engine up: finds a Python, makes an environment, installs the locked packages.

Nothing here knows a widget or `iface`; all of it may be called from any thread.
"""

from .diagnostics import diagnostics_text
from .errors import SetupError
from .existing_python import check_existing_python
from .installer import EngineInstaller, SetupProgress, remove_home
from .nvidia import NvidiaDriver, find_nvidia_driver
from .plan import SetupPlan
from .pythons import PythonProgram, ask_python, find_pythons, find_uv
from .survey import Survey, survey_computer
from .torch_build import BuildAdvice, TorchBuild, advise, torch_builds

__all__ = [
    "BuildAdvice",
    "EngineInstaller",
    "NvidiaDriver",
    "PythonProgram",
    "SetupError",
    "SetupPlan",
    "SetupProgress",
    "Survey",
    "TorchBuild",
    "advise",
    "ask_python",
    "check_existing_python",
    "diagnostics_text",
    "find_nvidia_driver",
    "find_pythons",
    "find_uv",
    "remove_home",
    "survey_computer",
    "torch_builds",
]
