"""Makes `qtpy`, which QGIS does not ship, importable from the copy that travels with the plugin."""

from __future__ import annotations

import sys

from .places import PLUGIN_ROOT

# The release zip has the first one, a checkout after `make` the second.
_FOLDERS = (PLUGIN_ROOT / "vendor", PLUGIN_ROOT / "build" / "vendor")


def add_to_path() -> None:
    """Puts the copy at the end of `sys.path`, once, so that an installed one wins."""
    for folder in _FOLDERS:
        if folder.is_dir():
            if str(folder) not in sys.path:
                sys.path.append(str(folder))
            return


def remove_from_path() -> None:
    """Takes the copy off `sys.path`; what is already imported goes on working."""
    for folder in _FOLDERS:
        if str(folder) in sys.path:
            sys.path.remove(str(folder))
