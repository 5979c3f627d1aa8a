"""The packages that the engine needs, and one set of versions of them that fit together."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

REQUIREMENTS_NAME = "engine-requirements.txt"
CONSTRAINTS_NAME = "engine-constraints.txt"

_HASH_LENGTH = 8


@dataclass(frozen=True)
class EngineLock:
    """The two files that say what is installed.

    Attributes:
        requirements: What the engine itself asks for.
        constraints: The versions, of everything that could be needed on any system.
        name: Short and unique for the contents of both.
    """

    requirements: Path
    constraints: Path
    name: str

    def requirements_of(self, *packages: str) -> list[str]:
        """The pinned requirements of some packages, such as "torch==2.14.1"."""
        text = self.constraints.read_text(encoding="utf-8")
        found = {
            match["name"]: f"{match['name']}=={match['version']}"
            for match in re.finditer(
                r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)", text, re.MULTILINE
            )
        }
        return [found[package] for package in packages]


def read_lock(folder: Path) -> EngineLock:
    """The lock in the plugin's resources folder."""
    requirements, constraints = folder / REQUIREMENTS_NAME, folder / CONSTRAINTS_NAME
    digest = hashlib.sha256()
    for path in (requirements, constraints):
        # A checkout on Windows may have other line ends.
        digest.update("\n".join(path.read_text(encoding="utf-8").splitlines()).encode("utf-8"))
    return EngineLock(requirements, constraints, digest.hexdigest()[:_HASH_LENGTH])
