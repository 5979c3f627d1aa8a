"""What the user chose to set up, and what the installation needs for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from ..lock import EngineLock
from ..managed_home import home_name
from .pythons import PythonProgram
from .torch_build import TorchBuild

# The Python that uv fetches where none is found.
PYTHON_OF_UV = (3, 12)


@dataclass(frozen=True)
class SetupPlan:
    """One environment to make.

    Attributes:
        base: The folder of all environments.
        plugin_root: The folder with the engine's source.
        python: What it is made from; None lets uv fetch one.
        uv: The program uv, where there is one: it is quicker than pip.
        network: Variables for proxy and certificates.
    """

    base: Path
    plugin_root: Path
    lock: EngineLock
    build: TorchBuild
    python: Optional[PythonProgram]
    uv: Optional[Path] = None
    network: Mapping[str, str] = field(default_factory=dict)

    @property
    def python_version(self) -> tuple[int, ...]:
        return self.python.version if self.python else PYTHON_OF_UV

    @property
    def folder(self) -> Path:
        """Where the environment will lie."""
        return self.base / home_name(self.python_version, self.lock.name, self.build.name)
