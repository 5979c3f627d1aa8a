"""The runner against an engine that misbehaves in every way we could think of."""

import os
import threading
import time
from pathlib import Path

import pytest
from rv_studio.rv_engine.errors import Cancelled
from rv_studio.rv_engine.messages import Log, Progress
from rv_studio.rv_qgis.engine import EngineError, EngineNotFoundError, EngineRunner, find_home
from rv_studio.rv_qgis.engine import runner as runner_module
from rv_studio.rv_qgis.places import PLUGIN_ROOT

from tests.plugin.processes import is_running


@pytest.fixture
def runner(fake_engine):
    return EngineRunner(lambda: find_home("", os.environ, PLUGIN_ROOT))


def children_named_in(messages):
    logs = [message.message for message in messages if isinstance(message, Log)]
    return [int(text.split()[1]) for text in logs if text.startswith("child ")]


class AfterFirst:
    """Wishes to stop once a message of a kind has come, and measures how long that takes."""

    def __init__(self, kind=Progress):
        self.kind, self.messages, self.asked_s = kind, [], None

    def receive(self, message):
        self.messages.append(message)
        if isinstance(message, self.kind) and self.asked_s is None:
            self.asked_s = time.monotonic()

    def is_cancelled(self):
        return self.asked_s is not None

    @property
    def took_s(self):
        return time.monotonic() - self.asked_s


def test_a_run_answers_the_values_and_passes_messages_on(runner):
    messages = []
    values = runner.run(["doctor"], messages.append)
    assert values["packages"]["torch"] == "2.14.1"
    assert [message.kind for message in messages] == ["started"]


def test_the_engine_gets_arguments_scrubbed_environment_and_a_neutral_folder(
    runner, fake_engine, monkeypatch
):
    monkeypatch.setenv("PYTHONHOME", "/nonsense")
    monkeypatch.setenv("PROJ_LIB", "/nonsense")
    runner.run(["doctor", "a b; c"])
    call = fake_engine.calls[0]
    end = ["--messages", "jsonl", "--cancel-on-stdin"]
    assert call["argv"] == ["-m", "rv_engine", "doctor", "a b; c", *end]
    assert "PYTHONHOME" not in call["environment"]
    assert "PROJ_LIB" not in call["environment"]
    assert call["environment"]["PYTHONPATH"] == str(PLUGIN_ROOT)
    assert call["folder"] == call["environment"]["TMPDIR"]
    assert not Path(call["folder"]).exists()


def test_a_failure_arrives_in_the_engines_own_words(runner, fake_engine):
    fake_engine.that("fails")
    with pytest.raises(EngineError) as caught:
        runner.run(["doctor"])
    assert caught.value.message == "The labels do not touch the image."
    assert caught.value.hint == "Choose labels that lie on the image."
    assert caught.value.code == "labels"


def test_a_fault_of_the_engine_brings_its_traceback_along(runner, fake_engine):
    fake_engine.that("fails of its own fault")
    with pytest.raises(EngineError) as caught:
        runner.run(["doctor"])
    assert caught.value.code == "internal"
    assert "KeyError" in caught.value.details


def test_a_crash_shows_the_end_of_stderr(runner, fake_engine):
    fake_engine.that("crashes")
    with pytest.raises(EngineError, match="the model fell over") as caught:
        runner.run(["doctor"])
    assert "Traceback" in caught.value.details


def test_being_killed_by_the_system_is_explained(runner, fake_engine):
    fake_engine.that("is killed")
    with pytest.raises(EngineError, match="killed by the system") as caught:
        runner.run(["doctor"])
    assert "memory" in caught.value.hint


def test_garbage_on_stdout_becomes_lines_of_the_log(runner, fake_engine):
    messages = []
    fake_engine.that("talks garbage")
    values = runner.run(["doctor"], messages.append)
    texts = [message.message for message in messages if isinstance(message, Log)]
    assert values["engine_version"] == "0.0.0"
    assert "WARNING: a library says hello" in texts
    assert "said after garbage" in texts


def test_an_engine_of_another_version_is_refused_with_the_remedy(runner, fake_engine):
    fake_engine.that("speaks another version")
    with pytest.raises(EngineError, match="message version 99") as caught:
        runner.run(["doctor"])
    assert "same release" in caught.value.hint


def test_a_flood_of_messages_arrives_complete_and_in_order(runner, fake_engine):
    fake_engine.that("floods")
    messages = []
    runner.run(["doctor"], messages.append)
    numbers = [int(message.message.split()[1]) for message in messages if message.kind == "log"]
    assert numbers == list(range(20000))


def test_an_engine_that_does_not_leave_after_its_result_is_stopped(
    runner, fake_engine, monkeypatch
):
    monkeypatch.setattr(runner_module, "_LEAVE_GRACE_S", 0.5)
    fake_engine.that("lingers after the result")
    assert runner.run(["doctor"])["engine_version"] == "0.0.0"


def test_what_the_engine_started_is_stopped_even_when_it_ends_well(runner, fake_engine):
    fake_engine.that("leaves a child behind")
    messages = []
    begun_s = time.monotonic()
    runner.run(["doctor"], messages.append)
    (child,) = children_named_in(messages)
    assert not is_running(child)
    assert time.monotonic() - begun_s < 4


@pytest.mark.parametrize("behaviour", ["cancels politely", "hears no cancel"])
def test_cancel_stops_the_whole_process_tree_within_two_seconds(runner, fake_engine, behaviour):
    fake_engine.that(behaviour)
    story = AfterFirst(Progress)
    with pytest.raises(Cancelled):
        runner.run(["doctor"], story.receive, story.is_cancelled)
    assert story.took_s < 2.0
    (child,) = children_named_in(story.messages)
    started = next(message for message in story.messages if message.kind == "started")
    assert not is_running(child)
    assert not is_running(started.process_id)


def test_a_time_limit_ends_a_run(runner, fake_engine):
    fake_engine.that("hears no cancel")
    with pytest.raises(EngineError, match="in time"):
        runner.run(["doctor"], timeout_s=0.8)


def test_stopping_all_ends_runs_in_other_threads_and_starts_no_more(runner, fake_engine):
    fake_engine.that("hears no cancel")
    started = threading.Event()
    outcome = []

    def work():
        try:
            runner.run(["doctor"], lambda message: started.set())
        except Cancelled as error:
            outcome.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert started.wait(5)
    runner.stop_all()
    thread.join(3)
    assert len(outcome) == 1
    with pytest.raises(Cancelled):
        runner.run(["doctor"])


def test_a_program_that_is_no_python_is_reported(tmp_path, monkeypatch):
    text = tmp_path / "python"
    text.write_text("not a program")
    runner = EngineRunner(lambda: find_home(str(text), {}, PLUGIN_ROOT))
    with pytest.raises(EngineNotFoundError, match="does not start"):
        runner.run(["doctor"])
