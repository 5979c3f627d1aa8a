"""Dask: real schedulers and real worker processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from rv_engine.config import default_registry
from rv_engine.config.plugin_origin import PluginOrigin
from rv_engine.config.plugins import load_plugin
from rv_engine.errors import Cancelled, RunnerError
from rv_engine.messages import Log, Progress
from rv_engine.monitor import Monitor
from rv_engine.pipeline.config_file import load_pipeline_config
from rv_engine.runner import InProcessRunner
from rv_engine.runner.dask_runner import DaskRunner
from tests.engine.backend.scene_files import write_image
from tests.engine.engine_process import REPO, environment, rv

PLUGIN = REPO / "tests" / "engine" / "runner" / "slow_backend.py"


def write_config(folder, root, **backend):
    """A scene of 16 tiles, with a raster of labels."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    image = write_image(folder / "image.tif", rng.integers(1, 255, (256, 256)).astype(np.uint8))
    labels = write_image(folder / "labels.tif", rng.integers(0, 3, (256, 256)).astype(np.uint8))

    def scene(name):
        return {
            "id": name,
            "raster_source": {"type_hint": "rasterio_source", "uris": [str(image)]},
            "label_source": {
                "type_hint": "semantic_segmentation_label_source",
                "raster_source": {"type_hint": "rasterio_source", "uris": [str(labels)]},
            },
        }

    config = {
        "type_hint": "semantic_segmentation",
        "root_uri": str(root),
        "dataset": {
            "class_config": {"names": ["a", "b", "c"], "null_class": "c"},
            "train_scenes": [scene("train")],
            "validation_scenes": [scene("valid")],
        },
        "backend": {"type_hint": "slow_backend", **backend},
        "chip_options": {"sampling": {"size": 64}},
        # Windows overlap, so each pixel has several votes, across the borders of tiles too.
        "predict_options": {"chip_sz": 32, "stride": 16, "batch_sz": 4, "tile_sz": 64},
    }
    path = folder / f"{root.name}.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


@pytest.fixture(autouse=True, scope="module")
def plugin():
    load_plugin(default_registry(), PluginOrigin("file", str(PLUGIN)))


def run(runner, path, send=None, cancelled=None):
    config = load_pipeline_config(path)
    return runner.run([config], None, Monitor(send, cancelled))[0]


def label_bytes(result):
    return Path(result["predictions"][0]["label_raster"]).read_bytes()


def evaluation(result):
    return json.loads(Path(result["eval"]).read_text(encoding="utf-8"))


def worker_processes():
    """The processes that Dask has started from this one."""
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


class KillsAWorker:
    """Kills a worker when the second tile is on its way."""

    def __init__(self):
        self.killed = None
        self.overall = []
        self._lock = threading.Lock()

    def __call__(self, message):
        if not isinstance(message, Progress):
            return
        with self._lock:
            self.overall.append(message.overall)
            if self.killed is None and message.what.startswith("Predicting") and message.done > 8:
                self.killed = worker_processes()[0]
                self.killed.kill()


def test_a_worker_that_is_killed_changes_nothing(tmp_path):
    expected = run(InProcessRunner(), write_config(tmp_path, tmp_path / "here"))
    watch = KillsAWorker()
    path = write_config(tmp_path, tmp_path / "there", delay_s=0.02)
    result = run(DaskRunner(jobs=3), path, watch)
    assert watch.killed is not None
    assert not watch.killed.is_running()
    assert label_bytes(result) == label_bytes(expected)
    assert evaluation(result) == evaluation(expected)
    known = [overall for overall in watch.overall if overall is not None]
    assert known[-1] == 1.0
    assert worker_processes() == []


def test_a_stop_reaches_all_workers(tmp_path):
    cancelled = threading.Event()
    begun = []

    def send(message):
        if isinstance(message, Progress) and message.what.startswith("Predicting") and not begun:
            begun.append(time.monotonic())
            cancelled.set()

    path = write_config(tmp_path, tmp_path / "run", delay_s=0.3)
    with pytest.raises(Cancelled):
        run(DaskRunner(jobs=2), path, send, cancelled)
    # The parts stop at their next window; ending the workers takes its time too.
    assert time.monotonic() - begun[0] < 5
    assert worker_processes() == []
    again = run(InProcessRunner(), write_config(tmp_path, tmp_path / "run"))
    assert again["predictions"][0]["label_raster"] is not None


def test_work_that_ends_every_worker_is_given_up(tmp_path):
    import dask

    path = write_config(tmp_path, tmp_path / "run", dies=True)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        pytest.raises(RunnerError, match=r"PREDICT .* lost its worker 1 times.*memory"),
    ):
        run(DaskRunner(jobs=1), path)


def test_an_address_where_nobody_answers_is_told(monkeypatch):
    monkeypatch.setattr("rv_engine.runner.dask_runner._CONNECT_TIMEOUT_S", 1)
    with pytest.raises(RunnerError, match="No scheduler of a Dask cluster answers"):
        DaskRunner("tcp://127.0.0.1:9").executor().__enter__()


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers in another working folder; only one of them has a GPU."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    commands = [
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
         "--scheduler-file", str(file)],
        *(
            [*dask, "worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard",
             "--no-nanny", "--local-directory", str(elsewhere), *more]
            for more in ([], ["--resources", "GPU=1"])
        ),
    ]  # fmt: skip
    processes = []
    for command, name in zip(commands, ["scheduler", "plain", "gpu"], strict=True):
        settings = {**environment(), "RV_NAME": name, "RV_CONFIG": ""}
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        processes.append(subprocess.Popen(command, cwd=elsewhere, env=settings, **silent))
    yield file
    for process in processes:
        process.kill()
        process.wait()


def test_a_cluster_that_runs_already_gets_the_plugin_and_trains_where_the_gpu_is(cluster, tmp_path):
    # Relative for this process, and gone for the workers: what travels is its content.
    here = tmp_path / "here"
    here.mkdir()
    (here / "my_backend.py").write_bytes(PLUGIN.read_bytes())
    path = write_config(tmp_path, tmp_path / "run")
    done = rv(
        "--plugin", "my_backend.py", "run", path, "--runner", "dask", "--address", cluster,
        cwd=here,
    )  # fmt: skip
    assert done.code == 0, (done.last, done.stderr)
    trained = json.loads((tmp_path / "run" / "train" / "model" / "model.json").read_text())
    assert trained["worker"] == "gpu"
    expected = run(InProcessRunner(), write_config(tmp_path, tmp_path / "expected"))
    assert label_bytes(done.values) == label_bytes(expected)
    assert any(isinstance(m, Log) and "TRAIN: running" in m.message for m in done.messages)
    assert os.getpid() != trained["process"]
