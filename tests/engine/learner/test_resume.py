from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from rv_engine.learner.weights import read_weights
from tests.engine.learner.chip_folders import write_chips
from tests.engine.learner.train_in_child import make_learner

ROOT = Path(__file__).parents[3]


def train_until_killed(chips: Path, out: Path, kill_at: str) -> None:
    result = subprocess.run(
        [
            *(sys.executable, "-m", "tests.engine.learner.train_in_child"),
            *(str(chips), str(out), kill_at, str(torch.get_num_threads())),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == -signal.SIGKILL, result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_training_ends_with_the_weights_of_one_that_was_never_killed(
    tmp_path: Path,
) -> None:
    chips = write_chips(tmp_path / "chips")
    train_until_killed(chips, tmp_path / "killed", "after 1")
    train_until_killed(chips, tmp_path / "killed", "in 4")
    result = make_learner(chips, tmp_path / "killed").train()
    make_learner(chips, tmp_path / "unbroken").train()
    assert 1 <= result.resumed_after_epoch <= 3
    for name in (
        "model/model.safetensors",
        f"checkpoints/best-epoch-{result.best_epoch}.safetensors",
    ):
        killed, unbroken = (read_weights(tmp_path / out / name) for out in ("killed", "unbroken"))
        assert [key for key in killed if not torch.equal(killed[key], unbroken[key])] == []
    last = [
        torch.load(tmp_path / out / "checkpoints" / "last.pt", weights_only=True)["loop_state"]
        for out in ("killed", "unbroken")
    ]
    for killed_tensor, unbroken_tensor in zip(
        *(state["network"].values() for state in last), strict=True
    ):
        assert torch.equal(killed_tensor, unbroken_tensor)
    assert torch.equal(last[0]["random"], last[1]["random"])
