"""The wizard: from layers on the map to a training, one page a file.

The draft and most pages need no QGIS, only Qt: so the part that does is imported when it is asked for.
"""

from __future__ import annotations

from typing import Any

__all__ = ["WizardPart"]


def __getattr__(name: str) -> Any:
    if name == "WizardPart":
        from .wizard_part import WizardPart

        return WizardPart
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
