"""A real training in the dock: followed, stopped, found again, gone on with, and on the map."""

import os
import time
from pathlib import Path

import pytest
from qgis.core import QgsProject
from rv_studio.rv_qgis.engine import (
    EngineRunner,
    TrainingRequest,
    find_home,
    new_pipeline_command,
)
from rv_studio.rv_qgis.engine.detached import is_engine_process
from rv_studio.rv_qgis.places import PLUGIN_ROOT
from rv_studio.rv_qgis.runs import RunCollection, RunRegistry, RunsDock

from tests.plugin.samples import write_image, write_polygons
from tests.plugin.waiting import settle

pytestmark = [pytest.mark.real_engine, pytest.mark.once]

EPOCHS = 6


def wait(condition, seconds=120):
    deadline_s = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline_s:
        settle(0.05)
    assert condition()


def test_a_real_training_survives_qgis_and_a_stop(qgis_new_project, real_engine, tmp_path):
    runner = EngineRunner(lambda: find_home("", os.environ, PLUGIN_ROOT))
    root = tmp_path / "Ada's run"
    config = tmp_path / "config.json"
    request = TrainingRequest(
        image_paths=[str(write_image(tmp_path / "town.tif", size_px=128))],
        labels_path=str(write_polygons(tmp_path / "labels.gpkg", size_px=128)),
        root=str(root),
        config_path=str(config),
        class_field="class",
        epochs=EPOCHS,
        task_options={"chip-size": 64},
        batch_size=4,
        pretrained="no",
    )
    runner.run(new_pipeline_command(request))
    registry = RunRegistry(tmp_path / "runs.json")

    first = RunCollection(runner, registry)
    problems = []
    first.failed.connect(problems.append)
    first.start(config)
    wait(lambda: problems or (first.live and "train_loss" in first.live[0].curves))
    assert problems == []
    process_id = first.live[0].process_id
    assert first.live[0].memory_mb > 100
    # QGIS is closed...
    first.close()
    assert is_engine_process(process_id)

    # ... and started again.
    second = RunCollection(runner, registry)
    dock = RunsDock(second, lambda: Path("/python"))
    ended = []
    second.ended.connect(ended.append)
    second.refresh()
    wait(lambda: second.snapshots)
    if second.live:
        begun_s = time.monotonic()
        second.stop(root)
        wait(lambda: ended)
        assert time.monotonic() - begun_s < 8
        assert not is_engine_process(process_id)
        second.resume(root)
        wait(lambda: len(ended) == 2)
    run = second.snapshot(root)
    assert run.state == "finished", run.problem
    assert [step for step, _ in run.curves["train_loss"]] == list(range(1, EPOCHS + 1))
    assert set(run.commands.values()) == {"finished"}
    assert run.device == "cpu"
    dock.choose(root)
    dock.add_results()
    layers = {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}
    assert {"town", "Labels", "Prediction", "Prediction as polygons"} <= set(layers)
    assert layers["Prediction"].crs().authid() == "EPSG:32633"
    second.close()
    dock.deleteLater()
