"""The NVIDIA driver of this computer, which decides whether the engine can use a graphics card."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from ..tool import ask_tool


@dataclass(frozen=True)
class NvidiaDriver:
    """What `nvidia-smi` says.

    Attributes:
        card: The name of the first graphics card.
        version: The driver's, such as (580, 65).
        memory_mb: The card's own memory; None when it does not say.
    """

    card: str
    version: tuple[int, ...]
    memory_mb: Optional[int] = None

    @property
    def version_text(self) -> str:
        return ".".join(str(number) for number in self.version)


def find_nvidia_driver(environment: Mapping[str, str]) -> Optional[NvidiaDriver]:
    """The driver, or None where there is no usable NVIDIA card. Takes up to some seconds."""
    program = shutil.which("nvidia-smi", path=environment.get("PATH"))
    if program is None and os.name == "nt":
        # Older drivers do not put it on the search path.
        candidate = Path(environment.get("SYSTEMROOT", "C:/Windows"), "System32", "nvidia-smi.exe")
        program = str(candidate) if candidate.is_file() else None
    if program is None:
        return None
    query = ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader,nounits"]
    return read_nvidia_smi(ask_tool([program, *query], environment))


def read_nvidia_smi(output: str) -> Optional[NvidiaDriver]:
    """The driver in the output of `nvidia-smi`; None when it found no card or no driver."""
    match = re.search(
        r"^(?P<card>[^,\n]+),\s*(?P<version>\d+(?:\.\d+)+)\s*(?:,\s*(?P<memory>\d+))?",
        output,
        re.MULTILINE,
    )
    if match is None:
        return None
    return NvidiaDriver(
        card=match["card"].strip(),
        version=tuple(int(number) for number in match["version"].split(".")),
        memory_mb=int(match["memory"]) if match["memory"] else None,
    )
