from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from rv_engine.config import plugin_search
from rv_engine.config.plugin_search import FoundPlugins, add_option, find_plugins
from tests.engine.config.plugin_files import run_python


@pytest.fixture
def places(tmp_path):
    """The user's config folder and a working folder."""
    user, work = tmp_path / "home" / ".config", tmp_path / "work"
    (user / "rv").mkdir(parents=True)
    work.mkdir()
    return user, work


def found(places, **variables: str) -> FoundPlugins:
    user, work = places
    return find_plugins({"XDG_CONFIG_HOME": str(user), "HOME": str(user.parent), **variables}, work)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the user's folder is another one")


def test_nothing_is_found_where_nothing_is_asked_for(places):
    assert found(places) == FoundPlugins()


def test_the_user_s_file_comes_first_then_that_of_the_working_folder(places):
    user, work = places
    write(user / "rv" / "rv.toml", '[plugins]\nfiles = ["mine.py", "s3://b/far.py"]')
    write(work / "rv.toml", '[plugins]\nmodules = ["a_package.plugin"]\nfiles = ["../here.py"]')
    origins = found(places).origins
    assert [origin.name for origin in origins] == [
        str(user / "rv" / "mine.py"), "s3://b/far.py", "a_package.plugin",
        str(work.parent / "here.py"),
    ]  # fmt: skip
    assert [origin.kind for origin in origins] == ["file", "file", "module", "file"]
    assert origins[0].asked_by == str(user / "rv" / "rv.toml")
    assert origins[3].asked_by == str(work / "rv.toml")


def test_a_named_config_file_is_the_only_one_that_is_read(places, tmp_path):
    user, work = places
    write(user / "rv" / "rv.toml", '[plugins]\nmodules = ["mine"]')
    write(work / "rv.toml", '[plugins]\nmodules = ["here"]')
    chosen = write(tmp_path / "other.toml", '[plugins]\nmodules = ["chosen"]')
    assert [o.name for o in found(places, RV_CONFIG=str(chosen)).origins] == ["chosen"]
    assert found(places, RV_CONFIG="") == FoundPlugins()
    [problem] = found(places, RV_CONFIG="nowhere.toml").problems
    assert "nowhere.toml'" in str(problem) and "cannot be read: No such file" in str(problem)


def test_variables_hold_names_as_in_path_or_a_json_list(places):
    _, work = places
    origins = found(
        places,
        RV_PLUGINS_FILES=os.pathsep.join(["a.py", "/b.py"]),
        RV_PLUGINS_MODULES='["one", "two.three"]',
    ).origins
    assert [o.name for o in origins] == [str(work / "a.py"), "/b.py", "one", "two.three"]
    assert origins[0].asked_by == "the variable RV_PLUGINS_FILES"
    uri = "https://host:8000/easy.py"
    assert [o.name for o in found(places, RV_PLUGINS_FILES=uri).origins] == [uri]
    listed = json.dumps([uri, "a.py"])
    assert len(found(places, RV_PLUGINS_FILES=listed).origins) == 2
    for broken in ('["a"', "[1]"):
        [problem] = found(places, RV_PLUGINS_MODULES=broken).problems
        assert "RV_PLUGINS_MODULES" in str(problem) and "no JSON list of texts" in str(problem)


def test_what_is_asked_for_twice_is_found_once(places):
    _, work = places
    write(work / "rv.toml", '[plugins]\nmodules = ["m"]\nfiles = ["a.py"]')
    again = found(places, RV_PLUGINS_MODULES="m", RV_PLUGINS_FILES=str(work / "a.py"))
    assert len(again.origins) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[plugins\n", "It is no TOML"),
        ('plugins = "easy.py"', "Write [plugins] above the lists"),
        ("[plugins]\nfile = []", "[plugins] has no 'file'. Did you mean 'files'?"),
        ('[plugins]\nfiles = "easy.py"', 'files is \'easy.py\', not a list of texts. Write files = ["'),
        ("[plugins]\nmodules = [1]", "modules is [1], not a list of texts"),
    ],
)  # fmt: skip
def test_a_config_file_that_is_wrong_is_told_and_the_rest_goes_on(places, text, message):
    user, work = places
    write(user / "rv" / "rv.toml", '[plugins]\nmodules = ["mine"]')
    path = write(work / "rv.toml", text)
    outcome = found(places)
    assert [origin.name for origin in outcome.origins] == ["mine"]
    [problem] = outcome.problems
    assert str(problem).startswith(f"The configuration '{path}': ") and message in str(problem)


def test_the_file_of_another_user_in_a_shared_folder_is_not_read(places, monkeypatch):
    user, work = places
    write(user / "rv" / "rv.toml", '[plugins]\nmodules = ["mine"]')
    path = write(work / "rv.toml", '[plugins]\nmodules = ["evil"]')
    owner = path.stat().st_uid
    monkeypatch.setattr(plugin_search, "_is_ours", lambda path: False)
    outcome = found(places)
    assert [origin.name for origin in outcome.origins] == ["mine"]
    assert "belongs to another user" in str(outcome.problems[0])
    assert "set RV_CONFIG to its path" in str(outcome.problems[0])
    assert [o.name for o in found(places, RV_CONFIG=str(path)).origins] == ["evil"]
    monkeypatch.undo()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    if owner != 0:
        assert not plugin_search._is_ours(path)


def test_an_installed_package_names_its_plugin_by_an_entry_point(places, tmp_path, monkeypatch):
    info = tmp_path / "site" / "easy_evaluators-1.2.dist-info"
    info.mkdir(parents=True)
    write(info / "METADATA", "Metadata-Version: 2.1\nName: easy-evaluators\nVersion: 1.2\n")
    write(info / "entry_points.txt", "[rv_engine.plugins]\neasy = easy_evaluators.rv:register\n")
    monkeypatch.syspath_prepend(info.parent)
    [origin] = found(places).origins
    assert (origin.kind, origin.name) == ("entry point", "easy")
    assert origin.module == "easy_evaluators.rv:register"
    assert origin.asked_by == "easy-evaluators 1.2"
    # A config file that names the module as well means the same plugin.
    [origin] = found(places, RV_PLUGINS_MODULES="easy_evaluators.rv").origins
    assert origin.kind == "module"


def test_the_option_reaches_the_processes_that_are_started(places, tmp_path, monkeypatch):
    monkeypatch.setenv(plugin_search.OPTION_VARIABLE, "")
    monkeypatch.chdir(tmp_path)
    for name in ("easy.py", "folder/easy.py", "s3://b/easy.py", "package.module"):
        add_option(name)
    variable = {plugin_search.OPTION_VARIABLE: os.environ[plugin_search.OPTION_VARIABLE]}
    origins = found(places, **variable).origins
    assert [(o.kind, o.name) for o in origins] == [
        ("file", str(tmp_path / "easy.py")), ("file", str(tmp_path / "folder/easy.py")),
        ("file", "s3://b/easy.py"), ("module", "package.module"),
    ]  # fmt: skip
    assert origins[0].asked_by == "--plugin"


def test_a_user_without_a_home_and_a_folder_that_is_gone_are_no_obstacle(tmp_path):
    folder = tmp_path / "gone"
    code = """
import os, pathlib
os.rmdir(os.getcwd())
os.environ.pop("XDG_CONFIG_HOME"), os.environ.pop("HOME", None)
def no_home():
    raise RuntimeError("no home")
pathlib.Path.home = no_home
os.path.expanduser = lambda path: path
from rv_engine.config.plugin_search import add_option, find_plugins
print(find_plugins())
add_option("/somewhere/easy.py")
print(find_plugins().origins[0].name)
"""
    done = run_python(code, folder)
    assert done.stdout.splitlines() == [
        "FoundPlugins(origins=[], problems=[])", "/somewhere/easy.py"
    ], done.stderr  # fmt: skip


def test_a_folder_that_one_may_not_look_into_is_no_obstacle(places, monkeypatch):
    def refused(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refused)
    assert found(places) == FoundPlugins()


def test_looking_for_plugins_loads_nothing_of_the_engine_s_configs(tmp_path):
    code = """
import sys
from rv_engine.config.plugin_search import find_plugins
find_plugins()
print(sorted({"pydantic", "fsspec", "rich"} & set(sys.modules)))
"""
    done = run_python(code, tmp_path)
    assert done.stdout.strip() == "[]", done.stderr
