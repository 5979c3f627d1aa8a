"""What the libraries are told about the process that they run in; standard library only."""

from __future__ import annotations

import os

_ENVIRONMENT = {
    # GDAL takes a part of all memory by default; the engine reads each window once.
    "GDAL_CACHEMAX": "128",
    # Threads that wait for each other by spinning make a training step seven times slower as soon
    # as another program needs a core; sleeping costs 15 % where none does (measured with U-Net on
    # ResNet18, 2 cores).
    "OMP_WAIT_POLICY": "PASSIVE",
}


_NICENESS_VARIABLE = "RV_NICENESS"


def apply_process_settings() -> None:
    """Sets environment variables, unless the user has; to be called before the libraries are used.

    With `RV_NICENESS`, a number from 0 to 19, the process lets other programs go first: QGIS sets it.
    """
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    # Taken away, as processes that this one starts inherit the niceness itself.
    niceness = os.environ.pop(_NICENESS_VARIABLE, "")
    if niceness.isdecimal() and hasattr(os, "nice"):
        os.nice(int(niceness))
