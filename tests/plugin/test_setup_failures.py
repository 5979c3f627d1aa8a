"""Each way in which an installation fails has its own message: recorded outputs of pip and uv."""

from pathlib import Path

import pytest
from rv_studio.rv_qgis.engine.setup.failures import FAILURE_CLASSES, explain_failure

OUTPUTS = sorted((Path(__file__).parent / "installer_outputs").glob("*.txt"))
# Nothing in these says more than the exit status does.
SILENT = {"disk_full-venv", "proxy_unreachable-pip"}


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.stem)
def test_a_recorded_failure_is_recognised(path):
    if path.stem in SILENT:
        pytest.skip("not to be told from another failure by what the program says")
    error = explain_failure("Installing the packages", path.read_text(encoding="utf-8"), 1)
    assert error.code == path.stem.partition("-")[0]
    assert error.hint
    assert error.details


def test_every_class_was_recorded():
    recorded = {path.stem.partition("-")[0] for path in OUTPUTS}
    assert {failure.code for failure in FAILURE_CLASSES} == recorded


def test_pip_behind_a_dead_proxy_points_to_the_proxy():
    path = Path(__file__).parent / "installer_outputs" / "proxy_unreachable-pip.txt"
    error = explain_failure("Installing the packages", path.read_text(encoding="utf-8"), 1)
    assert "proxy" in error.hint


def test_the_last_words_count_more_than_what_was_overcome():
    retries = "Retrying ... Read timed out\n" * 3 + "Downloading six\n" * 60
    error = explain_failure("Installing", retries + "OSError: [Errno 28] No space left", 1)
    assert error.code == "disk_full"


@pytest.mark.parametrize(
    ("exit_code", "code"), [(0xC0000005, "crash"), (-1073741819, "crash"), (-9, "memory")]
)
def test_a_crash_without_words_is_explained(exit_code, code):
    assert explain_failure("Installing", "", exit_code).code == code


def test_what_nobody_knows_asks_for_the_diagnostics():
    error = explain_failure("Installing", "gibberish", 3)
    assert error.code == "unknown"
    assert "Copy Diagnostics" in error.hint
