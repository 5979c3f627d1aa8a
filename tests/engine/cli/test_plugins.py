"""Plugins as the command line knows them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from rv_engine.messages import Log
from tests.engine.config.plugin_files import GREETER, write_plugin
from tests.engine.engine_process import rv

COMMAND = '''
import click


@click.command()
@click.argument("name")
def greet(name):
    """Greet somebody."""
    click.echo(f"Hello {name}")


def register_plugin(registry):
    registry.add_command("greet", greet)
    registry.add_command("gone", "no_such_module:command")
    registry.add_command("wrong", "json:dumps")
'''


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    """A user with a config file that names two plugins, one of them broken."""
    folder = tmp_path / "settings"
    write_plugin(folder / "easy.py")
    (folder / "broken.py").write_text("import rv_engine\n1 / 0\n")
    path = folder / "rv.toml"
    path.write_text('[plugins]\nfiles = ["easy.py", "broken.py"]')
    monkeypatch.setenv("RV_CONFIG", str(path))
    return path


@pytest.fixture
def command(tmp_path):
    path = tmp_path / "command.py"
    path.write_text(COMMAND)
    return path


def test_plugins_lists_what_is_loaded_and_what_is_broken(settings, command):
    outcome = rv("--plugin", command, "plugins", messages=False)
    assert outcome.code == 0, outcome.stderr
    lines = outcome.stdout.splitlines()
    assert re.split(r"\s{2,}", lines[0]) == ["PLUGIN", "KIND", "ASKED FOR BY", "WHAT IT REGISTERED"]
    assert lines[1].startswith("rv_engine.builtins")
    easy = settings.parent / "easy.py"
    assert re.split(r"\s{2,}", lines[2]) == [str(easy), "file", str(settings), "evaluator: greeter"]
    assert re.split(r"\s{2,}", lines[3]) == [
        str(command), "file", "--plugin", "command: gone, greet, wrong"
    ]  # fmt: skip
    assert outcome.stderr.count("broken.py', line 2") == 1
    assert "Not loaded: The plugin file" in outcome.stderr
    assert "ZeroDivisionError: division by zero" in outcome.stderr


def test_plugins_as_json_and_as_a_message_say_the_same(settings):
    printed = json.loads(rv("plugins", "--json", messages=False).stdout)
    assert printed == rv("plugins").values
    builtin, easy = printed["plugins"]
    assert "rasterio_source" in builtin["registered"]["raster_source"]
    assert "doctor" in builtin["registered"]["command"]
    assert easy["registered"] == {"evaluator": ["greeter"]}
    assert len(easy["sha256"]) == 64
    [broken] = printed["broken"]
    assert broken["line"] == 2
    assert broken["origin"]["asked_by"] == str(settings)


def test_help_shows_the_commands_of_plugins(command):
    outcome = rv("--plugin", command, "--help", messages=False)
    assert outcome.code == 0
    assert re.search(r"greet +Greet somebody\.", outcome.stdout)
    # One that cannot be imported does not hide the others.
    assert re.search(r"gone +The command 'gone' of", outcome.stdout)
    assert re.search(r"run +Run the commands", outcome.stdout)


def test_a_command_of_a_plugin_runs(command):
    outcome = rv("--plugin", command, "greet", "Ada", messages=False)
    assert (outcome.code, outcome.stdout) == (0, "Hello Ada\n"), outcome.stderr
    outcome = rv("--plugin", command, "gone", messages=False)
    assert outcome.code == 1 and "cannot be imported: ModuleNotFoundError" in outcome.stderr
    outcome = rv("--plugin", command, "wrong", messages=False)
    assert outcome.code == 1 and "not a click.Command" in outcome.stderr


def test_an_unknown_command_is_answered_with_the_nearest_and_the_broken_plugins(command):
    outcome = rv("--plugin", command, "gret", messages=False)
    assert outcome.code == 2
    assert "No such command 'gret'. Did you mean 'greet'?" in outcome.stderr.replace('"', "'")
    assert "broken.py', line 2" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_plugin_cannot_take_the_name_of_a_built_in_command(tmp_path):
    path = tmp_path / "greedy.py"
    path.write_text(COMMAND.replace('"greet"', '"run"'))
    outcome = rv("--plugin", path, "plugins")
    message = next(
        b["message"] for b in outcome.values["broken"] if "greedy" in b["origin"]["name"]
    )
    assert "The command 'run' of <Command greet> from the plugin file" in message
    assert "is taken by rv_engine.cli.run:run from the built-in module" in message


def test_a_broken_plugin_stops_only_what_needs_it(tmp_path, settings):
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"type_hint": "grunting"}))
    outcome = rv("validate", config)
    assert outcome.code == 1
    assert "broken.py', line 2" in outcome.failure.message
    warnings = [m.message for m in outcome.messages if isinstance(m, Log)]
    assert len(warnings) == 1 and "broken.py', line 2" in warnings[0]
    assert outcome.failure.message.startswith("No Config has the type_hint 'grunting'.")


def test_a_module_of_the_working_folder_is_found_where_python_looks(tmp_path, monkeypatch):
    (tmp_path / "my_plugin.py").write_text(GREETER.format(hint="mine", cls="Mine"))
    # As `python -m` does; the program `rv` does not look into the working folder.
    outcome = rv("--plugin", "my_plugin", "plugins", cwd=tmp_path)
    kinds = [(p["kind"], p["name"], p["registered"]) for p in outcome.values["plugins"]]
    assert ("module", "my_plugin", {"evaluator": ["mine"]}) in kinds


def test_help_without_plugins_needs_no_registry(monkeypatch):
    code = (
        "import sys; from rv_engine.cli.main import cli; cli(['--help'], standalone_mode=False);"
        "print(sorted({'pydantic', 'fsspec', 'rv_engine.builtins'} & set(sys.modules)))"
    )
    environment = {**os.environ, "RV_CONFIG": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


OPENERS = '''
from typing import ClassVar

from rv_engine.raster import RasterioSourceConfig
from rv_engine.vector import OgrVectorSourceConfig


class ArchiveImageConfig(RasterioSourceConfig):
    """An image from the archive."""

    type_hint: ClassVar[str] = "archive_image"


class ArchiveFeaturesConfig(OgrVectorSourceConfig):
    """Features from the archive."""

    type_hint: ClassVar[str] = "archive_features"


def register_plugin(registry):
    registry.add_config(ArchiveImageConfig)
    registry.add_config(ArchiveFeaturesConfig)
    registry.add_default_raster_source(".arc", ArchiveImageConfig)
    registry.add_default_vector_source(".arcv", ArchiveFeaturesConfig)
'''


def test_a_plugin_says_what_opens_its_kind_of_file(tmp_path, town):
    plugin = tmp_path / "openers.py"
    plugin.write_text(OPENERS)
    image = shutil.copy(town.image, tmp_path / "town.arc")
    labels = shutil.copy(town.labels, tmp_path / "town.arcv")
    config = tmp_path / "config.json"
    outcome = rv(
        "--plugin", plugin, "new", "semantic-segmentation", "--image", image, "--labels", labels,
        "--labels-layer", "buildings", "--root", tmp_path / "run", "--out", config,
    )  # fmt: skip
    assert outcome.code == 0, outcome.failure
    text = config.read_text()
    assert '"archive_image"' in text and '"archive_features"' in text
    assert "rasterio_source" not in text and "ogr_vector_source" not in text
    assert rv("--plugin", plugin, "validate", config).code == 0
