from __future__ import annotations

from pathlib import Path

import pytest

from rv_engine.storage import gdal_options, gdal_path, is_remote, join, local_path, name_of
from rv_engine.storage.uri import container_of, fsspec_uri, protocol_of


@pytest.mark.parametrize(
    "uri",
    ["a.tif", "/data/a.tif", "C:\\data\\a.tif", "C:/data/a.tif", "\\\\server\\a.tif", "a::b.tif",
     "file:///data/a.tif", "local:///data/a.tif", "a:b.tif", 'NETCDF:"/data/a.nc":band'],
)  # fmt: skip
def test_what_lies_on_this_machine(uri: str) -> None:
    assert not is_remote(uri)
    assert protocol_of(uri) == "file"


@pytest.mark.parametrize(
    ("uri", "protocol"),
    [("https://host/a.tif", "https"), ("HTTP://host/a.tif", "http"), ("s3://bucket/a", "s3"),
     ("zip+https://host/a.zip!b.tif", "zip"), ("zip://b.tif::https://host/a.zip", "zip"),
     ("simplecache::s3://bucket/a", "simplecache"), ("memory://a", "memory")],
)  # fmt: skip
def test_what_lies_elsewhere(uri: str, protocol: str) -> None:
    assert is_remote(uri)
    assert protocol_of(uri) == protocol


def test_a_file_uri_is_its_path() -> None:
    assert local_path("file:///data/my%20image.tif") == Path("/data/my image.tif")
    assert local_path("file://localhost/data/a.tif") == Path("/data/a.tif")
    assert gdal_path("file:///data/my%20image.tif") == "/data/my image.tif"


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("/data/a.tif", "/data/a.tif"),
        ("C:\\data\\a.tif", "C:\\data\\a.tif"),
        ("/vsicurl/https://host/a.tif", "/vsicurl/https://host/a.tif"),
        ('NETCDF:"/data/a.nc":band', 'NETCDF:"/data/a.nc":band'),
        ("https://host/a.tif?token=x%20y", "/vsicurl/https://host/a.tif?token=x%20y"),
        ("s3://bucket/folder/a.tif", "/vsis3/bucket/folder/a.tif"),
        ("gs://bucket/a.tif", "/vsigs/bucket/a.tif"),
        ("az://container/a.tif", "/vsiaz/container/a.tif"),
        ("abfs://box@mine.dfs.core.windows.net/a.tif", "/vsiaz/box/a.tif"),
        ("zip://b/c.tif::https://host/a.zip", "/vsizip/{/vsicurl/https://host/a.zip}/b/c.tif"),
        ("zip+https://host/a.zip!b/c.tif", "/vsizip/{/vsicurl/https://host/a.zip}/b/c.tif"),
        ("zip:///data/a.zip!/b/c.tif", "/vsizip/{/data/a.zip}/b/c.tif"),
        ("zip://c.tif::zip://b.zip::s3://bucket/a.zip",
         "/vsizip/{/vsizip/{/vsis3/bucket/a.zip}/b.zip}/c.tif"),
        ("simplecache::https://host/a.tif", "/vsicurl/https://host/a.tif"),
    ],
)  # fmt: skip
def test_gdal_has_names_of_its_own(uri: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT", "mine")
    assert gdal_path(uri) == path


def test_both_ways_of_writing_an_archive_mean_the_same() -> None:
    assert fsspec_uri("zip+s3://bucket/a.zip!/b.tif") == "zip://b.tif::s3://bucket/a.zip"
    assert container_of("zip+s3://bucket/a.zip!b.tif") == "s3://bucket/a.zip"
    assert container_of("zip://c::zip://b.zip::s3://bucket/a.zip") == "s3://bucket/a.zip"


@pytest.mark.parametrize(
    ("uri", "name"),
    [("/data/a.tif", "a.tif"), ("C:\\data\\a.tif", "a.tif"), ("what?.tif", "what?.tif"),
     ("https://host/b/a%20b.tif?x=/y.z#f", "a b.tif"), ("zip://b/c.tif::s3://d/a.zip", "c.tif")],
)  # fmt: skip
def test_the_name_of_a_file(uri: str, name: str) -> None:
    assert name_of(uri) == name


def test_folders_join_here_and_elsewhere(tmp_path: Path) -> None:
    assert join(str(tmp_path), "a", "b") == str(tmp_path / "a" / "b")
    assert join("s3://bucket/run/", "a", "b") == "s3://bucket/run/a/b"


def test_gdal_reads_from_the_s3_server_that_fsspec_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:5000/")
    monkeypatch.setenv("GDAL_HTTP_MAX_RETRY", "9")
    options = gdal_options()
    assert options["AWS_S3_ENDPOINT"] == "127.0.0.1:5000"
    assert (options["AWS_HTTPS"], options["AWS_VIRTUAL_HOSTING"]) == ("NO", "FALSE")
    assert "GDAL_HTTP_MAX_RETRY" not in options, "what the user has set stays"
