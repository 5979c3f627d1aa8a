"""The builds of PyTorch: which there are for this computer, how big they are, and which fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from .nvidia import NvidiaDriver

CPU = "cpu"
CUDA = "cuda"

# CUDA 13 asks for it: https://docs.nvidia.com/cuda/cuda-toolkit-release-notes/
_OLDEST_CUDA_DRIVER = (580,)
SPARE_MB = 500
_PYTORCH_INDEX = "https://download.pytorch.org/whl/"


@dataclass(frozen=True)
class TorchBuild:
    """One way to install the engine's packages. The sizes are approximate, and of all packages.

    Attributes:
        name: "cpu" or "cuda".
        index_url: Where torch and torchvision come from; None for PyPI, like all others.
    """

    name: str
    index_url: Optional[str]
    download_mb: int
    disk_mb: int

    @property
    def needed_mb(self) -> int:
        """The disk that must be free: pip has all downloads and all that is unpacked side by side."""
        return self.download_mb + self.disk_mb + SPARE_MB


@dataclass(frozen=True)
class BuildAdvice:
    """Which build fits, and why in the user's words."""

    build: TorchBuild
    reason: str


def torch_builds(system: str, machine: str) -> list[TorchBuild]:
    """The builds for a computer, the plain one first; none where PyTorch has given it up.

    Args:
        system: As `platform.system()` says: "Linux", "Windows" or "Darwin".
        machine: As `platform.machine()` says.
    """
    machine = machine.lower()
    if system == "Darwin":
        return [] if machine == "x86_64" else [TorchBuild(CPU, None, 400, 1400)]
    if machine in ("arm64", "aarch64"):
        return [TorchBuild(CPU, f"{_PYTORCH_INDEX}cpu" if system == "Linux" else None, 500, 1600)]
    if machine not in ("x86_64", "amd64"):
        return []
    if system == "Windows":
        return [
            TorchBuild(CPU, None, 550, 1900),
            TorchBuild(CUDA, f"{_PYTORCH_INDEX}cu130", 2200, 6000),
        ]
    # On Linux what PyPI has is the CUDA build.
    return [
        TorchBuild(CPU, f"{_PYTORCH_INDEX}cpu", 550, 1800),
        TorchBuild(CUDA, None, 3200, 6300),
    ]


def advise(builds: Sequence[TorchBuild], driver: Optional[NvidiaDriver]) -> BuildAdvice:
    """The build to offer first; `builds` must not be empty."""
    by_name = {build.name: build for build in builds}
    if driver is None:
        return BuildAdvice(builds[0], "No NVIDIA graphics card was found.")
    found = f"{driver.card} with driver {driver.version_text} was found"
    if CUDA not in by_name:
        return BuildAdvice(builds[0], f"{found}, but there is no build for it on this system.")
    if driver.version < _OLDEST_CUDA_DRIVER:
        return BuildAdvice(
            by_name[CPU],
            f"{found}; the engine needs driver {_OLDEST_CUDA_DRIVER[0]} or newer to use it. "
            "Update the driver, then come back.",
        )
    return BuildAdvice(by_name[CUDA], f"{found}.")
