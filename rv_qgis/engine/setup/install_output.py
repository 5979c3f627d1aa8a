"""Reads how far pip or uv is from the lines that they print."""

from __future__ import annotations

import re
from typing import Optional

_PIP_PROGRESS = re.compile(r"^Progress (?P<done>\d+) of (?P<total>\d+)\s*$")
_PIP_PACKAGE = re.compile(
    r"^(?:Downloading|Using cached|Processing) (?P<file>\S+)(?: \((?P<size>[\d.]+) (?P<unit>[kMG]?B)\))?"
)
_UV_PACKAGE = re.compile(
    r"^(?P<what>Downloading|Downloaded|Building|Built) (?P<name>[\w.-]+)"
    r"(?: \((?P<size>[\d.]+)\s?(?P<unit>[kKMG]i?B)\))?$"
)
_INSTALLING = re.compile(r"^(Installing collected packages|Prepared \d+ packages)")
_MB_OF = {
    "B": 1e-6,
    "kB": 1e-3,
    "MB": 1.0,
    "GB": 1e3,
    "KiB": 0.001024,
    "MiB": 1.0486,
    "GiB": 1073.7,
}


class InstallOutput:
    """Adds up what the lines of an installer say.

    Args:
        expected_mb: About how much will be downloaded.
    """

    def __init__(self, expected_mb: float) -> None:
        self._expected_mb = expected_mb
        self._done_mb = 0.0
        self._current_mb = 0.0
        self._started_mb: dict[str, float] = {}
        self.is_unpacking = False
        """Whether everything is here and is being unpacked."""
        self.package = ""
        """The package that was named last."""

    @property
    def downloaded_mb(self) -> float:
        return self._done_mb + self._current_mb

    @property
    def fraction(self) -> float:
        """How much of the download is done, 0 to 1; it may be short of 1 at its end."""
        return min(1.0, self.downloaded_mb / self._expected_mb)

    def take(self, line: str) -> Optional[str]:
        """Takes a line; answers what to write in the log, or None for what is only progress."""
        line = line.strip()
        progress = _PIP_PROGRESS.match(line)
        if progress:
            self._current_mb = int(progress["done"]) / 1e6
            return None
        if _INSTALLING.match(line):
            self._finish_current()
            self.is_unpacking = True
        else:
            self._take_uv(line) or self._take_pip(line)
        return line or None

    def _take_uv(self, line: str) -> bool:
        match = _UV_PACKAGE.match(line)
        if match is None or "/" in match["name"] or match["name"].endswith((".whl", ".gz")):
            return False
        self.package = match["name"]
        if match["what"] == "Downloading":
            self._started_mb[match["name"]] = _size_mb(match["size"], match["unit"])
        elif match["what"] == "Downloaded":
            self._done_mb += self._started_mb.pop(match["name"], 0.0)
        return True

    def _take_pip(self, line: str) -> bool:
        match = _PIP_PACKAGE.match(line)
        if match is None:
            return False
        self._finish_current()
        file_name = re.split(r"[/\\]", match["file"])[-1]
        self.package = file_name.partition("-")[0].replace("_", "-")
        if line.startswith("Using cached"):
            self._done_mb += _size_mb(match["size"], match["unit"])
        return True

    def _finish_current(self) -> None:
        self._done_mb += self._current_mb
        self._current_mb = 0.0


def _size_mb(size: Optional[str], unit: Optional[str]) -> float:
    return float(size) * _MB_OF.get(unit or "", 0.0) if size else 0.0
