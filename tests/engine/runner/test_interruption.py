"""Runs that are stopped or killed, and go on."""

import json
import signal
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from safetensors.numpy import load_file

from tests.engine.engine_process import (
    change_config,
    finish,
    kill,
    partial_files,
    read_until,
    rv,
    start,
)


@pytest.fixture(scope="module")
def chipped(finished_run, tmp_path_factory):
    """A config whose chips are cut, with the same training as the finished run."""
    folder = tmp_path_factory.mktemp("chipped")
    config = change_config(
        finished_run.config, {"root_uri": str(folder / "run")}, folder / "config.json"
    )
    assert rv("run", config, "analyze", "chip").code == 0
    return config


@pytest.fixture
def fresh(finished_run, tmp_path):
    """The config of the finished run, for a folder of its own."""
    return change_config(
        finished_run.config, {"root_uri": str(tmp_path / "run")}, tmp_path / "config.json"
    )


def is_epoch(number):
    return lambda message: (
        message.kind == "metric" and message.step == number and message.name == "train_loss"
    )


def is_work(what, done=1):
    return lambda message: (
        message.kind == "progress" and message.what.startswith(what) and message.done >= done
    )


def state_of(config, command):
    root = Path(json.loads(config.read_text())["root_uri"])
    return json.loads((root / "run.json").read_text())["commands"][command]["state"]


def test_a_killed_training_ends_with_the_weights_of_one_that_was_not_killed(finished_run, chipped):
    process = start("run", chipped, "train")
    read_until(process, is_epoch(1))
    kill(process)
    root = chipped.parent / "run"
    assert not (root / "train").exists()

    again = rv("run", chipped, "train")
    assert again.code == 0, again.last
    epochs = [m.step for m in again.messages if m.kind == "metric" and m.name == "train_loss"]
    assert 1 not in epochs
    assert epochs[-1] == 3
    broken = load_file(root / "train" / "model" / "model.safetensors")
    whole = load_file(finished_run.root / "train" / "model" / "model.safetensors")
    assert broken.keys() == whole.keys()
    for name, weights in whole.items():
        np.testing.assert_array_equal(broken[name], weights, err_msg=name)
    assert not partial_files(root)


def test_a_killed_prediction_goes_on_and_ends_with_the_same_map(run_copy, tmp_path):
    # A wide image in few strips: the first is finished long before the last.
    with rasterio.open(run_copy.image) as dataset:
        profile, pixels = dataset.profile, dataset.read()
    tall = tmp_path / "tall.tif"
    profile.update(height=256 * 6)
    with rasterio.open(tall, "w", **profile) as dataset:
        dataset.write(np.concatenate([pixels] * 6, axis=1))
    test_scene = {
        **json.loads(run_copy.config.read_text())["dataset"]["validation_scenes"][0],
        "id": "tall", "label_source": None, "aoi_uris": [],
    }  # fmt: skip
    test_scene["raster_source"] = {**test_scene["raster_source"], "uris": [str(tall)]}
    change_config(
        run_copy.config,
        {"dataset.test_scenes": [test_scene], "predict_options.batch_sz": 1},
    )
    process = start("run", run_copy.config, "analyze", "predict")
    pieces = run_copy.root / "predict.resumable" / "tall" / "pieces" / "labels"
    while not any(pieces.glob("*.tif")):
        assert process.poll() is None, finish(process, [])
        time.sleep(0.005)
    kill(process)
    assert not (run_copy.root / "predict.resumable" / "tall" / "labels.tif").exists()
    done = {path.name: path.stat().st_mtime_ns for path in pieces.glob("*.tif")}

    resumed = rv("run", run_copy.config, "predict")
    assert resumed.code == 0, resumed.last
    resumed_map = read_map(run_copy.root / "predict" / "tall" / "labels.tif")
    in_one_go = rv("run", run_copy.config, "predict", "--rerun")
    assert in_one_go.code == 0, in_one_go.last
    whole_map = read_map(run_copy.root / "predict" / "tall" / "labels.tif")

    np.testing.assert_array_equal(resumed_map, whole_map)
    assert len(np.unique(whole_map)) > 1
    assert done
    assert windows_of(resumed, "tall") < windows_of(in_one_go, "tall")
    assert windows_of(resumed, "validation") == 0  # it was finished


def windows_of(outcome, scene):
    totals = [m.total for m in outcome.progress if m.what == f"Predicting '{scene}'"]
    return totals[-1] if totals else 0


def read_map(path):
    with rasterio.open(path) as dataset:
        return dataset.read(1)


STOPS = {
    "a line on stdin": lambda process: (process.stdin.write("cancel\n"), process.stdin.flush()),
    "the end of stdin": lambda process: process.stdin.close(),
    "SIGINT": lambda process: process.send_signal(signal.SIGINT),
    "SIGTERM": lambda process: process.send_signal(signal.SIGTERM),
}


# The way a stop comes in is the same for all commands: not all pairs are tried.
@pytest.mark.parametrize(
    ("command", "what", "stop"),
    [
        ("chip", "Cutting chips", "a line on stdin"),
        ("chip", "Cutting chips", "SIGINT"),
        ("train", "Training", "SIGTERM"),
        ("train", "Training", "the end of stdin"),
        ("predict", "Predicting", "a line on stdin"),
    ],
)
def test_a_stop_ends_the_run_soon_and_leaves_nothing_half_done(run_copy, command, what, stop):
    changes = {
        "backend.solver.num_epochs": 500,
        "predict_options.batch_sz": 1,
        "predict_options.stride": 1,
        "predict_options.crop_sz": None,
        "chip_options.sampling.training.stride": 1,
    }
    names = {"chip": ["chip_options"], "train": ["backend"], "predict": ["predict_options"]}
    changes = {k: v for k, v in changes.items() if k.split(".")[0] in names[command]}
    change_config(run_copy.config, changes)
    process = start("run", run_copy.config, command, "--cancel-on-stdin")
    said = read_until(process, is_work(what))
    STOPS[stop](process)
    outcome, elapsed_s = finish(process, said)

    assert outcome.code == 130, outcome.stderr
    assert outcome.last.kind == "cancelled"
    assert not [m for m in outcome.messages if m.kind in {"failure", "result"}]
    assert elapsed_s < 5  # 2 s on a machine of one's own
    assert state_of(run_copy.config, command) == "cancelled"
    assert not partial_files(run_copy.root)
    assert "Traceback" not in outcome.stderr


def test_a_run_that_was_stopped_goes_on_where_it_was(fresh):
    process = start("run", fresh, "--cancel-on-stdin")
    said = read_until(process, is_epoch(1))
    process.stdin.write("cancel\n")
    process.stdin.flush()
    outcome, _ = finish(process, said)
    assert outcome.code == 130
    assert outcome.ran == ["analyze", "chip", "train"]

    again = rv("run", fresh)
    assert again.code == 0
    assert again.ran == ["train", "predict", "eval", "bundle"]
    epochs = [m.step for m in again.messages if m.kind == "metric" and m.name == "train_loss"]
    assert epochs[0] > 1
    states = json.loads((fresh.parent / "run" / "run.json").read_text())["commands"]
    assert {entry["state"] for entry in states.values()} == {"finished"}


def test_a_stopped_prediction_with_a_bundle_leaves_no_file(finished_run, tmp_path):
    out = tmp_path / "out" / "map.tif"
    process = start(
        "predict-bundle", finished_run.bundle, finished_run.next_town, out, "--polygons",
        tmp_path / "out" / "map.gpkg", "--cancel-on-stdin",
    )  # fmt: skip
    said = read_until(process, is_work("Loading"))
    process.stdin.close()
    outcome, _ = finish(process, said)
    assert outcome.code == 130
    assert outcome.last.kind == "cancelled"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
