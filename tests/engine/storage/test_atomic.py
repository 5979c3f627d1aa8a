from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from rv_engine.errors import OutputError
from rv_engine.storage import (
    check_file_writable,
    check_writable,
    partial_path,
    write_text,
    writing,
)


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in files}


def test_the_old_file_is_there_until_the_new_one_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out" / "a.txt"
    write_text(target, "old")
    with writing(target) as partial:
        partial.write_text("half", encoding="utf-8")
        assert target.read_text(encoding="utf-8") == "old"
        partial.write_text("new", encoding="utf-8")
    assert contents(tmp_path) == {"out/a.txt": "new"}


def write_half(target: Path, failure: BaseException, *, folder: bool = False) -> None:
    with writing(target, folder=folder) as partial:
        (partial / "three" if folder else partial).write_text("half", encoding="utf-8")
        raise failure


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, failure: type[BaseException]
) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "old")
    with pytest.raises(failure):
        write_half(target, failure())
    assert contents(tmp_path) == {"a.txt": "old"}


def test_a_folder_appears_whole_and_replaces_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "chips"
    with writing(target, folder=True) as partial:
        write_text(partial / "one", "1")
    with writing(target, folder=True) as partial:
        write_text(partial / "two", "2")
        assert contents(target) == {"one": "1"}
    assert contents(tmp_path) == {"chips/two": "2"}
    with pytest.raises(ValueError, match="stop"):
        write_half(target, ValueError("stop"), folder=True)
    assert contents(tmp_path) == {"chips/two": "2"}


def test_what_a_killed_process_left_is_not_mixed_in(tmp_path: Path) -> None:
    target = tmp_path / "chips"
    partial_path(target).mkdir()
    (partial_path(target) / "stale").write_text("x", encoding="utf-8")
    with writing(target, folder=True) as partial:
        write_text(partial / "fresh", "y")
    assert contents(tmp_path) == {"chips/fresh": "y"}


def test_a_file_never_takes_the_place_of_a_folder(tmp_path: Path) -> None:
    write_text(tmp_path / "home" / "letter", "dear")
    with pytest.raises(OutputError, match=r"home' cannot be written.*A folder is in the way"):
        write_text(tmp_path / "home", "text")
    assert contents(tmp_path) == {"home/letter": "dear"}


def test_a_place_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    write_text(tmp_path / "file", "x")
    for attempt in (
        lambda: check_writable(tmp_path / "file" / "a" / "b"),
        lambda: check_file_writable(tmp_path / "file" / "a.tif"),
        lambda: write_text(tmp_path / "file" / "a.txt", "y"),
    ):
        with pytest.raises(OutputError, match=r"file.* cannot be written.*A file is in the way"):
            attempt()
    assert contents(tmp_path) == {"file": "x"}


def test_asking_whether_a_folder_can_be_written_makes_nothing(tmp_path: Path) -> None:
    check_writable(tmp_path / "a" / "b")
    check_file_writable(tmp_path / "a" / "b.tif")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_place_for_a_file_of_its_name(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="A folder is in the way"):
        check_file_writable(tmp_path)


def test_a_full_disk_is_told_with_what_to_do(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match=r"a.tif' cannot be written: .*Free some space"),
        writing(tmp_path / "a.tif"),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []
