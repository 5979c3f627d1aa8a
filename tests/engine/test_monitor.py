import threading
import time

import pytest

from rv_engine import monitor as monitor_module
from rv_engine.errors import Cancelled
from rv_engine.messages import Artifact, Log, Metric
from rv_engine.monitor import Monitor


@pytest.fixture
def said():
    return []


@pytest.fixture
def monitor(said, monkeypatch):
    """Says everything, however fast it comes."""
    monkeypatch.setattr(monitor_module, "_MIN_INTERVAL_S", 0)
    return Monitor(said.append)


def test_parts_of_parts_count_towards_the_whole(monitor, said):
    inner = monitor.part(0.5, 1).part(0, 0.5)
    inner.progress(0, 4, "windows", "x")
    inner.progress(2, 4, "windows", "x")
    inner.progress(4, 4, "windows", "x")
    assert [message.overall for message in said] == [0.5, 0.625, 0.75]


def test_more_than_all_is_not_more_than_the_whole(monitor, said):
    monitor.progress(12, 10, "windows", "x")
    assert said[-1].overall == 1


def test_without_a_total_there_is_no_estimate(monitor, said):
    monitor.progress(12, None, "MB", "x")
    assert (said[-1].overall, said[-1].eta_s) == (None, None)


def test_the_estimate_follows_the_speed_since_the_work_began(monitor, said):
    monitor.progress(10, 20, "windows", "x")
    time.sleep(0.1)
    monitor.progress(15, 20, "windows", "x")
    assert said[0].eta_s is None
    assert 0.09 < said[1].eta_s < 0.5


def test_a_new_piece_of_work_begins_a_new_estimate(monitor, said):
    monitor.progress(0, 20, "windows", "x")
    monitor.progress(10, 20, "windows", "x")
    monitor.progress(1, 20, "windows", "y")
    assert said[-1].eta_s is None
    monitor.progress(10, 30, "chips", "y")
    assert said[-1].eta_s is None


def test_a_new_name_for_the_same_piece_of_work_keeps_the_estimate(monitor, said):
    monitor.progress(0, 20, "steps", "epoch 1")
    monitor.progress(20, 20, "steps", "epoch 2")
    assert said[-1].eta_s == 0


def test_progress_is_said_ten_times_a_second_and_at_the_end(said):
    monitor = Monitor(said.append)
    for done in range(1001):
        monitor.progress(done, 1000, "windows", "x")
    assert said[0].done == 0
    assert said[-1].done == 1000
    assert len(said) < 20


def test_whoever_says_how_far_it_is_learns_that_it_shall_stop(said):
    cancelled = threading.Event()
    inner = Monitor(said.append, cancelled).part(0, 0.5).part(0, 0.5)
    inner.progress(0, 10, "windows", "x")
    cancelled.set()
    with pytest.raises(Cancelled):
        inner.check()
    with pytest.raises(Cancelled):
        inner.progress(1, 10, "windows", "x")


def test_metrics_logs_and_artifacts_are_passed_on(monitor, said):
    monitor.metric("f1", 0.5, step=2, class_name="a")
    monitor.log("hello")
    monitor.artifact("eval", "/x", "Evaluation")
    assert said == [
        Metric("f1", 0.5, 2, "a"),
        Log("info", "hello"),
        Artifact("eval", "/x", "Evaluation"),
    ]


def test_without_a_listener_nothing_happens():
    Monitor().progress(1, 2, "windows", "x")
