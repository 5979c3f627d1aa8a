"""The set-up through the plugin's own code: small ones that go wrong, and a real one at the end."""

import os
import shutil
import time
from pathlib import Path

import pytest
from rv_studio.rv_engine.errors import Cancelled
from rv_studio.rv_qgis.engine import EngineRunner, doctor_command, find_home
from rv_studio.rv_qgis.engine.lock import read_lock
from rv_studio.rv_qgis.engine.managed_home import HomeStamp, list_homes, read_home
from rv_studio.rv_qgis.engine.setup import (
    EngineInstaller,
    SetupError,
    SetupPlan,
    TorchBuild,
    find_pythons,
    find_uv,
    remove_home,
)
from rv_studio.rv_qgis.engine.setup import installer as installer_module
from rv_studio.rv_qgis.places import PLUGIN_ROOT

from tests.plugin.breaking_server import breaking_server

SMALL = TorchBuild("cpu", None, 1, 40)


def usable_python():
    environment = {name: value for name, value in os.environ.items() if "VIRTUAL" not in name}
    for python in find_pythons(environment):
        if not python.problem():
            return python
    return pytest.skip("no Python that can make environments")


@pytest.fixture
def lock(tmp_path):
    """Nothing at all to install: the engine cannot work in such an environment."""
    folder = tmp_path / "lock"
    folder.mkdir()
    for name in ("engine-requirements.txt", "engine-constraints.txt"):
        (folder / name).write_text("# nothing\n")
    return read_lock(folder)


@pytest.fixture
def plan(tmp_path, lock):
    # The name of many a home folder on Windows.
    base = tmp_path / "Ada Müller's data"
    return SetupPlan(base, PLUGIN_ROOT, lock, SMALL, usable_python())


def without_network(monkeypatch):
    """Leaves out pip, which takes seconds to come and has nothing to do with an empty lock."""
    run = EngineInstaller._run

    def run_offline(self, arguments, environment, step, output=None):
        if "venv" in arguments:
            arguments = [*arguments, "--without-pip"]
        if step != "Updating pip" and "pip" not in arguments:
            run(self, arguments, environment, step, output)

    monkeypatch.setattr(EngineInstaller, "_run", run_offline)


def test_an_environment_without_the_packages_is_never_taken_for_whole(plan, monkeypatch):
    without_network(monkeypatch)
    lines = []
    with pytest.raises(SetupError) as caught:
        EngineInstaller(plan, lines.append).install()
    assert caught.value.code == "broken_package"
    assert "Repair" in caught.value.hint
    assert plan.folder.is_dir()
    assert not read_home(plan.folder).is_whole()
    fractions = [progress.fraction for progress in lines]
    assert fractions == sorted(fractions)
    # Nothing but the environment, the log and the lock is left.
    left = {path.name for path in plan.base.iterdir()}
    assert left == {plan.folder.name, "set-up.log", "set-up.lock"}
    assert " -m venv " in (plan.base / "set-up.log").read_text(encoding="utf-8")


def test_an_interrupted_set_up_is_gone_on_with_and_a_repair_begins_anew(plan, monkeypatch):
    without_network(monkeypatch)
    monkeypatch.setattr(EngineInstaller, "_check", lambda self, home: Report())
    mark = plan.folder / "mark"

    def interrupted(self, home, environment):
        raise Cancelled()

    with monkeypatch.context() as patch:
        patch.setattr(EngineInstaller, "_install_packages", interrupted)
        with pytest.raises(Cancelled):
            EngineInstaller(plan).install()
    mark.write_text("")
    EngineInstaller(plan).install()
    assert mark.is_file()
    assert read_home(plan.folder).is_whole()
    # What is whole is left alone.
    before = (plan.folder / "rv-studio-environment.json").read_bytes()
    EngineInstaller(plan).install()
    assert (plan.folder / "rv-studio-environment.json").read_bytes() == before
    EngineInstaller(plan).repair()
    assert not mark.exists()
    remove_home(read_home(plan.folder))
    assert list_homes(plan.base) == []


class Report:
    python_version = "3.12.4"


def test_cancel_stops_pip_at_once_and_leaves_no_whole_environment(plan, monkeypatch, tmp_path):
    monkeypatch.setattr(
        EngineInstaller, "_pip", lambda self, home: [str(home.python), "-c", SLEEP, "x"]
    )
    without_network(monkeypatch)
    asked = []

    def hear(progress):
        if "sleeping" in progress.line and not asked:
            asked.append(time.monotonic())

    with pytest.raises(Cancelled):
        EngineInstaller(plan, hear, lambda: bool(asked)).install()
    assert time.monotonic() - asked[0] < 2.0
    assert not read_home(plan.folder).is_whole()


SLEEP = "import time; print('sleeping', flush=True); time.sleep(60)"


def test_too_little_room_is_said_before_anything_is_made(plan, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(
        installer_module.shutil, "disk_usage", lambda path: usage._replace(free=300_000_000)
    )
    with pytest.raises(SetupError, match="0.5 GB are needed") as caught:
        EngineInstaller(plan).install()
    assert caught.value.code == "disk_full"
    assert not plan.folder.exists()


def test_a_folder_that_cannot_be_written_is_said(plan, tmp_path):
    (tmp_path / "file").write_text("")
    blocked = SetupPlan(tmp_path / "file" / "x", PLUGIN_ROOT, plan.lock, SMALL, plan.python)
    with pytest.raises(SetupError) as caught:
        EngineInstaller(blocked).install()
    assert caught.value.where.endswith("x")


def test_passwords_of_package_servers_do_not_reach_the_log(plan, monkeypatch):
    code = "print('Looking in indexes: https://ada:secret@host/simple'); raise SystemExit(1)"
    monkeypatch.setattr(EngineInstaller, "_pip", lambda self, home: [str(home.python), "-c", code])
    without_network(monkeypatch)
    with pytest.raises(SetupError) as caught:
        EngineInstaller(plan).install()
    log = (plan.base / "set-up.log").read_text(encoding="utf-8")
    assert "secret" not in log + caught.value.details
    assert "***@host" in log


def test_the_managed_environment_is_found_without_any_setting(tmp_path):
    name = read_lock(PLUGIN_ROOT / "resources").name
    folder = tmp_path / "py312-x-cpu"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_text("")
    read_home(folder).write_stamp(HomeStamp("other", "cpu", "3.12.4", "2026", 1))
    root = tmp_path / "root"
    shutil.copytree(PLUGIN_ROOT / "resources", root / "resources")
    old = find_home("", {}, root, tmp_path)
    assert (old.python, old.is_current) == (folder / "bin" / "python", False)
    read_home(folder).write_stamp(HomeStamp(name, "cpu", "3.12.4", "2026", 1))
    assert find_home("", {}, root, tmp_path).is_current


@pytest.mark.real_engine
@pytest.mark.once
def test_a_download_that_breaks_off_is_gone_on_with(plan, monkeypatch):
    """A real pip, of the version that a set-up brings, and a server that hangs up seven times."""
    (plan.lock.requirements).write_text("tiny\n")
    (plan.lock.constraints).write_text("tiny==1.0\n")
    monkeypatch.setattr(EngineInstaller, "_check", lambda self, home: Report())
    run = EngineInstaller._run

    def run_with_server(self, arguments, environment, step, output=None):
        if step == "Installing the packages":
            environment = {**environment, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}
            environment = {**environment, "PIP_INDEX_URL": index}
        run(self, arguments, environment, step, output)

    monkeypatch.setattr(EngineInstaller, "_run", run_with_server)
    build = TorchBuild("cpu", None, 1, 40)
    plan = SetupPlan(plan.base, PLUGIN_ROOT, plan.lock, build, plan.python)
    with breaking_server(breaks=7) as (index, asked):
        EngineInstaller(plan).install()
    assert read_home(plan.folder).is_whole()
    assert list(plan.folder.rglob("tiny.py"))
    # Nothing was fetched twice.
    assert len(asked) == 8
    assert asked == sorted(set(asked))


@pytest.mark.real_engine
@pytest.mark.once
def test_from_nothing_to_a_working_engine(tmp_path, monkeypatch, record_property):
    """The real packages, from the package servers or the cache, in a folder with odd letters."""
    monkeypatch.delenv("RV_STUDIO_PYTHON", raising=False)
    base = tmp_path / "Ada Müller"
    # What PyPI has for this system: the index of PyTorch's other builds is not reached everywhere.
    build = TorchBuild("cuda", None, 3200, 6300)
    free_mb = shutil.disk_usage(tmp_path).free / 1e6
    if free_mb < build.needed_mb:
        pytest.skip(f"{build.needed_mb} MB of disk are needed, {free_mb:.0f} MB are free")
    environment = dict(os.environ)
    plan = SetupPlan(
        base,
        PLUGIN_ROOT,
        read_lock(PLUGIN_ROOT / "resources"),
        build,
        usable_python(),
        find_uv(environment),
    )
    heard = []
    begun_s = time.monotonic()
    try:
        report = EngineInstaller(plan, heard.append).install()
        record_property("set_up_s", round(time.monotonic() - begun_s))
        assert report.is_healthy
        assert heard[-1].fraction == 1.0
        assert len({round(progress.fraction, 2) for progress in heard}) > 10
        home = find_home("", {}, PLUGIN_ROOT, base)
        assert home.python.is_relative_to(base)
        values = EngineRunner(lambda: home).run(doctor_command())
        assert Path(values["executable"]).is_relative_to(base)
        assert values["problems"] == []
    finally:
        shutil.rmtree(base, ignore_errors=True)
