"""Settings are kept, in the user's profile or in the project, and the engine obeys them."""

import os
import shutil

import pytest
from qgis.core import QgsProject, QgsSettings
from rv_studio.rv_qgis.engine import EngineError, EngineRunner, doctor_command, find_home
from rv_studio.rv_qgis.engine.process_memory import sum_of_tree, tree_memory_mb
from rv_studio.rv_qgis.places import PLUGIN_ROOT
from rv_studio.rv_qgis.settings import ComputeSettings, LiveSettings, run_places
from rv_studio.rv_qgis.settings.options_page import OptionsPage
from rv_studio.rv_qgis.settings.settings import (
    KEEP_RUNNING,
    after_closing,
    compute_settings,
    logs_in_english,
    project_settings,
    set_project_settings,
    set_user_settings,
    user_settings,
)

OWN = ComputeSettings("cuda:1", 6, 8000, "/maps/runs")


def home_of(setting):
    return find_home(setting, os.environ, PLUGIN_ROOT)


@pytest.fixture(autouse=True)
def clean(qgis_new_project):
    QgsSettings().remove("rv_studio")
    yield
    QgsSettings().remove("rv_studio")


@pytest.fixture
def live():
    settings = LiveSettings()
    yield settings
    settings.close()


@pytest.fixture
def page(qgis_app):
    made = []

    def page():
        made.append(OptionsPage(EngineRunner(lambda: home_of("")), home_of))
        return made[-1]

    yield page
    for widget in made:
        widget.deleteLater()


def test_the_page_keeps_what_was_entered(page):
    first = page()
    first._compute.set_values(OWN)
    first._closing.setCurrentIndex(first._closing.findData(KEEP_RUNNING))
    first._log_language.setCurrentIndex(first._log_language.findData(True))
    assert not logs_in_english()
    first.apply()
    assert logs_in_english()
    assert page()._log_language.currentData()
    assert user_settings() == OWN
    assert after_closing() == KEEP_RUNNING
    assert page()._compute.values() == OWN
    assert project_settings(QgsProject.instance()) is None


def test_a_device_that_nobody_listed_can_be_typed(page):
    first = page()
    first._compute._device.setEditText("xpu:0")
    first.apply()
    assert page()._compute.values().device == "xpu:0"


def test_the_devices_that_the_check_found_are_offered(page):
    first = page()
    first._compute.set_values(ComputeSettings(device="cuda:0"))
    first._compute.offer_devices([("cuda:0", "RTX 4070"), ("cpu", "CPU, 8 threads")])
    texts = [first._compute._device.itemText(index) for index in range(3)]
    assert texts[1:] == ["cuda:0 – RTX 4070", "cpu – CPU, 8 threads"]
    assert first._compute.values().device == "cuda:0"


def test_values_of_a_project_travel_in_its_file_and_win(page, tmp_path):
    set_user_settings(ComputeSettings(threads=2))
    first = page()
    first._project_box.setChecked(True)
    first._of_project.set_values(OWN)
    first.apply()
    project = QgsProject.instance()
    assert project.isDirty()
    assert project.write(str(tmp_path / "map.qgz"))
    project.clear()
    assert compute_settings().threads == 2
    assert project.read(str(tmp_path / "map.qgz"))
    assert compute_settings() == OWN
    again = page()
    again._project_box.setChecked(False)
    again.apply()
    assert compute_settings().threads == 2


def test_a_page_that_changes_nothing_leaves_the_project_alone(page):
    set_project_settings(QgsProject.instance(), OWN)
    QgsProject.instance().setDirty(False)
    page().apply()
    assert not QgsProject.instance().isDirty()


def test_the_engine_is_told(fake_engine, live):
    set_user_settings(OWN)
    live.refresh()
    EngineRunner(lambda: home_of(""), live.variables).run(doctor_command())
    environment = fake_engine.calls[0]["environment"]
    assert environment["OMP_NUM_THREADS"] == environment["GDAL_NUM_THREADS"] == "6"
    assert environment["RV_DEVICE"] == "cuda:1"


def test_without_settings_the_engine_decides_itself(fake_engine, live):
    EngineRunner(lambda: home_of(""), live.variables).run(doctor_command())
    assert "RV_DEVICE" not in fake_engine.calls[0]["environment"]


def test_opening_a_project_changes_what_the_engine_is_told(live, tmp_path):
    project = QgsProject.instance()
    set_project_settings(project, OWN)
    project.write(str(tmp_path / "map.qgz"))
    project.clear()
    assert live.compute == ComputeSettings()
    project.read(str(tmp_path / "map.qgz"))
    assert live.compute == OWN


@pytest.mark.real_engine
def test_a_run_that_takes_too_much_memory_ends_with_a_message(real_engine, live):
    set_user_settings(ComputeSettings(memory_limit_mb=1))
    live.refresh()
    runner = EngineRunner(lambda: home_of(""), live.variables)
    with pytest.raises(EngineError, match="0.0 GB are allowed") as caught:
        runner.run(doctor_command())
    assert caught.value.code == "memory"
    assert "batch size" in caught.value.hint


def test_memory_is_that_of_the_whole_tree():
    own = tree_memory_mb(os.getpid())
    assert own > 10
    listing = "  10   1  1000\n  11  10  2000\n  12  11  3000\n  13   1  9000\n"
    assert sum_of_tree(10, listing) == pytest.approx(6.0)
    assert sum_of_tree(99, listing) is None


@pytest.mark.real_engine
def test_the_real_engine_computes_where_it_is_told(real_engine, live):
    import subprocess

    set_user_settings(ComputeSettings(device="cuda:7", threads=1))
    live.refresh()
    code = "from rv_engine.learner.devices import choose_device; print(choose_device())"
    done = subprocess.run(
        [str(real_engine), "-c", code],
        env={**os.environ, **live.variables(), "PYTHONPATH": str(PLUGIN_ROOT)},
        capture_output=True,
        text=True,
    )
    assert "'cuda:7' was asked for" in done.stderr
    set_user_settings(ComputeSettings(device="cpu"))


@pytest.fixture
def documents(monkeypatch, tmp_path):
    monkeypatch.setattr(run_places, "documents_folder", lambda: tmp_path / "Documents")
    return tmp_path / "Documents"


def test_runs_go_where_they_last(documents, live, tmp_path):
    assert live.runs_folder == documents / "RV Studio" / "runs"
    project = QgsProject.instance()
    (tmp_path / "maps").mkdir()
    # Before anything is read again: the next run may begin at once.
    project.write(str(tmp_path / "maps" / "town.qgz"))
    assert live.runs_folder == tmp_path / "maps" / "runs"
    set_user_settings(ComputeSettings(run_folder=str(tmp_path / "mine")))
    live.refresh()
    assert live.runs_folder == tmp_path / "mine"
    project.clear()
    assert live.runs_folder == tmp_path / "mine"


def test_each_run_has_a_folder_of_its_own(tmp_path):
    first = run_places.new_run_folder(tmp_path, "Zürich: west/east")
    assert first.name.startswith("Zürich-west-east-2")
    first.mkdir()
    second = run_places.new_run_folder(tmp_path, "Zürich: west/east")
    assert second.name == f"{first.name}-2"
    assert run_places.new_run_folder(tmp_path, "???").name.startswith("run-2")


def test_a_projects_folder_for_runs_moves_with_the_project(tmp_path):
    project, before, after = QgsProject.instance(), tmp_path / "before", tmp_path / "after"
    before.mkdir()
    project.write(str(before / "map.qgz"))
    for inside, outside in ((True, False), (False, True)):
        folder = before / "runs" if inside else tmp_path / "elsewhere"
        set_project_settings(project, ComputeSettings(run_folder=str(folder)))
        assert project_settings(project).run_folder == str(folder)
        project.write()
        shutil.copytree(before, after, dirs_exist_ok=True)
        project.read(str(after / "map.qgz"))
        moved = project_settings(project).run_folder
        assert moved == (str(folder) if outside else str(after / "runs"))
        project.read(str(before / "map.qgz"))
