"""Runs that go on without QGIS, are found again, followed, stopped and gone on with."""

import json
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsTask
from qtpy.QtGui import QFontMetricsF
from rv_studio.rv_engine.messages import (
    CancelledRun,
    Failure,
    Log,
    Metric,
    Progress,
    Result,
    Started,
    encode,
)
from rv_studio.rv_qgis.engine import EngineRunner, find_home
from rv_studio.rv_qgis.engine.detached import is_engine_process, remove_temporary
from rv_studio.rv_qgis.places import PLUGIN_ROOT
from rv_studio.rv_qgis.runs import RunCollection, RunRegistry, RunsDock
from rv_studio.rv_qgis.runs.command_line import command_line
from rv_studio.rv_qgis.runs.curve_widget import CurveWidget, nice_ticks
from rv_studio.rv_qgis.runs.log_view import LogView
from rv_studio.rv_qgis.runs.run_collection import root_of
from rv_studio.rv_qgis.runs.run_details import headline
from rv_studio.rv_qgis.runs.run_reader import RunReader
from rv_studio.rv_qgis.runs.run_snapshot import LogLine

from tests.plugin.waiting import settle

DEAD = 2**22 + 1  # Linux gives no process a number this high.


def wait(condition, seconds=10):
    deadline_s = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline_s:
        settle(0.02)
    assert condition()


def write_run(folder, *messages):
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "messages.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(encode(message) + "\n" for message in messages)
    return folder


@pytest.fixture
def config(tmp_path, image):
    def config(name="run"):
        root = tmp_path / name
        root.mkdir()
        path = root / "pipeline-config.json"
        path.write_text(json.dumps({"root_uri": str(root), "image": str(image)}))
        return path

    return config


@pytest.fixture
def collections(qgis_app, tmp_path, fake_engine):
    made = []

    def collection(run_folder=""):
        runner = EngineRunner(lambda: find_home("", os.environ, PLUGIN_ROOT))
        runs = RunCollection(runner, RunRegistry(tmp_path / "runs.json"), lambda: run_folder)
        runs.heard = []
        runs.ended.connect(runs.heard.append)
        runs.failures = []
        runs.failed.connect(runs.failures.append)
        made.append(runs)
        return runs

    yield collection
    for runs in made:
        runs.close(stop_runs=True)
    settle(0.3)


class TestReading:
    def test_curves_log_and_progress_come_from_the_folder(self, tmp_path):
        folder = write_run(
            tmp_path / "a",
            Started("run", "0.1.0", os.getpid()),
            Log("info", "Training on cuda:0 with bfloat16: 9 chips."),
            Progress(1, 4, "epochs", "Training", 120.0, 0.25),
            Metric("train_loss", 0.5, 1),
            Metric("iou", 0.3, 1, "building"),
        )
        reader = RunReader(folder)
        seen = reader.read()
        assert seen.curves == {"train_loss": ((1, 0.5),)}
        assert seen.device == "cuda:0"
        assert seen.fraction == 0.25
        write_run(folder, Metric("train_loss", 0.4, 2))
        assert reader.read().curves == {"train_loss": ((1, 0.5), (2, 0.4))}

    def test_half_a_line_is_waited_for(self, tmp_path):
        folder = write_run(tmp_path / "a", Started("run", "0.1.0", 1))
        line = encode(Metric("train_loss", 0.5, 1)) + "\n"
        with (folder / "messages.jsonl").open("a") as file:
            file.write(line[:20])
            file.flush()
            reader = RunReader(folder)
            assert reader.read().curves == {}
            file.write(line[20:])
            file.flush()
        assert reader.read().curves == {"train_loss": ((1, 0.5),)}

    @pytest.mark.parametrize(
        ("last", "state"),
        [
            (Result({}), "finished"),
            (Failure("labels", "No labels.", "Draw some."), "failed"),
            (CancelledRun(), "stopped"),
            (None, "interrupted"),
        ],
    )
    def test_how_a_run_ended_is_told_by_its_last_message(self, tmp_path, last, state):
        messages = [Started("run", "0.1.0", DEAD), *([last] if last else [])]
        assert RunReader(write_run(tmp_path / "a", *messages)).read().state == state

    def test_a_run_that_is_gone_on_with_is_one_story(self, tmp_path):
        folder = write_run(
            tmp_path / "a",
            Started("run", "0.1.0", DEAD),
            Metric("train_loss", 0.5, 1),
            CancelledRun(),
            Started("run", "0.1.0", DEAD),
            Metric("train_loss", 0.4, 2),
            Result({}),
        )
        seen = RunReader(folder).read()
        assert (seen.state, len(seen.curves["train_loss"])) == ("finished", 2)

    def test_garbage_in_the_file_does_no_harm(self, tmp_path):
        folder = write_run(tmp_path / "a", Started("run", "0.1.0", DEAD))
        with (folder / "messages.jsonl").open("ab") as file:
            file.write(b"\xff\xfe garbage\n{}\n")
        write_run(folder, Result({}))
        assert RunReader(folder).read().state == "finished"

    def test_another_program_with_the_old_number_is_not_the_run(self, tmp_path):
        folder = write_run(tmp_path / "a", Started("run", "0.1.0", 1))
        assert RunReader(folder).read().state == "interrupted"


class TestRegistry:
    def test_folders_that_are_gone_are_left_out_and_strangers_are_found(self, tmp_path):
        registry = RunRegistry(tmp_path / "list" / "runs.json")
        here = write_run(tmp_path / "here", Started("run", "0.1.0", DEAD))
        from_shell = write_run(tmp_path / "runs" / "shell", Started("run", "0.1.0", DEAD))
        (tmp_path / "runs" / "no run").mkdir()
        registry.add(here)
        registry.add(tmp_path / "gone")
        assert set(registry.folders(tmp_path / "runs")) == {here, from_shell}
        registry.forget(here)
        assert registry.folders() == []

    def test_a_damaged_list_is_an_empty_one(self, tmp_path):
        (tmp_path / "runs.json").write_text("{]")
        assert RunRegistry(tmp_path / "runs.json").folders() == []


class TestRuns:
    def test_a_run_is_started_and_followed_to_its_end(self, collections, config):
        runs = collections()
        path = config()
        runs.start(path)
        wait(lambda: runs.heard)
        (run,) = runs.heard
        assert run.state == "finished"
        assert [step for step, _ in run.curves["train_loss"]] == [1, 2]
        assert Path(run.values["bundle"]).is_file()

    def test_a_run_outlives_its_qgis_and_is_found_again(self, collections, config, fake_engine):
        fake_engine.that("works until it is stopped")
        first = collections()
        first.start(config())
        wait(lambda: first.live and first.live[0].curves)
        process_id = first.live[0].process_id
        first.close()
        settle(0.3)
        assert is_engine_process(process_id)
        second = collections()
        second.refresh()
        wait(lambda: second.live)
        epochs = len(second.live[0].curves["train_loss"])
        wait(lambda: len(second.live[0].curves["train_loss"]) > epochs)
        second.stop(second.live[0].folder)
        wait(lambda: second.heard)
        assert second.heard[0].state == "stopped"
        wait(lambda: not is_engine_process(process_id))

    def test_a_stopped_run_is_gone_on_with(self, collections, config, fake_engine):
        fake_engine.that("works until it is stopped")
        runs = collections()
        path = config()
        runs.start(path)
        wait(lambda: runs.live and runs.live[0].curves)
        runs.stop(path.parent)
        wait(lambda: runs.heard)
        fake_engine.that("well")
        runs.resume(path.parent)
        wait(lambda: len(runs.heard) == 2)
        assert runs.heard[1].state == "finished"

    def test_a_run_is_gone_on_with_in_the_moment_in_which_it_is_stopped(
        self, collections, config, fake_engine
    ):
        fake_engine.that("works until it is stopped")
        runs = collections()
        path = config()

        def go_on(run):
            if run.state == "stopped":
                runs.changed.disconnect(go_on)
                # Its task has not ended: a user is faster than an engine that leaves.
                assert path.parent in runs._tasks
                fake_engine.that("well")
                runs.resume(path.parent)

        runs.start(path)
        wait(lambda: runs.live and runs.live[0].curves)
        runs.changed.connect(go_on)
        runs.stop(path.parent)
        wait(lambda: len(runs.heard) == 2)
        assert [run.state for run in runs.heard] == ["stopped", "finished"]

    def test_qgis_that_is_closed_cancels_its_tasks_and_stops_no_run_that_was_let_go(
        self, collections, config, fake_engine
    ):
        fake_engine.that("works until it is stopped")
        runs = collections()
        runs.start(config())
        wait(lambda: runs.live and runs.live[0].curves)
        process_id = runs.live[0].process_id
        (task,) = runs._tasks.values()
        assert task.flags() & QgsTask.Flag.CancelWithoutPrompt
        runs.let_go()
        task.cancel()
        settle(1.5)
        assert is_engine_process(process_id)
        # QGIS stayed open: the run is followed again.
        runs.refresh()
        wait(lambda: runs._tasks)
        runs.stop(runs.live[0].folder)
        wait(lambda: runs.heard)
        assert runs.heard[-1].state == "stopped"

    def test_a_second_qgis_clears_nothing_away_that_the_next_attempt_works_in(
        self, collections, config, fake_engine
    ):
        fake_engine.that("works until it is stopped")
        runs = collections()
        path = config()
        runs.start(path)
        wait(lambda: runs.live and runs.live[0].curves)
        working = Path(fake_engine.calls[-1]["folder"])
        # As another window does when it sees the end of the attempt before.
        remove_temporary(path.parent)
        assert working.is_dir()
        runs.stop(path.parent)
        wait(lambda: runs.heard)
        assert not (path.parent / "tmp").exists()

    def test_an_engine_that_crashes_at_its_start_is_reported(
        self, collections, config, tmp_path, monkeypatch
    ):
        broken = tmp_path / "python"
        broken.write_text("#!/bin/sh\necho \"ImportError: No module named 'torch'\" >&2\nexit 1\n")
        broken.chmod(0o755)
        monkeypatch.setenv("RV_STUDIO_PYTHON", str(broken))
        runs = collections()
        runs.start(config())
        wait(lambda: runs.heard)
        assert runs.heard[0].state == "failed"
        assert "lacks a package" in runs.heard[0].problem

    def test_a_killed_run_is_interrupted_and_says_so(self, collections, config, fake_engine):
        fake_engine.that("works until it is stopped")
        runs = collections()
        runs.start(config())
        wait(lambda: runs.live and runs.live[0].curves)
        os.kill(runs.live[0].process_id, 9)
        wait(lambda: runs.heard)
        assert runs.heard[0].state == "interrupted"
        assert "killed" in runs.heard[0].problem

    def test_deleting_removes_the_folder_and_the_entry(self, collections, config):
        runs = collections()
        path = config()
        runs.start(path)
        wait(lambda: runs.heard)
        runs.delete(path.parent)
        wait(lambda: not path.parent.exists() and not runs.snapshots)

    def test_a_config_without_a_folder_is_refused_with_the_remedy(self, collections, tmp_path):
        path = tmp_path / "config.json"
        path.write_text("{}")
        runs = collections()
        runs.start(path)
        assert "root_uri" in runs.failures[0].hint
        runs.start(tmp_path / "missing.json")
        assert "no config" in str(runs.failures[1])

    def test_a_run_that_begins_in_a_shell_is_found_without_being_asked_for(
        self, collections, tmp_path
    ):
        parent = tmp_path / "runs"
        parent.mkdir()
        runs = collections(str(parent))
        runs.refresh()
        wait(lambda: runs._reading is None)
        folder = parent / "from a shell"
        folder.mkdir()
        settle(0.2)  # the engine takes a moment from its folder to its first word
        write_run(folder, Started("run", "1.0", os.getpid()))
        wait(lambda: runs.snapshots, 60)
        assert runs.snapshots[0].folder == folder

    def test_a_run_from_elsewhere_is_added_by_its_folder(self, collections, tmp_path):
        runs = collections()
        folder = write_run(tmp_path / "usb" / "roofs", Started("run", "1.0", DEAD), Result({}))
        runs.add(folder)
        wait(lambda: runs.snapshots)
        assert runs.snapshots[0].state == "finished"
        runs.add(tmp_path / "usb")
        assert "no folder of a run" in runs.failures[0].message

    def test_a_relative_folder_is_beside_its_config(self, tmp_path):
        path = tmp_path / "config.json"
        path.write_text('{"root_uri": "run 1"}')
        assert root_of(path) == tmp_path / "run 1"


class TestDock:
    @pytest.fixture
    def dock(self, collections):
        made = []

        def dock():
            runs = collections()
            made.append(RunsDock(runs, lambda: Path("/engine/bin/python")))
            return runs, made[-1]

        yield dock
        for dock_ in made:
            dock_.deleteLater()

    def test_a_live_run_shows_progress_curves_and_log(self, dock, config, fake_engine):
        fake_engine.that("works until it is stopped")
        runs, shown = dock()
        runs.start(config())
        wait(lambda: runs.live and len(runs.live[0].curves.get("val_loss", ())) > 2)
        assert shown.chosen.is_live
        text = shown.details.headline
        assert "running" in text
        assert "about 2 minutes left" in text
        assert "on the processor" in text
        assert re.search(r"[\d.]+ [kMG]B of memory", text)
        assert "Epoch 2" in shown.details.log.text
        assert set(shown.details.losses._curves) == {"training loss", "validation loss"}
        assert set(shown.details.scores._curves) == {"mean F1"}
        assert shown.actions_of_run["stop"].isEnabled()
        assert not shown.actions_of_run["delete"].isEnabled()
        shown.stop()
        wait(lambda: runs.heard)
        assert "stopped" in shown.details.headline
        assert shown.actions_of_run["resume"].isEnabled()

    def test_a_past_run_brings_its_log_and_maps(self, dock, config, qgis_new_project, fake_engine):
        runs, _ = dock()
        runs.start(config())
        wait(lambda: runs.heard)
        folder = runs.heard[0].folder
        again, other = dock()
        again.refresh()
        wait(lambda: other.chosen is not None and "Epoch 2" in other.details.log.text)
        assert other.chosen.folder == folder
        other.add_results()
        names = {layer.name() for layer in QgsProject.instance().mapLayers().values()}
        assert names == {"Prediction", "Prediction as polygons"}
        paths = []
        other.report_wanted.connect(paths.append)
        other.show_report()
        assert paths[0].endswith("eval.json")

    def test_a_detection_run_has_its_own_scores_and_tells_device_and_speed(self, dock, tmp_path):
        runs, shown = dock()
        values = [("train_loss", 0.5), ("mAP", 0.2), ("mAP50", 0.6), ("images_per_s", 8.5)]
        folder = write_run(
            tmp_path / "cars",
            Started("run", "1.0", DEAD),
            Log("info", "Training on cuda:0 with bfloat16: 9 chips, 3 steps in each of 2 epochs"),
            *(Metric(name, value, 1) for name, value in values),
            Metric("device_memory_mb", 2048.0, 1),
            Result({}),
        )
        runs.add(folder)
        wait(lambda: shown.chosen is not None and shown.chosen.log)
        assert list(shown.details.scores._curves) == ["mAP50", "mAP"]
        assert shown.details.scores.accessibleDescription() == "mAP50 0.6, mAP 0.2"
        assert "on the graphics card (cuda:0)" in shown.details.headline
        assert "2.0 GB of the graphics card" in shown.details.headline
        assert not shown.actions_of_run.possible & {"stop", "resume", "add", "report"}
        failed = replace(shown.chosen, state="failed", problem="2 problems:\n- a < b")
        assert headline(failed).endswith("2 problems:<br>- a &lt; b")
        live = replace(shown.chosen, state="running")
        assert "8.5 chips/s" in headline(live)

    def test_without_runs_it_says_what_to_do(self, dock):
        _, shown = dock()
        assert "No runs yet" in shown.details.headline
        assert not shown.actions_of_run.possible


def test_the_copied_command_line_works_in_a_shell(tmp_path):
    import subprocess

    program = tmp_path / "my engine" / "python"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$PYTHONPATH|$4"\n')
    program.chmod(0o755)
    line = command_line(program, tmp_path / "a run" / "config.json")
    answer = subprocess.check_output(["/bin/sh", "-c", line], text=True).strip()
    assert answer == f"{PLUGIN_ROOT}|{tmp_path / 'a run' / 'config.json'}"


def test_the_log_shows_only_what_is_asked_for(qgis_app):
    view = LogView()
    lines = (
        LogLine(1.0, "debug", "detail"),
        LogLine(2.0, "info", "Epoch 1"),
        LogLine(3.0, "warning", "slow disk"),
    )
    view.show_lines(lines)
    assert "detail" not in view.text and "Epoch 1" in view.text
    view.filter("problems")
    assert view.text.endswith("Warning: slow disk")
    view.filter("all", "EPOCH")
    assert len(view.text.splitlines()) == 1
    view.show_lines((*lines, LogLine(4.0, "info", "Epoch 2")))
    assert len(view.text.splitlines()) == 2


@pytest.mark.parametrize(
    ("low", "high"), [(0.1, 0.93), (5.0, 5.0), (0.0, 0.0), (-3.0, 1e6), (1e-9, 2e-9)]
)
def test_ticks_are_round_and_hold_all_values(low, high):
    ticks = nice_ticks(low, high, 4)
    assert ticks[0] <= low <= high <= ticks[-1]
    assert 2 <= len(ticks) <= 8


def test_the_names_of_curves_find_room_in_a_narrow_dock(qgis_app):
    widget = CurveWidget()
    names = ("training loss", "validation loss", "another loss")
    widget.show_curves(dict.fromkeys(names, ((1, 0.5), (2, 0.4))))
    metrics = QFontMetricsF(widget.font())
    lines = {width: [line for _, line in widget._legend(metrics, width)] for width in (2000, 150)}
    assert lines == {2000: [1, 1, 1], 150: [1, 2, 3]}


def test_curves_are_drawn(qgis_app):
    widget = CurveWidget()
    widget.resize(300, 150)
    empty = widget.grab().toImage()
    widget.show_curves({"train_loss": ((1, 1.0), (2, 0.4), (3, 0.2)), "val_loss": ((1, 0.9),)})
    assert widget.grab().toImage() != empty
