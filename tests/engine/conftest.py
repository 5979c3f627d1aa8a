"""What many tests look at and none changes: it is made once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from rv_engine.sample_data import write_sample_data
from tests.engine.engine_process import Outcome, make_tiny, rv


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
def run_copy(finished_run, tmp_path) -> FinishedRun:
    """The finished run in the same folder, which may be changed: it is put back afterwards."""
    saved = tmp_path / "saved"
    shutil.copytree(finished_run.root.parent, saved)
    yield finished_run
    shutil.rmtree(finished_run.root.parent)
    shutil.copytree(saved, finished_run.root.parent)
