from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from rv_engine.errors import ConfigError
from rv_engine.pipeline import SemanticSegmentationConfig
from rv_engine.pipeline.config_source import load_configs
from tests.engine.engine_process import rv

VALUES = {
    "type_hint": "semantic_segmentation",
    "root_uri": "run",
    "dataset": {
        "class_config": {"names": ["house", "null"]},
        "train_scenes": [
            {"id": "a", "raster_source": {"type_hint": "rasterio_source", "uris": ["a.tif"]}}
        ],
    },
    "backend": {"type_hint": "pytorch_semantic_segmentation_backend"},
}
HEAD = f"""
from rv_engine.pipeline import SemanticSegmentationConfig
from rv_engine.learner.solver_config import SolverConfig

VALUES = {VALUES!r}

def config(root="run", **changes):
    return SemanticSegmentationConfig.from_dict(VALUES | {{"root_uri": root}} | changes)
"""


@pytest.fixture
def script(tmp_path):
    """Writes a script: (its path, the line that the text begins in)."""

    def write(text, name="my_config.py"):
        path = tmp_path / name
        path.write_text(HEAD + dedent(text), encoding="utf-8")
        return str(path)

    return write


def write_json(path, content):
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def refusal(*arguments) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_configs(*arguments)
    return caught.value


def test_a_json_file_holds_one_config_or_a_list(tmp_path):
    (one,) = load_configs(write_json(tmp_path / "one.json", VALUES))
    assert isinstance(one, SemanticSegmentationConfig)
    both = [VALUES, VALUES | {"root_uri": "other"}]
    configs = load_configs(write_json(tmp_path / "two.json", both))
    assert [config.root_uri for config in configs] == ["run", "other"]


def test_a_config_in_a_list_is_named_by_its_number(tmp_path):
    path = write_json(tmp_path / "two.json", [VALUES, VALUES | {"rot_uri": "b"}])
    error = refusal(path)
    assert "rot_uri: There is no field" in error.message
    assert error.where == f"{path}, config 2"
    assert "is no pipeline config" in refusal(write_json(tmp_path / "x.json", [5])).message
    assert "empty list" in refusal(write_json(tmp_path / "e.json", [])).message


def test_two_configs_do_not_share_a_run_folder(tmp_path):
    error = refusal(write_json(tmp_path / "two.json", [VALUES, VALUES]))
    assert "have the run folder 'run'" in error.message and "root_uri" in error.hint


def test_json_takes_no_arguments(tmp_path):
    path = write_json(tmp_path / "one.json", VALUES)
    assert (
        "takes no arguments, but 'a' was given" in refusal(path, "inprocess", [("a", "b")]).message
    )


def test_a_function_gets_the_runner_and_typed_arguments(script):
    path = script("""
        def get_config(runner, lr: float, root: str = "x"):
            backend = VALUES["backend"] | {"solver": {"lr": lr}}
            return config(f"{root}-{runner}", backend=backend)
    """)
    (config,) = load_configs(path, "local", [("lr", "0.5"), ("root", "here")])
    assert config.root_uri == "here-local"
    assert config.backend.solver.lr == 0.5


def test_a_function_may_make_several(script):
    path = script("""
        def get_configs(runner, count: int = 2):
            for number in range(count):
                yield config(f"run{number}")
    """)
    assert [c.root_uri for c in load_configs(path, "x", [("count", "3")])] == [
        "run0", "run1", "run2",
    ]  # fmt: skip


def test_a_module_is_found_by_name_in_the_working_folder_too(script, tmp_path, monkeypatch):
    script("def get_config(runner): return config()", "a_module_of_mine.py")
    monkeypatch.chdir(tmp_path)
    try:
        (config,) = load_configs("a_module_of_mine")
    finally:
        sys.modules.pop("a_module_of_mine", None)
    assert config.root_uri == "run"
    assert str(tmp_path) not in sys.path


def test_a_script_imports_what_lies_beside_it_and_scripts_do_not_mix(script, tmp_path):
    (tmp_path / "towns_of_mine.py").write_text("ROOT = 'town'\n")
    first = script("""
        def get_config(runner):
            from towns_of_mine import ROOT
            return config(ROOT)
    """)
    (tmp_path / "other").mkdir()
    second = script("def get_config(runner): return config('two')", "other/my_config.py")
    try:
        assert load_configs(first)[0].root_uri == "town"
        assert load_configs(second)[0].root_uri == "two"
    finally:
        sys.modules.pop("towns_of_mine", None)


def line_of(path, text):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("{}['x']", "KeyError: 'x'"),
        ("SolverConfig(lr=-1)", "SolverConfig: lr: -1 is not allowed here; it must be a number"),
        ("SolverConfig(lrr=1)", "There is no field 'lrr' here"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("config(root=5)", "root_uri: 5 is not allowed here"),
    ],
)
def test_what_fails_in_the_script_is_told_with_its_file_and_line(script, code, message):
    path = script(f"""
        def get_config(runner):
            {code}
    """)
    error = refusal(path)
    assert f"'{path}', line " in error.message and message in error.message
    if "config(" not in code:
        assert f"line {line_of(path, code)}: " in error.message


def test_a_script_that_is_no_python_says_where(script):
    path = script("def get_config(runner:\n    pass\n")
    error = refusal(path)
    assert f"'{path}', line {line_of(path, 'runner:')}: " in error.message
    assert "def get_config(runner:" in error.hint


def test_what_fails_on_import_is_told_with_its_line(script):
    error = refusal(script("import a_package_that_nobody_has\n"))
    assert "ModuleNotFoundError: No module named 'a_package_that_nobody_has'" in error.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1", "has neither a function get_config nor get_configs"),
        ("def get_config(runner): pass", "returned nothing, which is no pipeline config. Was"),
        ("def get_config(runner): return 5", "returned a int, which is no pipeline config"),
        ("def get_configs(runner): return config()", "returned a SemanticSegmentationConfig, but"),
        ("def get_configs(runner): return []", "returned an empty list"),
        ("def get_configs(runner): return [config(), 5]", "config 2' returned a int"),
    ],
)
def test_a_script_that_makes_no_config_is_refused(script, text, message):
    assert message in refusal(script(text)).message


def test_what_a_script_put_in_unchecked_is_checked(script):
    path = script("""
        def get_config(runner):
            made = config()
            made.dataset.train_scenes.append(made.dataset.train_scenes[0])
            return made
    """)
    assert "Each scene in train_scenes needs an id of its own" in refusal(path).message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no_such.json", "'no_such.json' does not exist"),
        ("no_such.py", "'no_such.py' does not exist"),
        ("no_such_module.at_all", "There is no Python module 'no_such_module.at_all'"),
        ("folder/no_such", "'folder/no_such' does not exist"),
    ],
)
def test_a_source_that_is_not_there_is_named(source, message):
    error = refusal(source)
    assert message in error.message and error.hint


def test_a_script_may_lie_anywhere(script, tmp_path):
    from rv_engine.storage import write_text

    path = script("def get_config(runner): return config()")
    write_text("memory://scripts/config.py", Path(path).read_text(encoding="utf-8"))
    assert load_configs("memory://scripts/config.py")[0].root_uri == "run"


def test_the_command_line_takes_scripts_and_arguments(script):
    path = script("def get_config(runner, root: str): return config(root)")
    failure = rv("validate", path, "-a", "rot", "x").failure
    assert "has no parameter 'rot'" in failure.message and "Did you mean 'root'?" in failure.hint
    failure = rv("run", path, "-a", "root", "/tmp/x").failure
    assert "a.tif" in failure.message
