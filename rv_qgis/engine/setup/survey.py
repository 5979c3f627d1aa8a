"""Looks at the computer before the engine is set up: Pythons, uv, graphics card, disk."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from ..environment import engine_environment
from .nvidia import NvidiaDriver, find_nvidia_driver
from .pythons import PythonProgram, find_pythons, find_uv
from .torch_build import BuildAdvice, TorchBuild, advise, torch_builds


@dataclass(frozen=True)
class Survey:
    """What there is.

    Attributes:
        pythons: All that answered, the best first, those that cannot be used last.
        builds: The builds of PyTorch for this computer; none where there is no more any.
        advice: Which build fits; None where there is none.
    """

    pythons: tuple[PythonProgram, ...]
    uv: Optional[Path]
    driver: Optional[NvidiaDriver]
    builds: tuple[TorchBuild, ...]
    advice: Optional[BuildAdvice]

    @property
    def usable_pythons(self) -> tuple[PythonProgram, ...]:
        # uv brings what `venv` needs itself.
        with_uv = self.uv is not None
        return tuple(
            python
            for python in self.pythons
            if python.is_supported and (with_uv or python.can_make_environments)
        )


def survey_computer(
    environment: Mapping[str, str], plugin_root: Path, network: Mapping[str, str]
) -> Survey:
    """Starts each Python once; takes some seconds.

    Args:
        environment: The environment variables of QGIS.
        network: See `network_environment`.
    """
    temporary = Path(tempfile.gettempdir())
    scrubbed = {**engine_environment(environment, plugin_root, temporary), **network}
    del scrubbed["PYTHONPATH"]
    pythons = tuple(find_pythons(scrubbed))
    machine = _machine(pythons)
    builds = tuple(torch_builds(platform.system(), machine))
    driver = find_nvidia_driver(scrubbed)
    return Survey(
        pythons, find_uv(scrubbed), driver, builds, advise(builds, driver) if builds else None
    )


def free_disk_mb(folder: Path) -> float:
    """What is free where a folder lies or will lie; 0 where that cannot be told."""
    existing = next((path for path in (folder, *folder.parents) if path.is_dir()), None)
    try:
        return shutil.disk_usage(existing).free / 1e6 if existing else 0.0
    except OSError:
        return 0.0


def is_writable(folder: Path) -> bool:
    """Whether a folder, or the first one above that exists, takes files of this user."""
    existing = next((path for path in (folder, *folder.parents) if path.is_dir()), None)
    return existing is not None and os.access(existing, os.W_OK)


def _machine(pythons: tuple[PythonProgram, ...]) -> str:
    """The processor: under Rosetta QGIS itself believes in another one than its computer has."""
    usable = next((python.machine for python in pythons if python.is_supported), "")
    return usable or platform.machine()
