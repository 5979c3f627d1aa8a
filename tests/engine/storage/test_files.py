from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import fsspec
import pytest
from filelock import FileLock

from rv_engine.errors import (
    AccessError,
    Cancelled,
    MissingFileError,
    MissingPackageError,
    OutputError,
    StorageError,
)
from rv_engine.monitor import Monitor
from rv_engine.storage import (
    FileCache,
    download,
    exists,
    fingerprint,
    list_files,
    local_copy,
    read_bytes,
    read_text,
    remove,
    upload,
    write_bytes,
    write_text,
)
from rv_engine.storage import files as files_module
from tests.engine.servers import FileServer

CONTENT = bytes(range(256)) * 40


def test_a_file_of_the_web_is_read_whole(web: FileServer) -> None:
    (web.folder / "a b.bin").write_bytes(CONTENT)
    assert read_bytes(f"{web.url}/a b.bin") == CONTENT
    assert exists(f"{web.url}/a b.bin") and not exists(f"{web.url}/no.bin")


def test_text_is_read_the_same_here_and_elsewhere(web: FileServer, tmp_path: Path) -> None:
    for folder in (web.folder, tmp_path):
        (folder / "a.txt").write_bytes("\ufeffWald\r\nWiese\n".encode())
    for uri in (f"{web.url}/a.txt", str(tmp_path / "a.txt"), (tmp_path / "a.txt").as_uri()):
        assert read_text(uri) == "Wald\nWiese\n"


def test_an_object_store_keeps_what_is_written(bucket: str, tmp_path: Path) -> None:
    write_text(f"{bucket}/deep/a.txt", "Wald")
    write_bytes(f"{bucket}/b.bin", CONTENT)
    (tmp_path / "c").write_bytes(CONTENT)
    upload(tmp_path / "c", f"{bucket}/deep/er/c")
    assert read_text(f"{bucket}/deep/a.txt") == "Wald"
    assert list_files(bucket) == ["b.bin", "deep/a.txt", "deep/er/c"]
    assert list_files(f"{bucket}/deep") == ["a.txt", "er/c"]
    download(f"{bucket}/deep/er/c", tmp_path / "d")
    assert (tmp_path / "d").read_bytes() == CONTENT
    remove(f"{bucket}/deep")
    remove(f"{bucket}/deep")
    assert list_files(bucket) == ["b.bin"]


@pytest.mark.parametrize("trouble", ["failures", "drops"])
def test_a_connection_that_breaks_twice_is_not_noticed(
    web: FileServer, tmp_path: Path, trouble: str
) -> None:
    (web.folder / "a.bin").write_bytes(CONTENT)
    web.behave(**{trouble: 2})
    assert read_bytes(f"{web.url}/a.bin") == CONTENT
    web.behave(**{trouble: 2})
    download(f"{web.url}/a.bin", tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert web[trouble] == 0


def test_a_large_file_comes_in_pieces_and_a_break_costs_one(
    web: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "PIECE_BYTES", 1000)
    (web.folder / "a.bin").write_bytes(CONTENT)
    web.behave(drops=2)
    download(f"{web.url}/a.bin", tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert web["bytes_sent"] <= len(CONTENT) + 2000


def test_a_server_without_ranges_gives_its_files_too(
    web: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "PIECE_BYTES", 1000)
    web.behave(ranges=False)
    (web.folder / "a.bin").write_bytes(CONTENT)
    download(f"{web.url}/a.bin", tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == CONTENT


def test_a_connection_that_stays_broken_leaves_the_old_file(
    web: FileServer, tmp_path: Path
) -> None:
    (web.folder / "a.bin").write_bytes(CONTENT)
    (tmp_path / "a.bin").write_text("old")
    web.behave(drops=1000)
    begun_s = time.monotonic()
    with pytest.raises(StorageError, match=r"a.bin' cannot be read .*connection to 127.0.0.1") as e:
        download(f"{web.url}/a.bin", tmp_path / "a.bin")
    assert time.monotonic() - begun_s < 5
    assert "internet connection" in e.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]
    assert (tmp_path / "a.bin").read_text() == "old"


def test_a_file_that_changes_while_it_is_copied_is_refused(
    web: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "PIECE_BYTES", 5000)
    (web.folder / "a.bin").write_bytes(CONTENT)

    class Changing(Monitor):
        def progress(self, *given: object) -> None:
            (web.folder / "a.bin").write_bytes(CONTENT[::-1])

    with pytest.raises(StorageError, match="changed while it was copied"):
        download(f"{web.url}/a.bin", tmp_path / "a.bin", Changing())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "message", "requests"),
    [
        (404, "a.bin' does not exist. Check the spelling", 1),
        (403, "Access to .*a.bin' is denied: the server answers 403. Check that your account", 1),
        (503, "127.0.0.1:.* answers with the error 503. The server is too busy", 3),
    ],
)
def test_what_a_server_answers_is_told_with_what_to_do(
    web: FileServer, status: int, message: str, requests: int
) -> None:
    web.behave(failures=1000, failure_status=status)
    with pytest.raises(StorageError, match=message) as caught:
        read_bytes(f"{web.url}/a.bin")
    assert isinstance(caught.value, MissingFileError) == (status == 404)
    assert len(web["requests"]) == requests, "only what may pass is tried again"
    assert caught.value.where == f"{web.url}/a.bin"


def test_a_busy_server_is_no_missing_file(web: FileServer) -> None:
    web.behave(failures=1000)
    for ask in (exists, fingerprint):
        with pytest.raises(StorageError, match="error 503") as caught:
            ask(f"{web.url}/a.bin")
        assert not isinstance(caught.value, MissingFileError)


def test_a_port_where_nobody_listens_and_a_host_that_is_none_are_told_apart(
    web: FileServer,
) -> None:
    web.stop()
    with pytest.raises(StorageError, match="the connection to 127.0.0.1:.* breaks"):
        read_bytes(f"{web.url}/a.bin")
    with pytest.raises(StorageError, match="no host nowhere.invalid that this machine knows"):
        read_bytes("http://nowhere.invalid/a.bin")


def test_a_silent_server_is_given_up(web: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RV_NETWORK_TIMEOUT_S", "0.3")
    monkeypatch.setenv("RV_NETWORK_TRIES", "2")
    web.behave(silent_s=2)
    begun_s = time.monotonic()
    with pytest.raises(StorageError, match="127.0.0.1:.* does not answer in time"):
        read_bytes(f"{web.url}/a.bin")
    assert time.monotonic() - begun_s < 3


def test_waiting_for_a_connection_ends_when_the_user_says_stop(
    web: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RV_NETWORK_DELAY_S", "60")
    web.behave(failures=1000)
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(Cancelled):
        read_bytes(f"{web.url}/a.bin", Monitor(cancelled=stop))


def test_a_package_that_is_missing_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(MissingPackageError, match=r"gcsfs. Install .*'rv_engine\[gs\]'"):
        read_bytes("gs://bucket/a.bin")


def test_an_unknown_kind_of_address_is_refused() -> None:
    with pytest.raises(StorageError, match="begins with 'gopher:', which is no file system"):
        read_bytes("gopher://host/a.bin")


def test_the_web_is_only_for_reading(web: FileServer) -> None:
    with pytest.raises(StorageError, match="a.txt' cannot be used that way|error 501"):
        write_text(f"{web.url}/a.txt", "x")


def test_a_bucket_that_is_missing_is_told(bucket: str) -> None:
    with pytest.raises(MissingFileError, match="s3://no-such-bucket-here/a.txt' does not exist"):
        read_text("s3://no-such-bucket-here/a.txt")
    assert not exists("s3://no-such-bucket-here/a.txt")


@pytest.mark.parametrize("place", ["local", "web", "s3", "memory", "zip"])
def test_a_fingerprint_changes_with_the_file_and_only_then(
    place: str, web: FileServer, bucket: str, tmp_path: Path
) -> None:
    uri = {
        "local": str(tmp_path / "a.bin"),
        "web": f"{web.url}/a.bin",
        "s3": f"{bucket}/a.bin",
        "memory": "memory://fingerprints/a.bin",
        "zip": f"zip://a.bin::{web.url}/a.zip",
    }[place]

    def put(content: bytes) -> None:
        if place == "zip":
            with zipfile.ZipFile(web.folder / "a.zip", "w") as archive:
                archive.writestr("a.bin", content)
        elif place == "web":
            (web.folder / "a.bin").write_bytes(content)
        else:
            write_bytes(uri, content)

    assert fingerprint(uri) == ""
    put(b"old")
    before = fingerprint(uri)
    assert before and fingerprint(uri) == before
    assert read_bytes(uri) == b"old"
    time.sleep(0.01)
    put(b"new")
    assert fingerprint(uri) not in {"", before}
    assert read_bytes(uri) == b"new"


def test_a_copy_is_made_once_for_each_version(web: FileServer, impatient: Path) -> None:
    (web.folder / "a.tif").write_bytes(CONTENT)
    uri = f"{web.url}/a.tif?token=x"
    first = local_copy(uri)
    sent = web["bytes_sent"]
    assert local_copy(uri) == first and web["bytes_sent"] == sent
    assert first.name == "a.tif" and impatient in first.parents
    (web.folder / "a.tif").write_bytes(b"new")
    second = local_copy(uri)
    assert second.read_bytes() == b"new"
    assert first.read_bytes() == CONTENT, "who reads the old version is not disturbed"


def test_a_server_that_does_not_tell_versions_apart_is_always_asked(web: FileServer) -> None:
    web.behave(marks=False)
    (web.folder / "a.bin").write_bytes(b"old")
    assert local_copy(f"{web.url}/a.bin").read_bytes() == b"old"
    (web.folder / "a.bin").write_bytes(b"new")
    assert local_copy(f"{web.url}/a.bin").read_bytes() == b"new"


def test_the_cache_lets_go_of_what_was_not_used_for_longest(
    web: FileServer, tmp_path: Path
) -> None:
    cache = FileCache(tmp_path / "cache", max_bytes=250)
    names = ["a", "b", "c", "d"]
    copies = []
    for age, name in enumerate(names):
        (web.folder / name).write_bytes(bytes(100))
        copies.append(cache.copy_of(f"{web.url}/{name}"))
        if name != "d":
            old_s = time.time() - 48 * 3600 + age
            os.utime(copies[-1].parent, (old_s, old_s))
    assert [copy.exists() for copy in copies] == [False, False, True, True]
    for name in "ef":
        (web.folder / name).write_bytes(bytes(100))
        copies.append(cache.copy_of(f"{web.url}/{name}"))
    kept = [copy.exists() for copy in copies]
    assert kept == [False, False, False, True, True, True], "what is in use stays"


def test_two_processes_that_want_one_file_download_it_once(
    web: FileServer, impatient: Path
) -> None:
    (web.folder / "a.bin").write_bytes(CONTENT * 100)
    code = f"from rv_engine.storage import local_copy; print(local_copy('{web.url}/a.bin'))"
    children = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    paths = {child.communicate()[0].strip() for child in children}
    assert [child.returncode for child in children] == [0, 0, 0]
    (path,) = paths
    assert Path(path).read_bytes() == CONTENT * 100
    assert web["bytes_sent"] < 1.5 * len(CONTENT * 100)


def test_memory_and_archives_are_places_like_others(tmp_path: Path) -> None:
    write_text("memory://here/a.txt", "Wald")
    assert read_text("memory://here/a.txt") == "Wald"
    assert list_files("memory://here") == ["a.txt"]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("folder/b.txt", "Wiese")
    for uri in (
        f"zip://folder/b.txt::{tmp_path}/a.zip",
        f"zip://{tmp_path}/a.zip!folder/b.txt",
        f"zip+file://{tmp_path}/a.zip!/folder/b.txt",
    ):
        assert read_text(uri) == "Wiese", uri
        assert local_copy(uri, tmp_path / "copies").read_text() == "Wiese"
    fsspec.filesystem("memory").rm("/here", recursive=True)


def test_an_object_store_that_does_not_answer_is_given_up(
    bucket: str, web: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.stop()
    monkeypatch.setenv("AWS_ENDPOINT_URL", web.url)
    begun_s = time.monotonic()
    with pytest.raises(StorageError, match="s3://maps/a.txt' cannot be read or written"):
        read_text("s3://maps/a.txt")
    assert time.monotonic() - begun_s < 10


def test_an_object_store_that_is_busy_for_a_while_is_waited_for(
    web: FileServer, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The web server stands for a store: its paths are those of buckets."""
    (web.folder / "maps").mkdir()
    (web.folder / "maps" / "a.txt").write_text("Wald")
    monkeypatch.setenv("AWS_ENDPOINT_URL", web.url)
    web.behave(failures=2)
    assert read_text("s3://maps/a.txt") == "Wald"
    web.behave(failures=1000, failure_status=403)
    with pytest.raises(AccessError, match="Access to 's3://maps/a.txt' is denied"):
        read_text("s3://maps/a.txt")


def test_waiting_for_another_process_ends_when_the_user_says_stop(
    web: FileServer, tmp_path: Path
) -> None:
    (web.folder / "a.bin").write_bytes(CONTENT)
    copy = local_copy(f"{web.url}/a.bin", tmp_path)
    (lock_file,) = tmp_path.glob("*.lock")
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with FileLock(lock_file), pytest.raises(Cancelled):
        local_copy(f"{web.url}/a.bin", tmp_path, Monitor(cancelled=stop))
    assert local_copy(f"{web.url}/a.bin", tmp_path) == copy


def test_a_cache_that_cannot_be_written_is_told(web: FileServer, tmp_path: Path) -> None:
    (web.folder / "a.bin").write_bytes(CONTENT)
    (tmp_path / "cache").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match="cache' cannot be written.*A file is in the way"):
        local_copy(f"{web.url}/a.bin", tmp_path / "cache")
