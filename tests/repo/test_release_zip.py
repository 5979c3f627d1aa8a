"""The release zip holds the plugin, all of it, and nothing else."""

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("RV_QGIS_PYTHON", "/usr/bin/python3")


def script(name):
    """A module of scripts/."""
    spec = importlib.util.spec_from_file_location(name, REPO / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def release_zip(tmp_path_factory):
    if not (REPO / "build" / "vendor").is_dir():
        pytest.skip("build/vendor is missing; scripts/make_vendor.sh makes it")
    path = tmp_path_factory.mktemp("release") / "rv_studio.zip"
    script("make_zip").write_zip(path)
    return path


@pytest.fixture(scope="module")
def names(release_zip):
    with zipfile.ZipFile(release_zip) as archive:
        return archive.namelist()


def test_the_top_level_is_exactly_the_release(names):
    assert {name.split("/")[1] for name in names} == {
        "LICENSE",
        "__init__.py",
        "i18n",
        "metadata.txt",
        "resources",
        "rv_engine",
        "rv_qgis",
        "vendor",
    }
    assert {name.split("/")[0] for name in names} == {"rv_studio"}


def test_every_module_of_plugin_and_engine_is_in_it(names):
    for folder in ("rv_qgis", "rv_engine"):
        for path in (REPO / folder).rglob("*.py"):
            assert f"rv_studio/{path.relative_to(REPO).as_posix()}" in names


def test_no_tests_caches_or_tools_are_in_it(names):
    unwanted = ("__pycache__", ".pyc", "/tests/", "conftest", "pyproject", "pb_tool", "/scripts/")
    assert not [name for name in names if any(word in name for word in unwanted)]


def test_vendored_qtpy_lacks_what_the_security_scan_refuses(names):
    vendored = {name.split("/", 2)[2] for name in names if name.startswith("rv_studio/vendor/")}
    assert {"qtpy/__init__.py", "qtpy/QtCore.py", "packaging/version.py"} <= vendored
    assert "qtpy/uic.py" not in vendored
    assert {name.split("/")[0] for name in vendored} == {"qtpy", "packaging"}
    assert {name for name in vendored if "LICENSE" in name}


def test_the_same_files_give_the_same_bytes(release_zip, tmp_path):
    again = tmp_path / "again.zip"
    script("make_zip").write_zip(again)
    assert again.read_bytes() == release_zip.read_bytes()


def test_the_plugin_repository_would_accept_its_layout(release_zip):
    assert script("scan_zip").layout_problems(release_zip) == []


def test_the_security_scan_finds_nothing(release_zip, tmp_path):
    with zipfile.ZipFile(release_zip) as archive:
        archive.extractall(tmp_path)
    problems = script("scan_zip").security_problems(tmp_path)
    assert not problems, "\n".join(problems)


def test_the_security_scan_would_find_something(tmp_path):
    (tmp_path / "bad.py").write_text("assert open\neval('1')\n", encoding="utf-8")
    found = " ".join(script("scan_zip").security_problems(tmp_path))
    assert "B101" in found
    assert "B307" in found


def test_the_engine_in_the_zip_starts_from_another_folder(release_zip, tmp_path):
    """As the plugin starts it: the folder on PYTHONPATH, and neither repository nor wheel."""
    with zipfile.ZipFile(release_zip) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", "import rv_engine; print(rv_engine.__file__)"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "rv_studio")},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(tmp_path)


def test_vendored_qtpy_works_in_the_python_of_qgis(release_zip, tmp_path):
    if subprocess.run([QGIS_PYTHON, "-c", "import PyQt5"], capture_output=True).returncode:
        pytest.skip(f"{QGIS_PYTHON} has no PyQt5")
    with zipfile.ZipFile(release_zip) as archive:
        archive.extractall(tmp_path)
    vendor = tmp_path / "rv_studio" / "vendor"
    code = "from qtpy import QtCore, QtGui, QtWidgets, QtSvg, QtNetwork; print(QtCore.__file__)"
    done = subprocess.run(
        [QGIS_PYTHON, "-c", code],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(vendor), "QT_API": "pyqt5"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(vendor)
