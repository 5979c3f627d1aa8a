"""What a bundle makes, as far as outputs depend on it."""

from __future__ import annotations

from pathlib import Path

from ...rv_engine.errors import BundleError

_VECTOR_TASKS = ("chip_classification", "object_detection")


def makes_raster(bundle: Path) -> bool:
    """Whether its map is a raster; also of what cannot be read, which the engine will say.

    It reads from the disk: call it in the background.
    """
    # The bundles' library has widgets, which nobody needs who only looks at the toolbox.
    from ..library.bundle_file import read_bundle

    try:
        return read_bundle(bundle).task not in _VECTOR_TASKS
    except (BundleError, OSError):
        return True
