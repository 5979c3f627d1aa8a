"""Two machines, which are two processes here, train one model: `rv train --nodes 2`."""

from __future__ import annotations

import json
import shutil
import socket

from tests.engine.engine_process import change_config, make_tiny, rv, start


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def test_the_first_machine_runs_the_commands_and_the_second_helps_to_train(finished_run, tmp_path):
    root = tmp_path / "run"
    config = shutil.copy(finished_run.config, tmp_path / "config.json")
    change_config(config, {"root_uri": str(root), "backend.solver.num_epochs": 1})
    make_tiny(config)
    together = [
        "train", config, "--nodes", 2, "--devices", 1, "--rendezvous", f"127.0.0.1:{free_port()}",
    ]  # fmt: skip
    assert rv("run", config, "--to", "chip").code == 0
    second = start(*together, "--node-rank", 1)
    first = rv(*together, "--node-rank", 0)
    said, errors = second.communicate(timeout=120)
    assert first.code == 0, (first.last, first.stderr)
    assert second.returncode == 0, (said, errors)
    assert (root / "train" / "model" / "model.safetensors").is_file()
    state = json.loads((root / "run.json").read_text(encoding="utf-8"))
    assert state["commands"]["train"]["state"] == "finished"
    assert any("2 processes" in getattr(m, "message", "") for m in first.messages), first.messages


def test_where_the_machines_meet_has_to_be_said(finished_run, tmp_path):
    config = shutil.copy(finished_run.config, tmp_path / "config.json")
    change_config(config, {"root_uri": str(tmp_path / "run")})
    done = rv("train", config, "--nodes", 2, "--node-rank", 1)
    assert done.code == 1
    assert "--rendezvous" in done.failure.hint
