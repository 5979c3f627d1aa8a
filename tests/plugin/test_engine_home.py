import pytest
from rv_studio.rv_qgis.engine import EngineNotFoundError, find_home


def make_python(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    return path


def test_the_setting_wins_over_the_variable_and_the_built_environment(tmp_path):
    chosen = make_python(tmp_path / "chosen" / "python3")
    variable = make_python(tmp_path / "variable" / "python")
    make_python(tmp_path / "root/.venv/engine/bin/python")
    home = find_home(str(chosen), {"RV_STUDIO_PYTHON": str(variable)}, tmp_path / "root")
    assert home.python == chosen
    assert "options" in home.source


def test_the_variable_wins_over_the_built_environment(tmp_path):
    variable = make_python(tmp_path / "variable" / "python")
    make_python(tmp_path / "root/.venv/engine/bin/python")
    home = find_home("", {"RV_STUDIO_PYTHON": str(variable)}, tmp_path / "root")
    assert home.python == variable


@pytest.mark.parametrize("relative", ["bin/python", "Scripts/python.exe"])
def test_the_built_environment_is_found_on_each_system(tmp_path, relative):
    built = make_python(tmp_path / ".venv" / "engine" / relative)
    assert find_home("", {}, tmp_path).python == built


def test_an_environment_folder_stands_for_its_python(tmp_path):
    python = make_python(tmp_path / "env" / "bin" / "python")
    assert find_home(str(tmp_path / "env"), {}, tmp_path).python == python


def test_the_python_of_an_environment_is_not_resolved_to_the_one_it_was_made_from(tmp_path):
    base = make_python(tmp_path / "usr" / "bin" / "python3")
    link = tmp_path / ".venv" / "engine" / "bin" / "python"
    link.parent.mkdir(parents=True)
    link.symlink_to(base)
    assert find_home("", {}, tmp_path).python == link


def test_a_setting_that_leads_nowhere_is_an_error_and_not_skipped(tmp_path):
    make_python(tmp_path / ".venv/engine/bin/python")
    with pytest.raises(EngineNotFoundError, match="/no/such/python") as caught:
        find_home("/no/such/python", {}, tmp_path)
    assert "Options" in caught.value.hint


def test_without_any_engine_the_reason_says_what_to_do(tmp_path):
    with pytest.raises(EngineNotFoundError, match="not set up") as caught:
        find_home("", {}, tmp_path)
    assert "Settings > Options > RV Studio" in caught.value.hint
