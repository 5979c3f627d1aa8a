"""The worked example of docs/plugins.md, from the very file that is shown there."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from rv_engine.config import default_registry
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.plugin_origin import PluginOrigin
from rv_engine.config.plugin_reference import references_for
from rv_engine.config.plugins import load_plugin
from rv_engine.evaluate import EvaluatorConfig
from rv_engine.messages import Log
from rv_engine.monitor import Monitor
from rv_engine.pipeline.config_file import load_pipeline_config
from tests.engine.config.plugin_files import run_python
from tests.engine.engine_process import REPO, change_config, rv

EXAMPLE = REPO / "docs" / "examples" / "easy_evaluator.py"
PAGE = REPO / "docs" / "plugins.md"


@pytest.fixture
def registry(kept_registry):
    load_plugin(kept_registry, PluginOrigin("file", str(EXAMPLE), location=str(EXAMPLE)))
    return kept_registry


def test_the_builder_and_json_make_the_same_evaluator_which_greets(registry, tmp_path):
    built = EvaluatorConfig.builder("EASY_EVALUATOR").with_message("Great job!").build()
    # The line of JSON that the page shows.
    line = re.search(r'"evaluators": (\[.*\])', PAGE.read_text(encoding="utf-8"))
    [values] = json.loads(line.group(1))
    assert EvaluatorConfig.from_dict(values) == built
    said = []
    evaluator = built.build(ClassConfig(names=["a"]))
    evaluator.process([], {}, tmp_path, Monitor(said.append))
    assert (tmp_path / "greeting.txt").read_text() == "Great job! Scenes: 0\n"
    assert [m.message for m in said if isinstance(m, Log)] == ["Great job! Scenes: 0"]


def test_the_page_shows_what_is_in_the_file():
    code = EXAMPLE.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for line in "\n".join(blocks[:3]).splitlines():
        # The page leaves out annotations and docstrings.
        words = re.sub(r"\(self, scenes, predictions, folder, monitor\) -> None:", "(", line)
        assert words.strip() in code, line


def test_it_runs_in_a_pipeline(finished_run, tmp_path):
    root = shutil.copytree(finished_run.root, tmp_path / "run")
    evaluators = [{"type_hint": "easy_evaluator", "message": "Great job!"}]
    changes = {"root_uri": str(root), "evaluators": evaluators}
    config = change_config(finished_run.config, changes, tmp_path / "config.json")
    without = rv("eval", config)
    assert without.code == 1
    assert "No Config has the type_hint 'easy_evaluator'" in without.failure.message
    outcome = rv("--plugin", EXAMPLE, "eval", config)
    assert outcome.code == 0, (outcome.last, outcome.stderr)
    assert "Great job! Scenes: 1" in [m.message for m in outcome.messages if isinstance(m, Log)]
    greeting = root / "eval" / "validation_scenes" / "greeting.txt"
    assert greeting.read_text() == "Great job! Scenes: 1\n"


def test_it_travels_to_the_processes_of_the_local_runner(registry, finished_run, tmp_path):
    root = shutil.copytree(finished_run.root, tmp_path / "run")
    evaluators = [{"type_hint": "easy_evaluator", "message": "Greetings!"}]
    changes = {"root_uri": str(root), "evaluators": evaluators}
    path = change_config(finished_run.config, changes, tmp_path / "config.json")
    # Only this process was told of the plugin: no variable and no rv.toml names it.
    assert not {"RV_PLUGINS_FILES", "RV_PLUGINS_OPTION"} & set(os.environ)
    said = []
    runner = registry.runner("local")(jobs=1)
    runner.run([load_pipeline_config(path)], ["eval"], Monitor(said.append))
    greeting = root / "eval" / "validation_scenes" / "greeting.txt"
    assert greeting.read_text() == "Greetings! Scenes: 1\n"
    assert "Greetings! Scenes: 1" in [m.message for m in said if isinstance(m, Log)]


def test_it_greets_in_another_process_that_has_only_its_reference(registry, tmp_path):
    config = EvaluatorConfig.builder("EASY_EVALUATOR").with_message("Hello from afar").build()
    [reference] = references_for(config)
    code = f"""
import sys
from pathlib import Path
from rv_engine.config import default_registry
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.plugin_reference import PluginReference, restore
from rv_engine.evaluate import EvaluatorConfig
from rv_engine.monitor import Monitor
from rv_engine.pipeline.config_file import load_pipeline_config
restore([PluginReference.model_validate_json({reference.model_dump_json()!r})])
config = EvaluatorConfig.from_dict({config.to_dict()!r})
config.build(ClassConfig(names=["a"])).process([], {{}}, Path("out"), Monitor())
assert not {{"torch", "rasterio"}} & set(sys.modules), "the plugin is heavy"
"""
    done = run_python(code, tmp_path / "far")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "far/out/greeting.txt").read_text() == "Hello from afar Scenes: 0\n"


def test_the_skeleton_is_a_plugin(tmp_path):
    text = PAGE.read_text(encoding="utf-8").split("## A skeleton")[1]
    path = tmp_path / "skeleton.py"
    path.write_text(re.search(r"```python\n(.*?)```", text, re.DOTALL).group(1))
    outcome = rv("--plugin", path, "plugins")
    [skeleton] = [p for p in outcome.values["plugins"] if p["name"] == str(path)]
    assert skeleton["registered"] == {
        "default raster source": [".arc"],
        "raster_source": ["archive_source"],
    }
    assert Path(skeleton["location"]) == path


def test_the_page_names_every_group_and_what_it_builds_from():
    text = PAGE.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| a")]
    names = [name for row in rows for name in re.findall(r"`(rv_engine\.[\w.]+)`", row)]
    things = []
    for name in names:
        module, _, attribute = name.rpartition(".")
        things.append(getattr(importlib.import_module(module), attribute))
    registry = default_registry()
    groups = {registry.group_of(type_hint) for type_hint in registry.config_classes()}
    bases = {registry.config_class(group) for group in groups}
    # What always is part of a pipeline or belongs to a task cannot be added by itself.
    missing = {base.type_hint for base in bases if base.is_abstract} - {"data", "learner"}
    missing -= {getattr(thing, "type_hint", "") for thing in things} | {"pipeline"}
    assert not missing, f"docs/plugins.md does not say how to add: {missing}"
