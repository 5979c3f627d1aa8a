import os
import subprocess
from pathlib import Path

import pytest
from rv_studio.rv_qgis.engine.environment import engine_environment

from tests.plugin.conftest import ROOT


def scrub(tmp_path, **variables):
    return engine_environment(variables, Path("/plugins/rv_studio"), tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "PYTHONHOME",
        "PYTHONEXECUTABLE",
        "PYTHONUSERBASE",
        "VIRTUAL_ENV",
        "PIP_TARGET",
        "QGIS_PREFIX_PATH",
        "QGIS_PLUGINPATH",
        "PROJ_DATA",
        "PROJ_LIB",
        "GDAL_DATA",
        "GDAL_DRIVER_PATH",
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
    ],
)
def test_what_belongs_to_qgis_does_not_reach_the_engine(tmp_path, name):
    assert name not in scrub(tmp_path, **{name: "/opt/qgis/lib"})


def test_what_belongs_to_the_user_reaches_the_engine(tmp_path):
    kept = {"HOME": "/home/ada", "HTTPS_PROXY": "http://proxy", "CUDA_VISIBLE_DEVICES": "1"}
    assert kept.items() <= scrub(tmp_path, **kept).items()


def test_the_engine_is_the_one_that_comes_with_the_plugin(tmp_path):
    environment = scrub(tmp_path, PYTHONPATH="/opt/qgis/python")
    assert environment["PYTHONPATH"] == "/plugins/rv_studio"


def test_temporary_files_go_where_they_can_be_removed(tmp_path):
    environment = scrub(tmp_path, TMPDIR="/tmp")
    assert environment["TMPDIR"] == environment["TEMP"] == str(tmp_path)


def test_only_cuda_stays_of_the_library_path(tmp_path):
    path = os.pathsep.join(["/opt/qgis/lib", "/usr/local/cuda/lib64"])
    assert scrub(tmp_path, LD_LIBRARY_PATH=path)["LD_LIBRARY_PATH"] == "/usr/local/cuda/lib64"


def test_the_folders_of_a_bundled_qgis_leave_the_path(tmp_path):
    path = os.pathsep.join(["/osgeo4w/bin", "/usr/bin"])
    assert scrub(tmp_path, PATH=path, OSGEO4W_ROOT="/osgeo4w")["PATH"] == "/usr/bin"


def test_a_qgis_of_the_system_leaves_the_path_alone(tmp_path):
    path = os.pathsep.join(["/usr/bin", "/bin"])
    assert scrub(tmp_path, PATH=path, QGIS_PREFIX_PATH="/usr")["PATH"] == path


def test_certificates_stay_when_they_exist_outside_qgis(tmp_path):
    mine = tmp_path / "mine.pem"
    mine.write_text("")
    assert scrub(tmp_path, SSL_CERT_FILE=str(mine))["SSL_CERT_FILE"] == str(mine)
    assert "SSL_CERT_FILE" not in scrub(tmp_path, SSL_CERT_FILE="/gone.pem")
    inside = scrub(tmp_path, SSL_CERT_FILE=str(mine), OSGEO4W_ROOT=str(tmp_path))
    assert "SSL_CERT_FILE" not in inside


@pytest.mark.real_engine
def test_the_engine_lets_other_programs_go_first(tmp_path, real_engine):
    code = (
        "import os; from rv_engine.process_settings import apply_process_settings; "
        "before = os.nice(0); apply_process_settings(); print(os.nice(0) - before)"
    )
    environment = engine_environment(os.environ, ROOT, tmp_path)
    command = [str(real_engine), "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "5", done.stderr
