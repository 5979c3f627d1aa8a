"""Finds the Pythons of this computer from which the engine's environment can be made.

QGIS's own is never started by `sys.executable`, which inside QGIS can be QGIS itself
(qgis/QGIS#45646). A Python counts once it was started and has said what it is.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from ..tool import ask_tool

OLDEST = (3, 10)
# For which the locked versions have wheels.
NEWEST = (3, 14)
# What most packages are tested with comes first.
_PREFERRED = ((3, 12), (3, 11), (3, 13), (3, 10), (3, 14))

# `-I` keeps the user's own modules and variables out of the answer.
_QUESTION = """
import importlib.util, json, platform, sys
print(json.dumps({
    "version": sys.version_info[:3],
    "executable": sys.executable,
    "machine": platform.machine(),
    "is_64_bit": sys.maxsize > 2 ** 32,
    "can_make_environments": all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
    "base": sys.base_prefix,
    "is_environment": sys.prefix != sys.base_prefix,
}))
"""


@dataclass(frozen=True)
class PythonProgram:
    """A Python that answered.

    Attributes:
        path: As it says itself: what was started may be a version manager's stand-in.
        version: Such as (3, 12, 4).
        machine: The processor it was built for; on a Mac not always the computer's own.
        can_make_environments: Whether it has `venv` and `ensurepip`.
        is_environment: Whether it is a virtual environment's.
    """

    path: Path
    version: tuple[int, ...]
    machine: str = ""
    is_64_bit: bool = True
    can_make_environments: bool = True
    is_environment: bool = False

    @property
    def version_text(self) -> str:
        return ".".join(str(number) for number in self.version)

    @property
    def is_supported(self) -> bool:
        return OLDEST <= self.version[:2] <= NEWEST and self.is_64_bit

    def problem(self) -> str:
        """Why the engine's environment cannot be made from it; "" when it can."""
        if self.version[:2] < OLDEST:
            return f"Python {self.version_text} is too old; {_text(OLDEST)} or later is needed."
        if self.version[:2] > NEWEST:
            return f"Python {self.version_text} is too new; up to {_text(NEWEST)} is supported."
        if not self.is_64_bit:
            return "This is a 32-bit Python, for which there is no PyTorch."
        if not self.can_make_environments:
            return "It lacks the modules venv and ensurepip."
        return ""


def ask_python(path: Path, environment: Mapping[str, str]) -> Optional[PythonProgram]:
    """Starts a Python and answers what it is; None when it does not start."""
    answer = ask_tool([str(path), "-I", "-c", _QUESTION], environment)
    try:
        facts = json.loads(answer)
        return PythonProgram(
            Path(facts.get("executable") or path),
            tuple(facts["version"]),
            facts["machine"],
            facts["is_64_bit"],
            facts["can_make_environments"],
            facts["is_environment"],
        )
    except (ValueError, KeyError, TypeError):
        return None


def find_pythons(environment: Mapping[str, str]) -> list[PythonProgram]:
    """All Pythons that were found and answered, the best to use first. Takes some seconds.

    Args:
        environment: Already without what belongs to QGIS, see `engine_environment`.
    """
    programs: dict[str, PythonProgram] = {}
    for path in candidates(environment):
        program = ask_python(path, environment)
        if program is not None and not program.is_environment:
            programs.setdefault(os.path.realpath(program.path), program)
    return sorted(programs.values(), key=_rank)


def find_uv(environment: Mapping[str, str]) -> Optional[Path]:
    """The program `uv`, which makes environments quickly and can fetch a Python itself."""
    home = _home(environment)
    folders = [environment.get("PATH", "")]
    if home is not None:
        folders += [str(home / ".local" / "bin"), str(home / ".cargo" / "bin")]
    found = shutil.which("uv", path=os.pathsep.join(folder for folder in folders if folder))
    # What a version manager put in its place may be only a note that it is not installed.
    return Path(found) if found and ask_tool([found, "--version"], environment) else None


def candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    """The places where a Python may lie, each once, whether or not one is there that works."""
    seen: set[str] = set()
    for path in _places(environment):
        key = os.path.normcase(str(path))
        if key not in seen and path.is_file():
            seen.add(key)
            yield path


def _places(environment: Mapping[str, str]) -> Iterator[Path]:
    names = [f"python{major}.{minor}" for major, minor in _PREFERRED] + ["python3", "python"]
    for name in names:
        found = shutil.which(name, path=environment.get("PATH", ""))
        if found and not _is_store_alias(found):
            yield Path(found)
    home = _home(environment)
    if platform.system() == "Windows":
        yield from _windows_places(environment)
    elif platform.system() == "Darwin":
        for version in _PREFERRED:
            framework = Path("/Library/Frameworks/Python.framework/Versions", _text(version))
            yield framework / "bin" / "python3"
            yield Path("/opt/homebrew/bin", f"python{_text(version)}")
    for folder in ("/usr/bin", "/usr/local/bin"):
        yield from (Path(folder, name) for name in names[:-1])
    if home is not None:
        yield from sorted((home / ".pyenv" / "versions").glob("3.*/bin/python3"), reverse=True)
        for name in ("miniforge3", "mambaforge", "miniconda3", "anaconda3"):
            yield home / name / "bin" / "python3"
            yield home / name / "python.exe"


def _windows_places(environment: Mapping[str, str]) -> Iterator[Path]:
    launcher = shutil.which("py", path=environment.get("PATH", ""))
    if launcher:
        yield from pythons_of_launcher(ask_tool([launcher, "-0p"], environment))
    for variable in ("LOCALAPPDATA", "PROGRAMFILES"):
        if environment.get(variable):
            folder = Path(environment[variable])
            for pattern in ("Programs/Python/Python3*/python.exe", "Python3*/python.exe"):
                yield from sorted(folder.glob(pattern), reverse=True)


def pythons_of_launcher(output: str) -> list[Path]:
    """The Pythons in the output of Windows' launcher, `py -0p`."""
    lines = (re.search(r"[A-Za-z]:\\.*\.exe", line) for line in output.splitlines())
    return [Path(match.group()) for match in lines if match]


def _is_store_alias(path: str) -> bool:
    # An empty file of Windows that opens the shop instead of a Python.
    return "windowsapps" in path.lower()


def _rank(program: PythonProgram) -> tuple[bool, bool, int, str]:
    version = program.version[:2]
    order = _PREFERRED.index(version) if version in _PREFERRED else len(_PREFERRED)
    # Under Rosetta a Mac's QGIS says x86_64; only a Python for the real processor has a PyTorch.
    is_foreign = platform.system() == "Darwin" and program.machine == "x86_64"
    return bool(program.problem()), is_foreign, order, str(program.path)


def _home(environment: Mapping[str, str]) -> Optional[Path]:
    text = environment.get("USERPROFILE" if os.name == "nt" else "HOME", "")
    return Path(text) if text else None


def _text(version: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in version)
