"""One bundle in the library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from .bundle_file import BundleInfo

RUN = "run"
"""A run on this computer made it."""
FILE = "file"
"""The user added the file."""
FOLDER = "folder"
"""It lies in a folder that the user has watched."""
URL = "url"
"""It was downloaded."""


@dataclass(frozen=True)
class BundleEntry:
    """A bundle as the library shows it.

    Attributes:
        name: What the user calls it.
        origin: `RUN`, `FILE`, `FOLDER` or `URL`.
        source: The address that it was downloaded from, or the folder of its run; else "".
        info: What is in it; None when it cannot be read.
        problem: Why it cannot be read.
        is_accepted: Whether the user made it, or has looked at what it is and agreed to use it.
    """

    path: Path
    name: str
    origin: str
    source: str = ""
    info: Optional[BundleInfo] = None
    problem: str = ""
    is_accepted: bool = False

    @property
    def is_usable(self) -> bool:
        """Whether it can be predicted with, without a question first."""
        return self.is_accepted and self.info is not None and not self.info.refused
