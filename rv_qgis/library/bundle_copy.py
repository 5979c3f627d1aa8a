"""Copies of bundles, to be shared: whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..translation import tr
from ..whole_file import writing


def copy_bundle(source: Path, target: Path) -> None:
    """Copies a file; raises `OutputError`, and then leaves nothing."""
    with writing(target, tr("Choose another folder, or make room on the disk.")) as partial:
        shutil.copyfile(source, partial)


def file_name_of(name: str) -> str:
    """A bundle's name without what no system allows in the name of a file."""
    return "".join(letter if letter.isalnum() or letter in " -_.()" else "_" for letter in name)
