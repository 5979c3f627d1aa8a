"""Writes the sample data as one set of files, whole or not at all."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from rv_engine.errors import OutputError
from rv_engine.monitor import Monitor

TOWN_SIZE_PX = (1536, 1280)
SMALLEST_SIZE_PX = 128
_NEXT_TOWN_SHARE = (0.5, 0.6)
_NEXT_TOWN_SEED_STEP = 1000


@dataclass(frozen=True)
class SampleData:
    """Where the sample data lies.

    Attributes:
        image: The town, a GeoTIFF with the bands blue, green, red and near infrared.
        labels: A GeoPackage with the layers buildings, trees and land_use of the town.
        next_town: Another town without labels, to predict on.
    """

    image: Path
    labels: Path
    next_town: Path


def find_sample_data(folder: Path) -> SampleData | None:
    """The sample data that lies in a folder; None unless all of it does."""
    data = _files_in(Path(folder))
    return data if all(path.is_file() for path in vars(data).values()) else None


def write_sample_data(
    folder: Path,
    *,
    seed: int = 7,
    size_px: tuple[int, int] = TOWN_SIZE_PX,
    monitor: Monitor | None = None,
) -> SampleData:
    """Draws two small towns and writes their images, and labels for the first.

    Nothing is left in the folder when the work fails or is cancelled; files of an earlier call
    are replaced only when all new ones are finished.

    Args:
        folder: Where to write; made when it is missing.
        seed: The same seed and size give the same pixels and the same labels.
        size_px: Width and height of the town; the next town is about half as wide and high.
        monitor: Takes the progress, and stops the work on request.

    Raises:
        OutputError: When the folder cannot be written, or the size is too small.
        Cancelled: When the monitor says so.
    """
    if min(size_px) < SMALLEST_SIZE_PX:
        raise OutputError(
            f"A sample town of {size_px[0]} x {size_px[1]} px is too small to hold streets.",
            hint=f"Choose at least {SMALLEST_SIZE_PX} px for width and height.",
        )
    folder = Path(folder)
    _check_replaces_no_others(folder)
    made = _missing_parents(folder)
    staging = folder / "sample-data.partial"
    finished = False
    try:
        staging.mkdir(parents=True, exist_ok=True)
        _write_all(staging, seed, size_px, monitor or Monitor())
        for path in sorted(staging.iterdir()):
            path.replace(folder / path.name)
        finished = True
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        reason = error.strerror or str(error)
        raise OutputError(
            f"The sample data cannot be written to '{folder}': {reason}.",
            hint="Choose a folder that you may write to, on a disk with enough free space.",
            where=str(folder),
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if not finished:
            for path in made:
                with contextlib.suppress(OSError):
                    path.rmdir()
    return _files_in(folder)


def _files_in(folder: Path) -> SampleData:
    return SampleData(folder / "town.tif", folder / "labels.gpkg", folder / "next-town.tif")


def _check_replaces_no_others(folder: Path) -> None:
    others = [path for path in vars(_files_in(folder)).values() if path.exists()]
    if others and find_sample_data(folder) is None:
        raise OutputError(
            f"The folder '{folder}' has a file '{others[0].name}', which is not of sample data: it "
            "would be replaced.",
            hint="Choose another folder.",
            where=str(folder),
        )


def _write_all(folder: Path, seed: int, size_px: tuple[int, int], monitor: Monitor) -> None:
    """Writes the files into a folder."""
    from rv_engine.sample_data.files import write_geotiff, write_layers
    from rv_engine.sample_data.frame import Frame
    from rv_engine.sample_data.labels import label_layers
    from rv_engine.sample_data.render import render
    from rv_engine.sample_data.style import write_style
    from rv_engine.sample_data.town import plan_town

    frame = Frame(*size_px)
    town = plan_town(frame, seed)
    rendering = render(town, seed, monitor.part(0.0, 0.6))
    data = _files_in(folder)
    write_geotiff(data.image, rendering.pixels, frame)
    write_style(data.image.with_suffix(".qml"), rendering.pixels)
    monitor.progress(2, 4, "steps", "Drawing the sample towns")
    write_layers(data.labels, label_layers(town, rendering))
    monitor.progress(3, 4, "steps", "Drawing the sample towns")

    share_x, share_y = _NEXT_TOWN_SHARE
    next_frame = Frame(
        max(SMALLEST_SIZE_PX, int(size_px[0] * share_x)),
        max(SMALLEST_SIZE_PX, int(size_px[1] * share_y)),
        left_m=frame.left_m + 4000.0,
        top_m=frame.top_m + 1500.0,
    )
    next_seed = seed + _NEXT_TOWN_SEED_STEP
    next_town = plan_town(next_frame, next_seed)
    next_rendering = render(next_town, next_seed, monitor.part(0.75, 0.95))
    write_geotiff(data.next_town, next_rendering.pixels, next_frame)
    write_style(data.next_town.with_suffix(".qml"), next_rendering.pixels)
    monitor.progress(4, 4, "steps", "Drawing the sample towns")


def _missing_parents(folder: Path) -> list[Path]:
    """The folders that would have to be made, the deepest first."""
    return [path for path in (folder, *folder.parents) if not path.exists()]
