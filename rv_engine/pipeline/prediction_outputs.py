"""The files that a prediction makes: none in the way of another one, and one prediction at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import rasterio
from rasterio.errors import RasterioError

from rv_engine.errors import OutputError
from rv_engine.pipeline.run_lock import LOCK_FILE, run_lock
from rv_engine.storage import (
    check_file_writable,
    gdal_path,
    is_remote,
    partial_path,
    place_of,
    remove_path,
)
from rv_engine.storage.atomic import output_errors

_PIECES = "pieces"
# What a file of each kind is; a name with another ending would be a lie.
_ENDINGS = {
    "label_raster": (".tif", ".tiff"),
    "score_raster": (".tif", ".tiff"),
    "confidence_raster": (".tif", ".tiff"),
    "polygons": (".gpkg",),
    "geojson": (".geojson", ".json"),
}


def check_targets(targets: Mapping[str, Path], inputs: Mapping[str, Iterable[str]]) -> None:
    """Looks whether all files can be written where they are wanted.

    Args:
        targets: The file of each kind.
        inputs: What is read and must stay, by what it is of: {"image": paths, ...}.

    Raises:
        OutputError: A file would replace another one or what is read, its name says that it is
            something else, or it cannot be written.
    """
    taken = {
        place_of(uri): f"a file of the {what}" for what, uris in inputs.items() for uri in uris
    }
    for kind, target in targets.items():
        check_file_writable(target)
        endings = _ENDINGS.get(kind)
        if endings is not None and target.suffix.lower() not in endings:
            what = {".tif": "GeoTIFF", ".gpkg": "GeoPackage"}.get(endings[0], "GeoJSON file")
            raise OutputError(
                f"'{target.name}' would be a {what}, but its name does not end in "
                f"{' or '.join(endings)}.",
                hint=f"Give it a name such as '{target.stem}{endings[0]}'.",
                where=str(target),
            )
        place = place_of(str(target))
        if place in taken:
            raise OutputError(
                f"'{target}' is {taken[place]}: it would be replaced.",
                hint="Give the output another name or folder.",
                where=str(target),
            )
        taken[place] = "also the name of another output"


def files_of(image: str) -> list[str]:
    """The files that an image is read from: of a virtual raster also what it is put together of."""
    found, waiting = [image], [] if is_remote(image) else [image]
    while waiting:
        try:
            with rasterio.open(gdal_path(waiting.pop())) as dataset:
                files = [file for file in dataset.files if file not in found]
        except RasterioError:
            continue
        found += files
        waiting += [file for file in files if file.lower().endswith(".vrt")]
    return found


@contextmanager
def working_folder(out: Path) -> Iterator[Path]:
    """A folder beside an output for what is not whole yet; it is gone at the end.

    What a process left there that was killed is removed.

    Args:
        out: The output.

    Raises:
        OutputError: Another process makes this output, or the folder cannot be written.
    """
    partial = partial_path(out)
    folder = partial.with_name(f"{partial.name}.{_PIECES}")
    with output_errors(out), ExitStack() as stack:
        folder.mkdir(parents=True, exist_ok=True)
        # Only when the lock is let go, and only while nobody else has begun there.
        stack.callback(_remove_if_empty, folder)
        lock = stack.enter_context(ExitStack())
        try:
            lock.enter_context(run_lock(folder))
        except OutputError as error:
            stack.pop_all()
            raise OutputError(
                f"Another prediction is writing '{out}'.",
                hint="Wait until it has ended, or give this one another name.",
                where=str(out),
            ) from error
        remove_path(folder / _PIECES)
        try:
            yield folder / _PIECES
        finally:
            remove_path(folder / _PIECES)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        if sorted(path.name for path in folder.iterdir()) in ([], [LOCK_FILE]):
            (folder / LOCK_FILE).unlink(missing_ok=True)
            folder.rmdir()
