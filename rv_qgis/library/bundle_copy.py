"""Copies of bundles, to be shared: whole or not at all."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from ...rv_engine.errors import OutputError
from ..translation import tr


def copy_bundle(source: Path, target: Path) -> None:
    """Copies a file; raises `OutputError`, and then leaves nothing."""
    partial = target.with_name(f"{target.name}.partial")
    try:
        shutil.copyfile(source, partial)
        partial.replace(target)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise OutputError(
            tr("'{path}' cannot be written: {reason}.").format(path=target, reason=error.strerror),
            hint=tr("Choose another folder, or make room on the disk."),
            where=str(target),
        ) from error


def file_name_of(name: str) -> str:
    """A bundle's name without what no system allows in the name of a file."""
    return "".join(letter if letter.isalnum() or letter in " -_.()" else "_" for letter in name)
