"""A text about this computer's engine that can be sent to strangers."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Optional

from ..managed_home import list_homes
from .redaction import redacted
from .survey import Survey, free_disk_mb

# What decides how the engine is installed and started. Values of others could be private.
_TOLD_VARIABLES = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "PIP_CERT",
    "SSL_CERT_FILE",
    "PIP_INDEX_URL",
    "UV_INDEX_URL",
    "CUDA_VISIBLE_DEVICES",
    "OMP_NUM_THREADS",
    "RV_STUDIO_PYTHON",
    "RV_STUDIO_HOME",
)
_LOG_LINES = 150


def diagnostics_text(
    environment: Mapping[str, str],
    versions: Sequence[tuple[str, str]],
    base: Optional[Path],
    survey: Optional[Survey],
    failure: str = "",
) -> str:
    """Markdown about the engine and its set-up, without the user's name, home and passwords.

    Args:
        environment: The variables of QGIS and those of the network.
        versions: Names and versions of QGIS, Qt, the plugin and the like.
        base: The folder of the environments.
        failure: The last failure in the user's words.
    """
    lines = ["### RV Studio diagnostics", ""]
    lines += [f"- {name}: {version}" for name, version in versions]
    lines.append(f"- System: {platform.platform()} ({platform.machine()})")
    if survey is not None:
        lines += _survey_lines(survey)
    if base is not None:
        lines.append(f"- Folder: {base}, {free_disk_mb(base) / 1e3:.1f} GB free")
        for home in list_homes(base):
            state = f"{home.stamp.build}, {home.stamp.size_mb} MB" if home.stamp else "unfinished"
            lines.append(f"- Environment: {home.folder.name} ({state})")
    lines += [f"- {name}: {environment[name]}" for name in _TOLD_VARIABLES if environment.get(name)]
    if failure:
        lines += ["", "Last failure:", "", failure]
    log = _log_of(base)
    if log:
        lines += ["", "End of the set-up's log:", "", "```", *log, "```"]
    return redacted("\n".join(lines), environment) + "\n"


def _survey_lines(survey: Survey) -> list[str]:
    lines = []
    for python in survey.pythons:
        problem = python.problem()
        note = f" ({problem})" if problem else ""
        lines.append(f"- Python: {python.version_text}, {python.machine}, {python.path}{note}")
    lines.append(f"- uv: {survey.uv or 'none'}")
    driver = survey.driver
    lines.append(f"- NVIDIA: {f'{driver.card}, {driver.version_text}' if driver else 'none'}")
    return lines


def _log_of(base: Optional[Path]) -> list[str]:
    if base is None:
        return []
    try:
        text = (base / "set-up.log").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.splitlines()[-_LOG_LINES:]
