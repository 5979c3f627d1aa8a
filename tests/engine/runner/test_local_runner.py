"""Several processes do what one does."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from tests.engine.engine_process import (
    change_config,
    finish,
    partial_files,
    read_until,
    rv,
    start,
)


def copy_of(finished_run, folder, **changes):
    """The config of the finished run for another folder, and divided into parts."""
    return change_config(
        finished_run.config,
        {"root_uri": str(folder / "run"), **changes},
        folder / f"config-{len(list(folder.iterdir()))}.json",
    )


TILES = {"predict_options.tile_sz": 100}


@pytest.fixture(scope="module")
def tiled(finished_run, tmp_path_factory):
    """The finished run, mapped again in tiles by one process."""
    folder = tmp_path_factory.mktemp("tiled")
    config = copy_of(finished_run, folder, **TILES)
    outcome = rv("run", config)
    assert outcome.code == 0, outcome.last
    return folder / "run"


def test_the_files_are_those_of_one_process_to_the_byte(finished_run, tiled, tmp_path):
    config = copy_of(finished_run, tmp_path, **TILES)
    outcome = rv("run", config, "--runner", "local", "--jobs", 2)
    assert outcome.code == 0, (outcome.last, outcome.stderr)
    for name in (
        "chip/train/img", "train/model/model.safetensors", "predict/validation/labels.tif",
        "eval/validation_scenes/eval.json",
    ):  # fmt: skip
        expected, actual = tiled / name, tmp_path / "run" / name
        files = sorted(expected.rglob("*")) if expected.is_dir() else [expected]
        assert files
        for path in files:
            other = actual / path.relative_to(expected) if expected.is_dir() else actual
            assert other.read_bytes() == path.read_bytes(), other
    assert not partial_files(tmp_path / "run")
    overall = [m.overall for m in outcome.progress]
    assert overall == sorted(overall)
    assert overall[0] < 0.05 and overall[-1] == 1
    assert any(m.unit == "parts" and m.what.startswith("Predicting") for m in outcome.progress)
    told = {m.artifact for m in outcome.messages if m.kind == "artifact"}
    assert told >= {"label_raster", "polygons", "eval", "report", "bundle"}
    assert any(m.kind == "metric" and m.name == "train_loss" for m in outcome.messages)


def children_of(process_id):
    path = Path(f"/proc/{process_id}/task")
    ids = [(task / "children").read_text().split() for task in path.iterdir()]
    return [int(number) for numbers in ids for number in numbers]


def is_running(process_id):
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def predicting(finished_run, tiled, tmp_path):
    """A run with two processes in the middle of PREDICT, and what it has said."""
    scenes = json.loads(finished_run.config.read_text())["dataset"]["validation_scenes"]
    config = copy_of(
        finished_run, tmp_path, **TILES,
        **{"predict_options.stride": 2, "predict_options.crop_sz": None,
           "predict_options.batch_sz": 1, "train_uri": str(tiled / "train"),
           "analyze_uri": str(tiled / "analyze"), "dataset.validation_scenes": scenes},
    )  # fmt: skip
    process = start("run", config, "predict", "--runner", "local", "--jobs", 2, "--cancel-on-stdin")
    said = read_until(process, lambda m: m.kind == "progress" and m.unit == "parts" and m.done > 0)
    children = children_of(process.pid)
    assert len(children) == 2
    return process, said, children, tmp_path / "run"


def test_a_stop_ends_all_processes_soon(predicting):
    process, said, children, root = predicting
    process.stdin.write("cancel\n")
    process.stdin.flush()
    outcome, elapsed_s = finish(process, said)
    assert outcome.code == 130, outcome.stderr
    assert outcome.last.kind == "cancelled"
    assert elapsed_s < 4  # 2 s on a machine of one's own
    assert not any(is_running(child) for child in children)
    assert (
        json.loads((root / "run.json").read_text())["commands"]["predict"]["state"] == "cancelled"
    )
    assert not partial_files(root)


def test_a_child_that_hears_nothing_is_ended(predicting):
    process, said, children, _ = predicting
    os.kill(children[0], signal.SIGSTOP)
    process.stdin.write("cancel\n")
    process.stdin.flush()
    outcome, elapsed_s = finish(process, said)
    assert outcome.code == 130, outcome.stderr
    assert elapsed_s < 5
    assert not any(is_running(child) for child in children)


def test_children_end_when_the_run_is_killed(predicting):
    process, _, children, _ = predicting
    process.kill()
    process.wait()
    deadline_s = time.monotonic() + 6
    while any(is_running(child) for child in children) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert not any(is_running(child) for child in children)


def test_a_lost_child_is_told_with_what_it_did(predicting):
    process, said, children, root = predicting
    os.kill(children[0], signal.SIGKILL)
    outcome, _ = finish(process, said)
    assert outcome.code == 1, outcome.stderr
    assert outcome.failure.code == "runner"
    assert "PREDICT (scene-0" in outcome.failure.message
    assert "signal 9" in outcome.failure.message
    assert "--jobs" in outcome.failure.hint
    assert json.loads((root / "run.json").read_text())["commands"]["predict"]["state"] == "failed"
    assert not any(is_running(child) for child in children)


def test_an_error_in_a_child_is_the_error_of_the_run(finished_run, tmp_path):
    config = copy_of(
        finished_run, tmp_path, **{"chip_options.target_class_ids": [0],
                                   "chip_options.target_count_threshold": 10**9,
                                   "chip_options.negative_survival_prob": 0},
    )  # fmt: skip
    outcome = rv("run", config, "analyze", "chip", "--runner", "local", "--jobs", 2)
    assert outcome.code == 1, outcome.stderr
    assert outcome.failure.code == "labels"
    assert "Not one chip" in outcome.failure.message
    assert not (tmp_path / "run" / "chip.partial").exists()


def test_several_pipelines_run_at_once_and_keep_apart(finished_run, tiled, tmp_path):
    configs = [json.loads(copy_of(finished_run, tmp_path, **TILES).read_text()) for _ in range(2)]
    for number, config in enumerate(configs):
        config["root_uri"] = str(tmp_path / f"run{number}")
        config["predict_options"]["window_weight"] = ["uniform", "sine"][number]
    path = tmp_path / "configs.json"
    path.write_text(json.dumps(configs))
    outcome = rv("run", path, "analyze", "chip", "--runner", "local", "--jobs", 2)
    assert outcome.code == 0, (outcome.last, outcome.stderr)
    results = outcome.values["pipelines"]
    assert [result["root"] for result in results] == [c["root_uri"] for c in configs]
    said = [m.message for m in outcome.messages if m.kind == "log"]
    first = said.index("run0: CHIP: running.")
    assert "run1: ANALYZE: running." in said[:first]  # not one pipeline after the other
    expected = tiled / "chip" / "train" / "img"
    for number in range(2):
        made = tmp_path / f"run{number}" / "chip" / "train" / "img"
        names = sorted(path.name for path in expected.iterdir())
        assert sorted(path.name for path in made.iterdir()) == names
        assert all((made / n).read_bytes() == (expected / n).read_bytes() for n in names)
        state = json.loads((tmp_path / f"run{number}" / "run.json").read_text())["commands"]
        assert {entry["state"] for entry in state.values()} == {"finished"}
        assert (tmp_path / f"run{number}" / "messages.jsonl").is_file()
    overall = [m.overall for m in outcome.progress]
    assert overall == sorted(overall) and overall[-1] == 1
