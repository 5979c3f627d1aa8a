"""A run folder in an object store."""

import json
import shutil
import signal

import fsspec
import numpy as np
import pytest
import rasterio
from safetensors.numpy import load_file

from rv_engine.storage.files import list_files
from tests.engine.engine_process import change_config, finish, read_until, rv, start


@pytest.fixture
def store(bucket):
    return fsspec.filesystem("s3")


def test_a_run_with_its_inputs_on_the_web_and_its_folder_in_a_bucket(
    finished_run, web, bucket, store, tmp_path, monkeypatch
):
    monkeypatch.setenv("RV_CACHE", str(tmp_path / "cache"))
    for path in (finished_run.image, finished_run.labels):
        shutil.copy(path, web.folder / path.name)
    text = finished_run.config.read_text()
    for path in (finished_run.image, finished_run.labels):
        text = text.replace(str(path), f"{web.url}/{path.name}")
    (tmp_path / "config.json").write_text(text)
    root = f"{bucket}/deep/run"
    config = change_config(tmp_path / "config.json", {"root_uri": root})

    first = rv("run", config)
    assert first.code == 0, (first.last, first.stderr)
    values = first.values
    assert values["root"] == root
    prediction = values["predictions"][0]["label_raster"]
    assert prediction == f"{root}/predict/validation/labels.tif"
    expected = finished_run.root / "predict" / "validation" / "labels.tif"
    with (
        store.open(prediction) as file,
        rasterio.open(file) as made,
        rasterio.open(expected) as one,
    ):
        assert made.shape == one.shape and made.transform == one.transform
        assert (made.read(1) == one.read(1)).all()
    told = {m.path for m in first.messages if m.kind == "artifact"}
    assert values["bundle"] in told
    assert all(store.exists(path) for path in told)
    kept = json.loads(store.cat(f"{root}/pipeline-config.json"))
    assert kept["root_uri"] == root
    assert str(tmp_path / "cache") not in json.dumps(kept)
    states = json.loads(store.cat(f"{root}/run.json"))["commands"]
    assert {entry["state"] for entry in states.values()} == {"finished"}
    assert store.exists(f"{root}/messages.jsonl")

    # Another machine, which has none of it.
    monkeypatch.setenv("RV_CACHE", str(tmp_path / "elsewhere"))
    again = rv("run", config)
    assert again.code == 0, (again.last, again.stderr)
    assert again.ran == []
    assert again.values == values


def test_another_machine_goes_on_with_a_stopped_training(
    finished_run, bucket, tmp_path, monkeypatch
):
    root = f"{bucket}/run"
    config = change_config(finished_run.config, {"root_uri": root}, tmp_path / "config.json")
    monkeypatch.setenv("RV_CACHE", str(tmp_path / "cache"))
    process = start("run", config, "analyze", "chip", "train")
    said = read_until(process, lambda m: m.kind == "metric" and m.name == "train_loss")
    process.send_signal(signal.SIGTERM)
    outcome, _ = finish(process, said)
    assert outcome.code != 0
    assert list_files(f"{root}/train.resumable"), outcome.last

    monkeypatch.setenv("RV_CACHE", str(tmp_path / "elsewhere"))
    again = rv("run", config, "train")
    assert again.code == 0, again.last
    epochs = [m.step for m in again.messages if m.kind == "metric" and m.name == "train_loss"]
    assert 1 not in epochs and epochs[-1] == 3
    assert not list_files(f"{root}/train.resumable")
    [model] = (tmp_path / "elsewhere").rglob("model.safetensors")
    whole = load_file(finished_run.root / "train" / "model" / "model.safetensors")
    for name, weights in load_file(model).items():
        np.testing.assert_array_equal(weights, whole[name], err_msg=name)


def test_a_bucket_that_is_not_there_is_told_before_any_work(finished_run, bucket, tmp_path):
    config = change_config(
        finished_run.config, {"root_uri": "s3://no-such-bucket-here/run"}, tmp_path / "c.json"
    )
    outcome = rv("run", config)
    assert outcome.code == 1, outcome.stderr
    assert "no-such-bucket-here" in outcome.failure.message
    assert outcome.ran == []


def test_a_single_folder_elsewhere_is_refused(finished_run, tmp_path):
    config = change_config(
        finished_run.config, {"chip_uri": "s3://maps/chips"}, tmp_path / "c.json"
    )
    outcome = rv("run", config)
    assert outcome.code == 1
    assert "chip_uri" in outcome.failure.message
