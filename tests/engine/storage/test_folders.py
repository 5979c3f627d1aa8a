from __future__ import annotations

from pathlib import Path

import pytest

from rv_engine.errors import MissingFileError, StorageError
from rv_engine.storage import (
    MARKER,
    RemoteFolder,
    download_folder,
    exists,
    folders,
    list_files,
    mirror_folder,
    read_text,
    remote_marker,
    remove,
    upload_folder,
    write_text,
)
from tests.engine.servers import FileServer


def fill(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        write_text(folder / name.replace("__", "/"), text)
    return folder


def contents(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text() for name in list_files(str(folder))}


def test_a_folder_goes_out_and_comes_back_the_same(bucket: str, tmp_path: Path) -> None:
    source = fill(tmp_path / "chip", a="1", train__img__b="2")
    (source / MARKER).write_text("v1")
    upload_folder(source, f"{bucket}/run/chip")
    download_folder(f"{bucket}/run/chip", tmp_path / "back")
    assert contents(tmp_path / "back") == {MARKER: "v1", "a": "1", "train/img/b": "2"}
    fill(source, a="new")
    (source / "train" / "img" / "b").unlink()
    (source / MARKER).write_text("v2")
    upload_folder(source, f"{bucket}/run/chip")
    assert list_files(f"{bucket}/run/chip") == [MARKER, "a"]
    download_folder(f"{bucket}/run/chip", tmp_path / "back")
    assert contents(tmp_path / "back") == {MARKER: "v2", "a": "new"}


@pytest.mark.parametrize("after", range(6))
def test_a_folder_with_a_marker_is_whole_whenever_sending_it_ends(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    old = fill(tmp_path / "old", a="old", b="old", c="old")
    (old / MARKER).write_text("old")
    upload_folder(old, f"{bucket}/chip")
    new = fill(tmp_path / "new", a="new", b="new", d="new")
    (new / MARKER).write_text("new")
    calls = 0

    def breaking(call, *given):
        nonlocal calls
        calls += 1
        if calls > after:
            raise StorageError("the line is cut")
        return call(*given)

    for name in ("upload", "remove"):
        call = getattr(folders, name)
        monkeypatch.setattr(folders, name, lambda *given, call=call: breaking(call, *given))
    with pytest.raises(StorageError, match="the line is cut"):
        upload_folder(new, f"{bucket}/chip")
    if remote_marker(f"{bucket}/chip") is None:
        with pytest.raises(MissingFileError, match="holds no finished output"):
            download_folder(f"{bucket}/chip", tmp_path / "back")
        assert not (tmp_path / "back").exists()
    else:
        download_folder(f"{bucket}/chip", tmp_path / "back")
        assert contents(tmp_path / "back") == contents(old)
    monkeypatch.undo()


def test_a_folder_that_breaks_on_its_way_leaves_the_old_one(
    web: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = fill(tmp_path / "chip", a="old")
    fill(web.folder, a="new" * 100, b="new")
    monkeypatch.setattr(folders, "list_files", lambda uri, monitor: ["a", "b"])
    web.behave(drops=1000)
    with pytest.raises(StorageError, match="breaks"):
        download_folder(web.url, old, marker=None)
    assert contents(tmp_path) == {"chip/a": "old"}


def test_a_folder_that_is_written_while_it_is_read_is_refused(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_text(f"{bucket}/chip/a", "1")
    write_text(f"{bucket}/chip/{MARKER}", "v1")
    real = folders.download

    def download(uri: str, *given: object) -> None:
        write_text(f"{bucket}/chip/{MARKER}", "v2")
        real(uri, *given)

    monkeypatch.setattr(folders, "download", download)
    with pytest.raises(StorageError, match="another run writes it"):
        download_folder(f"{bucket}/chip", tmp_path / "chip")
    assert not (tmp_path / "chip").exists()


def test_two_machines_work_on_one_run_folder(bucket: str, tmp_path: Path) -> None:
    here = RemoteFolder(f"{bucket}/run", tmp_path / "here")
    there = RemoteFolder(f"{bucket}/run/", tmp_path / "there")
    assert not there.pull("chip")
    fill(here.path("chip"), a="1")
    with pytest.raises(MissingFileError, match="holds no finished output"):
        here.push("chip")
    (here.path("chip") / MARKER).write_text("v1")
    assert here.push("chip") and not here.push("chip")
    assert there.pull("chip") and there.pull("chip")
    assert contents(there.path("chip")) == {MARKER: "v1", "a": "1"}
    fill(there.path("train.resumable"), checkpoint="half")
    there.push_unfinished("train.resumable")
    here.pull_unfinished("train.resumable")
    assert contents(here.path("train.resumable")) == {"checkpoint": "half"}
    fill(here.path("train.resumable"), checkpoint="more")
    here.pull_unfinished("train.resumable")
    assert contents(here.path("train.resumable")) == {"checkpoint": "more"}
    here.remove("train.resumable")
    assert not exists(f"{bucket}/run/train.resumable/checkpoint")
    write_text(here.path("run.json"), "{}")
    here.push_file("run.json")
    assert there.pull_file("run.json") and not there.pull_file("no.json")
    assert read_text(f"{bucket}/run/run.json") == "{}"


def test_the_same_marker_means_that_nothing_is_sent_or_fetched(bucket: str, tmp_path: Path) -> None:
    here = RemoteFolder(f"{bucket}/run", tmp_path / "here")
    fill(here.path("chip"), a="1")
    (here.path("chip") / MARKER).write_text("v1")
    here.push("chip")
    remove(f"{bucket}/run/chip/a")
    here.push("chip")
    assert not exists(f"{bucket}/run/chip/a")


def test_a_mirror_has_one_place(impatient: Path) -> None:
    assert mirror_folder("s3://a/run") == mirror_folder("s3://a/run/") != mirror_folder("s3://b")
    assert impatient in mirror_folder("s3://a/run").parents
