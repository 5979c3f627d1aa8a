from __future__ import annotations

import json
import sys
from typing import ClassVar

import pytest

from rv_engine.config import Config, Registry, default_registry
from rv_engine.config.plugin_origin import PluginOrigin
from rv_engine.config.plugin_reference import PluginReference, references_for, restore
from rv_engine.config.plugins import load_plugin, sha256_of
from rv_engine.errors import PluginError
from rv_engine.evaluate import EvaluatorConfig
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.pipeline.config_script import ConfigScript
from tests.engine.config.plugin_files import GREETER, run_python, write_plugin

# What a worker does with what it is given: it knows nothing but that.
WORKER = """
import json, os, sys
from rv_engine.config.plugin_reference import PluginReference, restore
from rv_engine.config import default_registry
from rv_engine.errors import RvError
given = json.loads({given!r})
try:
    restore([PluginReference.model_validate(item) for item in given["references"]])
except RvError as error:
    print(type(error).__name__, error.message, "|", error.hint)
else:
    from rv_engine.evaluate import EvaluatorConfig
    config = EvaluatorConfig.from_dict(given["config"])
    field = type(config).model_fields["message"]
    print(config.message, "|", field.description, "|", os.path.exists({path!r}))
"""


class Holder(Config):
    """Holds Configs in all sorts of places."""

    type_hint: ClassVar[str] = "holder"

    parts: dict[str, list[Config]]
    """Some."""


def registry_with(*paths) -> Registry:
    registry = Registry()
    for path in paths:
        load_plugin(registry, PluginOrigin("file", str(path), location=str(path)))
    return registry


def worker(references, config, folder, path="", **variables):
    given = {
        "references": [reference.model_dump(mode="json") for reference in references],
        "config": config.to_dict(),
    }
    code = WORKER.format(given=json.dumps(given), path=str(path))
    done = run_python(code, folder, **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_config_needs_the_plugins_whose_types_occur_in_it(tmp_path):
    easy = write_plugin(tmp_path / "easy.py", hint="easy", cls="Easy")
    other = write_plugin(tmp_path / "other.py", hint="other", cls="Other")
    registry = registry_with(easy, other)
    config = registry.config_class("easy")()
    [reference] = references_for(config, registry)
    assert (reference.kind, reference.name) == ("file", str(easy))
    assert reference.content == easy.read_text()
    assert reference.sha256 == sha256_of(easy.read_text())
    assert PluginReference.model_validate_json(reference.model_dump_json()) == reference
    both = Holder(parts={"a": [SolverConfig(), registry.config_class("other")()], "b": [config]})
    assert [r.name for r in references_for(both, registry)] == [str(easy), str(other)]
    assert references_for([config, config], registry) == [reference]
    assert references_for(SolverConfig()) == []


def test_what_registers_file_systems_or_runners_is_always_needed(tmp_path):
    path = tmp_path / "runner.py"
    path.write_text("def register_plugin(registry):\n    registry.add_runner('x', 'a:b')\n")
    [reference] = references_for(SolverConfig(), registry_with(path))
    assert reference.title == "runner.py"


def test_a_type_that_derives_from_that_of_another_plugin_needs_both(tmp_path, monkeypatch):
    base = write_plugin(tmp_path / "greeter_base.py", hint="base", cls="Base")
    derived = tmp_path / "derived.py"
    derived.write_text(
        GREETER.format(hint="derived", cls="Derived")
        .replace("from rv_engine.evaluate import EvaluatorConfig", "from greeter_base import Base")
        .replace("Derived(EvaluatorConfig)", "Derived(Base)")
    )
    monkeypatch.syspath_prepend(tmp_path)
    registry = Registry()
    load_plugin(registry, PluginOrigin("module", "greeter_base", "greeter_base"))
    load_plugin(registry, PluginOrigin("file", str(derived)))
    names = [r.name for r in references_for(registry.config_class("derived")(), registry)]
    assert names == [base.stem, str(derived)]


def test_a_file_travels_by_its_content(tmp_path):
    path = write_plugin(tmp_path / "here" / "easy.py")
    registry = registry_with(path)
    config = registry.config_class("greeter")(message="Good day")
    references = references_for(config, registry)
    path.write_text("changed after it was loaded")
    path.unlink()
    said = worker(references, config, tmp_path / "elsewhere", path)
    assert said == "Good day | What to say. | False"


def test_a_worker_that_has_the_plugin_already_is_content(tmp_path):
    path = write_plugin(tmp_path / "easy.py")
    registry = registry_with(path)
    config = registry.config_class("greeter")()
    references = references_for(config, registry)
    said = worker(references, config, tmp_path / "far", path, RV_PLUGINS_FILES=str(path))
    assert said == "Hello | What to say. | True"
    # The same content, at another place.
    copy = write_plugin(tmp_path / "far" / "easy.py")
    said = worker(references, config, tmp_path / "far", path, RV_PLUGINS_FILES=str(copy))
    assert said.startswith("Hello")


def test_a_file_that_the_worker_has_loaded_in_another_version_is_refused(tmp_path):
    path = write_plugin(tmp_path / "easy.py")
    registry = registry_with(path)
    config = registry.config_class("greeter")()
    references = references_for(config, registry)
    path.write_text(path.read_text().replace("Hello", "Hi"))
    said = worker(references, config, tmp_path / "far", RV_PLUGINS_FILES=str(path))
    assert said == (
        f"PluginError The plugin file '{path}' has changed: this process has loaded it with the "
        f"hash {sha256_of(path.read_text())[:12]}, but the run was started with "
        f"{references[0].sha256[:12]}. | Start the workers again, then the run."
    )


def test_a_file_that_needs_what_the_worker_lacks_is_told(tmp_path):
    path = tmp_path / "easy.py"
    text = "import a_package_of_mine\n" + GREETER.format(hint="greeter", cls="Greeter")
    path.write_text(text)
    reference = PluginReference(kind="file", name=str(path), sha256=sha256_of(text), content=text)
    said = worker([reference], SolverConfig(), tmp_path / "far")
    assert said == (
        f"PluginError The plugin file '{path}' cannot be used here: ModuleNotFoundError: No module "
        "named 'a_package_of_mine'. | Install what holds 'a_package_of_mine' where the engine is, "
        "or remove the plugin."
    )
    torn = reference.model_copy(update={"content": text[:-1]})
    with pytest.raises(PluginError, match="did not arrive whole"):
        restore([torn], Registry())


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed package with a plugin."""
    site = tmp_path / "site"
    write_plugin(site / "easy_evaluators" / "rv.py")
    (site / "easy_evaluators" / "__init__.py").write_text("")
    info = site / "easy_evaluators-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: easy-evaluators\nVersion: 1.2\n")
    (info / "top_level.txt").write_text("easy_evaluators\n")
    monkeypatch.syspath_prepend(site)
    yield site
    for name in [name for name in sys.modules if name.startswith("easy_evaluators")]:
        del sys.modules[name]


def test_a_module_travels_by_its_name_and_is_imported_there(package, tmp_path):
    registry = Registry()
    load_plugin(registry, PluginOrigin("entry point", "easy", "easy_evaluators.rv"))
    config = registry.config_class("greeter")()
    references = references_for(config, registry)
    [reference] = references
    assert (reference.kind, reference.name) == ("module", "easy_evaluators.rv")
    assert reference.package == "easy-evaluators 1.2"
    assert reference.content is None

    far = tmp_path / "far"
    assert worker(references, config, far, PYTHONPATH=str(package)).startswith("Hello")
    missing = worker(references, config, far)
    assert missing == (
        "PluginError The plugin module 'easy_evaluators.rv' is not installed here. | "
        "Install easy-evaluators 1.2 here."
    )
    # Any file of the package counts.
    (package / "easy_evaluators" / "__init__.py").write_text("x = 1")
    changed = worker(references, config, far, PYTHONPATH=str(package))
    assert "The plugin module 'easy_evaluators.rv' has changed: here it is of " in changed
    assert "easy-evaluators 1.2 with the hash" in changed
    (package / "easy_evaluators" / "rv.py").write_text("1 / 0")
    broken = worker(references, config, far, PYTHONPATH=str(package))
    assert "cannot be imported here: ZeroDivisionError" in broken


class Registered(EvaluatorConfig):
    """Of a program that is no plugin."""

    type_hint: ClassVar[str] = "registered_by_a_program"


def test_a_type_that_a_program_registered_travels_as_its_module():
    registry = Registry()
    registry.add_config(Registered)
    [reference] = references_for(Registered(), registry)
    assert (reference.kind, reference.name) == ("module", __name__)
    assert reference.package == ""


SCRIPT = GREETER.replace(
    "from rv_engine.evaluate import EvaluatorConfig", "from rv_engine.api import *"
)


def test_what_the_script_of_a_config_registers_travels_with_it(tmp_path, kept_registry):
    path = tmp_path / "script.py"
    text = SCRIPT.format(hint="of_a_script", cls="OfAScript").split("def register_plugin")[0]
    path.write_text(text.replace("class OfA", "@register_config('of_a_script')\nclass OfA"))
    for _ in range(2):  # a long-lived process reads the same script again and again
        script = ConfigScript.from_file(str(path))
    config = script._module.OfAScript(message="Moin")
    [reference] = references_for(config)
    assert (reference.kind, reference.name) == ("file", str(path))
    said = worker([reference], config, tmp_path / "far")
    assert said == "Moin | What to say. | False"


def test_all_plugins_that_are_missing_are_told_at_once():
    missing = [PluginReference(kind="module", name=name, sha256="") for name in ("abc1", "abc2")]
    with pytest.raises(PluginError) as caught:
        restore(missing, default_registry())
    assert caught.value.message.splitlines() == [
        "2 plugins cannot be used here:",
        (
            "- The plugin module 'abc1' is not installed here. Install it here, or make it a plugin "
            "file, which travels by itself."
        ),
        (
            "- The plugin module 'abc2' is not installed here. Install it here, or make it a plugin "
            "file, which travels by itself."
        ),
    ]
