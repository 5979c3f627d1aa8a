"""The engine that stays ready: asked, cancelled, crashed, hung, gone, and ended with all it started."""

import json
import os
import time
from pathlib import Path

import pytest
from rv_studio.rv_engine.errors import RvError
from rv_studio.rv_qgis.engine import EngineNotFoundError, WarmEngine, find_home
from rv_studio.rv_qgis.places import PLUGIN_ROOT

from tests.plugin.samples import write_image
from tests.plugin.waiting import settle


def wait(condition, seconds=20):
    deadline_s = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline_s:
        settle(0.01)
    assert condition()


def is_alive(process_id):
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


class Outcome:
    """What came of a request."""

    def __init__(self, request):
        self.request = request
        self.values = self.error = None
        self.was_stopped = False
        self.told = []
        request.succeeded.connect(lambda values: setattr(self, "values", values))
        request.failed.connect(lambda error: setattr(self, "error", error))
        request.stopped.connect(lambda: setattr(self, "was_stopped", True))
        request.told.connect(self.told.append)

    @property
    def is_there(self):
        return not self.request.is_open


@pytest.fixture
def engines(qgis_app, fake_engine):
    made = []

    def engine(**options):
        warm = WarmEngine(lambda: find_home("", os.environ, PLUGIN_ROOT), **options)
        warm.problems = []
        warm.crashed.connect(warm.problems.append)
        made.append(warm)
        return warm

    yield engine
    for warm in made:
        warm.close()
    settle(0.05)


@pytest.fixture
def job(tmp_path):
    image = write_image(tmp_path / "town.tif")

    def job(number=0):
        return {
            "bundle": str(tmp_path / "a.zip"),
            "image": str(image),
            "out": str(tmp_path / f"map{number}.tif"),
        }

    return job


def test_one_process_answers_all_requests_and_tells_how_far_it_is(engines, job, fake_engine):
    warm = engines()
    first, second = (Outcome(warm.ask("predict", job(number))) for number in range(2))
    wait(lambda: first.is_there and second.is_there)
    assert first.values["label_raster"].endswith("map0.tif")
    assert Path(second.values["label_raster"]).is_file()
    assert [message.what for message in first.told] == ["Predicting"] * 2
    starts = [call["argv"] for call in fake_engine.calls if "argv" in call]
    assert starts == [["-m", "rv_engine", "serve", "--stdio"]]


def test_cancelling_frees_the_user_at_once_and_the_engine_goes_on(engines, job, monkeypatch):
    monkeypatch.setenv("RV_FAKE_STEPS", "2000")
    warm = engines()
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.told)
    outcome.request.cancel()
    assert outcome.was_stopped
    process_id = warm.process_id
    other = Outcome(warm.ask("load", {"bundle": "a.zip"}))
    wait(lambda: other.is_there)
    assert other.values["task"] == "semantic_segmentation"
    assert warm.process_id == process_id
    assert not Path(job()["out"]).exists()


def test_an_engine_that_hears_no_cancel_is_replaced(engines, job, fake_engine, monkeypatch):
    monkeypatch.setattr("rv_studio.rv_qgis.engine.warm_engine._CANCEL_GRACE_S", 0.2)
    monkeypatch.setenv("RV_FAKE_STEPS", "3000")
    fake_engine.that("hears no cancel")
    warm = engines()
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.told)
    process_id = warm.process_id
    outcome.request.cancel()
    waiting = Outcome(warm.ask("load", {"bundle": "a.zip"}))
    wait(lambda: waiting.is_there)
    assert waiting.values
    assert warm.process_id != process_id
    wait(lambda: not is_alive(process_id))


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        ("is killed", "killed by the system"),
        ("crashes", "lacks a package"),
        ("takes too much memory", "Too much memory"),
        ("fails", "damaged"),
    ],
)
def test_what_goes_wrong_is_told_and_the_next_request_works(
    engines, job, fake_engine, behaviour, message
):
    fake_engine.that(behaviour)
    warm = engines()
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.is_there)
    assert message in str(outcome.error)
    assert outcome.error.hint
    warm.end()
    fake_engine.that("well")
    again = Outcome(warm.ask("predict", job()))
    wait(lambda: again.is_there)
    assert again.values
    # The failure of a request is told where it was asked for.
    assert warm.problems == []


def test_an_idle_engine_that_is_killed_says_so_and_comes_back(engines, job):
    warm = engines()
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.is_there)
    os.kill(warm.process_id, 9)
    wait(lambda: warm.problems)
    assert "killed" in str(warm.problems[0])
    assert not warm.is_running
    again = Outcome(warm.ask("predict", job(1)))
    wait(lambda: again.is_there)
    assert again.values


def test_a_hang_is_noticed_and_ended_with_all_it_started(engines, job, fake_engine):
    fake_engine.that("hangs")
    warm = engines(hang_s=0.8)
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: warm.process_id)
    process_id = warm.process_id
    wait(lambda: outcome.is_there)
    assert "did not answer" in str(outcome.error)
    wait(lambda: not is_alive(process_id))
    left = [
        path
        for path in Path("/proc").glob("[0-9]*/stat")
        if is_alive(path.parent.name) and f" {process_id} " in path.read_text()
    ]
    assert left == []


def test_garbage_on_stdout_does_no_harm(engines, job, fake_engine):
    fake_engine.that("talks garbage")
    warm = engines()
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.is_there)
    assert outcome.values


def test_an_engine_of_another_version_is_not_used(engines, job, fake_engine, monkeypatch):
    monkeypatch.setenv("RV_FAKE_STEPS", "3000")
    fake_engine.that("speaks another version")
    warm = engines()
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.is_there)
    assert "same release" in outcome.error.hint
    assert not warm.is_running


def test_a_python_that_is_deleted_is_told_with_the_remedy(engines, job, fake_engine):
    warm = engines()
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.is_there)
    warm.end()
    fake_engine.python.unlink()
    with pytest.raises(EngineNotFoundError) as caught:
        warm.ask("predict", job())
    assert "Set Up Engine" in caught.value.hint


def test_a_python_that_does_not_start_is_told(engines, job, fake_engine):
    fake_engine.python.chmod(0o644)
    warm = engines()
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.is_there)
    assert isinstance(outcome.error, RvError)
    assert "does not start" in str(outcome.error)


def test_an_engine_that_nobody_needs_ends(engines, job):
    minutes = [0.0]
    warm = engines(idle_minutes=lambda: minutes[0])
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.is_there)
    process_id = warm.process_id
    minutes[0] = 1e-6
    wait(lambda: not warm.is_running)
    wait(lambda: not is_alive(process_id))
    assert warm.problems == []


def test_other_settings_mean_another_engine(engines, job, fake_engine):
    threads = ["1"]
    warm = engines(variables=lambda: {"OMP_NUM_THREADS": threads[0]})
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.is_there)
    threads[0] = "2"
    outcome = Outcome(warm.ask("predict", job(1)))
    wait(lambda: outcome.is_there)
    starts = [call["environment"] for call in fake_engine.calls if "argv" in call]
    assert [start["OMP_NUM_THREADS"] for start in starts] == ["1", "2"]


def test_closing_stops_what_is_asked_and_leaves_no_process_and_no_folder(
    engines, job, fake_engine, monkeypatch
):
    monkeypatch.setenv("RV_FAKE_STEPS", "3000")
    warm = engines()
    outcome = Outcome(warm.ask("predict", job()))
    wait(lambda: outcome.told)
    process_id = warm.process_id
    folder = json.loads(json.dumps(fake_engine.calls[0]["folder"]))
    warm.close()
    assert not is_alive(process_id)
    assert not Path(folder).exists()
    assert not outcome.request.is_open
