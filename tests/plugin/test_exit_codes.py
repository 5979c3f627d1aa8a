import pytest
from rv_studio.rv_qgis.engine.exit_codes import explain_exit


def explained(exit_code, stderr=""):
    return " ".join(explain_exit(exit_code, stderr))


@pytest.mark.parametrize("exit_code", [-9, 128 + 9])
def test_being_killed_is_explained_as_lack_of_memory(exit_code):
    assert "out of memory" in explained(exit_code)


def test_an_internal_error_asks_for_a_report():
    assert "report it" in explained(70)


def test_a_segmentation_fault_is_named():
    assert "segmentation fault" in explained(-11)


def test_an_unknown_signal_is_named_by_its_number():
    assert "signal 40" in explained(-40)


@pytest.mark.parametrize("exit_code", [0xC0000005, 0xC0000005 - (1 << 32)])
def test_windows_codes_are_known_signed_and_unsigned(exit_code):
    assert "access violation" in explained(exit_code)


def test_a_missing_library_on_windows_names_the_remedy():
    assert "Visual C++" in explained(0xC0000135)


def test_a_missing_package_is_quoted():
    text = explained(1, "Traceback\nModuleNotFoundError: No module named 'torch'\n")
    assert "No module named 'torch'" in text
    assert "Options" in text


def test_memory_that_python_missed_is_explained():
    assert "smaller batch" in explained(1, "torch.OutOfMemoryError: CUDA out of memory.")


def test_an_unknown_code_shows_the_last_words():
    assert "exit code 3" in explained(3, "one\nboom\n")
    assert "boom" in explained(3, "one\nboom\n")
