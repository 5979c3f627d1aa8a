"""What many tests look at and none changes: it is made once."""

from __future__ import annotations

import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from rv_engine.config import default_registry
from rv_engine.sample_data import write_sample_data
from tests.engine.engine_process import Outcome, make_tiny, rv
from tests.engine.servers import FileServer, s3_server

# The plugins of who runs the tests are none of their business.
os.environ["RV_CONFIG"] = ""


@dataclass(frozen=True)
class FinishedRun:
    """A small town, mapped by a model that has hardly been trained."""

    image: Path
    labels: Path
    next_town: Path
    config: Path
    root: Path
    outcome: Outcome

    @property
    def bundle(self) -> Path:
        return self.root / "bundle" / "model-bundle.zip"


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """4 bands of uint16, with buildings; 256 pixels wide."""
    return write_sample_data(tmp_path_factory.mktemp("town"), size_px=(256, 256))


@pytest.fixture(scope="session")
def finished_run(town, tmp_path_factory) -> FinishedRun:
    """All six commands in a child process; do not write into its folders."""
    folder = tmp_path_factory.mktemp("finished")
    config, root = folder / "config.json", folder / "run"
    new = rv(
        "new", "semantic-segmentation", "--image", town.image, "--labels", town.labels,
        "--labels-layer", "buildings", "--class-field", "class", "--epochs", 3, "--chip-size", 64,
        "--pretrained", "no", "--batch-size", 16, "--root", root, "--out", config,
    )  # fmt: skip
    assert new.code == 0, new.failure
    make_tiny(config)
    outcome = rv("run", config)
    assert outcome.code == 0, (outcome.last, outcome.stderr)
    return FinishedRun(town.image, town.labels, town.next_town, config, root, outcome)


@pytest.fixture
def kept_registry():
    """The registry of this process, which forgets afterwards what a test registered."""
    registry = default_registry()
    entries, loaded = dict(registry._entries), dict(registry._loaded)
    yield registry
    registry._entries, registry._loaded = entries, loaded


@pytest.fixture
def run_copy(finished_run, tmp_path) -> FinishedRun:
    """The finished run in the same folder, which may be changed: it is put back afterwards."""
    saved = tmp_path / "saved"
    shutil.copytree(finished_run.root.parent, saved)
    yield finished_run
    shutil.rmtree(finished_run.root.parent)
    shutil.copytree(saved, finished_run.root.parent)


@pytest.fixture
def impatient(monkeypatch, tmp_path_factory) -> Path:
    """The network is tried three times at once, and copies have a cache of their own."""
    cache = tmp_path_factory.mktemp("cache")
    for name, value in {
        "RV_NETWORK_TRIES": "3",
        "RV_NETWORK_DELAY_S": "0.02",
        "RV_NETWORK_TIMEOUT_S": "5",
        "RV_CACHE": str(cache),
    }.items():
        monkeypatch.setenv(name, value)
    for name in (
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    return cache


@pytest.fixture
def web(impatient, tmp_path_factory) -> FileServer:
    """A web server; put files into its `folder`."""
    server = FileServer(tmp_path_factory.mktemp("web"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def s3_address():
    """An S3 server on this machine."""
    pytest.importorskip("moto")
    pytest.importorskip("s3fs")
    with s3_server() as address:
        yield address


@pytest.fixture
def bucket(s3_address, impatient, monkeypatch) -> str:
    """An empty bucket that fsspec, GDAL and child processes can reach; "s3://name"."""
    import fsspec

    for name, value in {
        "AWS_ENDPOINT_URL": s3_address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    name = f"maps-{uuid.uuid4().hex[:8]}"
    fsspec.filesystem("s3", endpoint_url=s3_address).mkdir(name)
    return f"s3://{name}"
