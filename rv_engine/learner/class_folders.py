"""The names of the folders that chips of a class lie in."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

# What no file system forbids; the rest is written as in a web address.
_SAFE = " ()[]{}+-_=,;@!#$&'~^"


def class_folders(names: Sequence[str]) -> list[str]:
    """A folder name for each class: its own name, where a file system takes it.

    Names that differ in case alone get their class id too, for some file systems take them for one.
    """
    folders = [_folder(name) for name in names]
    folded = [folder.casefold() for folder in folders]
    return [
        folder if folded.count(folder.casefold()) == 1 else f"{folder}%{class_id}"
        for class_id, folder in enumerate(folders)
    ]


def _folder(name: str) -> str:
    quoted = "".join(letter if letter.isalnum() else quote(letter, safe=_SAFE) for letter in name)
    # Windows drops dots and blanks at an end, and "." and ".." are other folders everywhere.
    if quoted[-1] in ". ":
        quoted = f"{quoted[:-1]}%{ord(quoted[-1]):02X}"
    return f"%2E{quoted[1:]}" if quoted[0] == "." else quoted
