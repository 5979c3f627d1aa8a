import os
import time

import pytest
from qgis.core import QgsApplication
from rv_studio.rv_qgis.engine import EngineRunner, doctor_command, find_home
from rv_studio.rv_qgis.places import PLUGIN_ROOT
from rv_studio.rv_qgis.settings.options_page import OptionsPage
from rv_studio.rv_qgis.tasks import BackgroundTask, EngineTask
from rv_studio.rv_qgis.tasks.waiting_thread import task_pool

from tests.plugin.waiting import settle, until


def home_of(setting):
    return find_home(setting, os.environ, PLUGIN_ROOT)


class Story:
    """Runs a task in QGIS's task manager and writes down what it emits."""

    def __init__(self, **options):
        self.task = EngineTask(
            "Checking", EngineRunner(lambda: home_of("")), doctor_command(), **options
        )
        self.events = []
        self.task.succeeded.connect(lambda values: self.events.append(("succeeded", values)))
        self.task.failed.connect(lambda error: self.events.append(("failed", error)))
        self.task.stopped.connect(lambda: self.events.append(("stopped", None)))
        self.received = []
        self.task.received.connect(self.received.append)
        QgsApplication.taskManager().addTask(self.task)

    def wait(self, condition, seconds=8):
        deadline_s = time.monotonic() + seconds
        while not condition() and time.monotonic() < deadline_s:
            settle(0.02)
        return self

    def end(self):
        self.wait(lambda: self.events)
        ((name, value),) = self.events
        return name, value


def test_a_task_answers_the_result(qgis_app, fake_engine):
    name, values = Story().end()
    assert name == "succeeded"
    assert values["engine_version"] == "0.0.0"


def test_a_task_that_fails_brings_the_engines_error(qgis_app, fake_engine):
    fake_engine.that("fails")
    name, error = Story().end()
    assert (name, error.code) == ("failed", "labels")


def test_a_task_can_be_cancelled(qgis_app, fake_engine):
    fake_engine.that("hears no cancel")
    story = Story()
    story.wait(lambda: story.task.progress() > 0)
    assert story.received
    story.task.cancel()
    assert story.end() == ("stopped", None)


def test_a_fault_of_our_own_does_not_reach_qgis_as_an_exception(qgis_app, fake_engine, monkeypatch):
    def broken(*args, **kwargs):
        raise KeyError("oh")

    monkeypatch.setattr(EngineRunner, "run", broken)
    name, error = Story().end()
    assert name == "failed"
    assert "KeyError" in error.details


def test_tasks_that_wait_for_the_engine_leave_room_for_others(qgis_app, fake_engine):
    pool = task_pool()
    before = pool.maxThreadCount()
    pool.setMaxThreadCount(1)
    fake_engine.that("works until it is stopped")
    try:
        waiting = [Story(), Story()]
        for story in waiting:
            story.wait(lambda story=story: story.received, 60)
            assert story.received
        answers = []
        other = BackgroundTask("Something else", lambda task: "done")
        other.succeeded.connect(answers.append)
        QgsApplication.taskManager().addTask(other)
        until(lambda: answers == ["done"])
    finally:
        for story in waiting:
            story.task.cancel()
        assert [story.end()[0] for story in waiting] == ["stopped", "stopped"]
        pool.setMaxThreadCount(before)


@pytest.fixture
def page(qgis_app):
    from qgis.core import QgsSettings

    QgsSettings().remove("rv_studio/engine_python")
    made = OptionsPage(EngineRunner(lambda: home_of("")), home_of)
    yield made
    made.deleteLater()
    QgsSettings().remove("rv_studio/engine_python")


def checked(page, until):
    page.check()
    deadline_s = time.monotonic() + 8
    while until not in page.answer and time.monotonic() < deadline_s:
        settle(0.02)
    return page.answer


def test_check_shows_the_doctors_answer(page, fake_engine):
    answer = checked(page, "not ready")
    assert "rasterio is missing. Install it." in answer
    assert "2.14.1" in answer
    assert "Processor" in answer


def test_check_tries_the_path_that_is_typed_before_it_is_saved(page, fake_engine, monkeypatch):
    monkeypatch.delenv("RV_STUDIO_PYTHON")
    page._python.setFilePath(str(fake_engine.python))
    assert "2.14.1" in checked(page, "2.14.1")


def test_check_explains_a_path_that_leads_nowhere(page):
    page._python.setFilePath("/no/such/python")
    assert "/no/such/python" in checked(page, "does not exist")


def test_check_shows_why_the_engine_crashed(page, fake_engine):
    fake_engine.that("crashes")
    assert "ZeroDivisionError" in checked(page, "ZeroDivisionError")


def test_accepting_the_dialog_saves_the_path_and_empty_forgets_it(page):
    from rv_studio.rv_qgis.settings import engine_python

    page._python.setFilePath("/somewhere/bin/python")
    page.apply()
    assert engine_python() == "/somewhere/bin/python"
    page._python.setFilePath("")
    page.apply()
    assert engine_python() == ""
