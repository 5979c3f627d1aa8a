from __future__ import annotations

import http.server
import sys
import threading
from functools import partial

import fsspec
import pytest

from rv_engine.config import Registry
from rv_engine.config.plugin_origin import PluginOrigin
from rv_engine.config.plugins import load_found_plugins, load_plugin
from rv_engine.errors import PluginError
from tests.engine.config.plugin_files import GREETER, run_python, write_plugin


def file_origin(name: object) -> PluginOrigin:
    return PluginOrigin("file", str(name), location=str(name), asked_by="a test")


def loaded(name: object) -> Registry:
    registry = Registry()
    load_plugin(registry, file_origin(name))
    return registry


def test_a_file_registers_what_it_holds(tmp_path):
    path = write_plugin(tmp_path / "easy.py")
    registry = loaded(path)
    config_class = registry.config_class("greeter")
    assert config_class().message == "Hello"
    assert config_class.model_fields["message"].description == "What to say."
    origin = registry.origin_of("greeter")
    assert origin.name == str(path)
    assert len(origin.sha256) == 64
    assert registry.content_of(origin) == path.read_text()


def test_a_file_may_lie_in_any_file_system(tmp_path):
    with fsspec.open("memory://plugins/easy.py", "w") as file:
        file.write(GREETER.format(hint="from_memory", cls="FromMemory"))
    registry = loaded("memory://plugins/easy.py")
    assert registry.origin_of("from_memory").name == "memory://plugins/easy.py"
    assert registry.config_class("from_memory").model_fields["message"].description

    write_plugin(tmp_path / "easy.py", hint="from_http")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            uri = f"http://127.0.0.1:{server.server_port}/easy.py"
            assert loaded(uri).origin_of("from_http").name == uri
            with pytest.raises(PluginError, match="nowhere.py' does not exist"):
                loaded(uri.replace("easy", "nowhere"))
        finally:
            server.shutdown()


@pytest.mark.parametrize(
    ("code", "message", "line"),
    [
        ("x = 1\nthis is no python\n", "SyntaxError: invalid syntax", 2),
        ("\n\nimport no_such_package\n", "No module named 'no_such_package'", 3),
        ("def f():\n    return 1 / 0\n\nf()\n", "ZeroDivisionError: division by zero", 2),
        ("raise SystemExit(3)\n", "SystemExit: 3", 1),
        ("x = 1\n", r"It has no function register_plugin\(registry\)", 0),
        ("def register_plugin(registry):\n    registry.ad_config(1)\n", "AttributeError.*ad_conf", 2),
        ("def register_plugin():\n    pass\n", "TypeError: register_plugin.. takes 0", 0),
        (
            "def register_plugin(registry):\n    registry.add_runner('x', 'no colon')\n",
            "runner 'x' of the plugin file .* is given as 'no colon'",
            2,
        ),
    ],
)  # fmt: skip
def test_a_broken_file_names_its_error_and_line(tmp_path, code, message, line):
    path = tmp_path / "broken.py"
    path.write_text(code)
    registry = Registry()
    before = set(sys.modules)
    with pytest.raises(PluginError, match=message) as caught:
        load_plugin(registry, file_origin(path))
    assert caught.value.line == line
    assert caught.value.where == str(path)
    assert registry.registrations() == [] and registry.loaded == []
    assert set(sys.modules) == before


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(PluginError, match="nowhere.py' does not exist"):
        loaded(tmp_path / "nowhere.py")
    with pytest.raises(PluginError, match="is a folder|Is a directory|is no file"):
        loaded(tmp_path)
    with pytest.raises(PluginError, match="nonsense"):
        loaded("nonsense://easy.py")
    (tmp_path / "latin.py").write_bytes("# Räuber".encode("latin-1"))
    with pytest.raises(PluginError, match="no Python in UTF-8"):
        loaded(tmp_path / "latin.py")


def test_what_a_plugin_prints_does_not_get_among_the_messages(tmp_path, capsys):
    path = tmp_path / "noisy.py"
    path.write_text("print('loud')\ndef register_plugin(registry):\n    print('louder')\n")
    loaded(path)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "loud\nlouder\n"


def test_the_same_content_is_loaded_once(tmp_path):
    first = write_plugin(tmp_path / "a" / "easy.py")
    copy = write_plugin(tmp_path / "b" / "easy.py")
    registry = loaded(first)
    load_plugin(registry, file_origin(copy))
    assert [origin.name for origin in registry.loaded] == [str(first)]


def test_a_module_may_name_the_function_that_registers(tmp_path, monkeypatch):
    write_plugin(tmp_path / "greeter_package" / "rv.py", hint="by_module")
    (tmp_path / "greeter_package" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    for module in (
        "greeter_package.rv",
        "greeter_package.rv:register_plugin",
        "greeter_package:rv",
    ):
        registry = Registry()
        load_plugin(registry, PluginOrigin("entry point", "easy", module))
        assert registry.origin_of("by_module").module == module
    with pytest.raises(PluginError, match="ModuleNotFoundError: No module named 'greeter_pakage'"):
        load_plugin(registry, PluginOrigin("module", "greeter_pakage", "greeter_pakage"))


def test_a_file_may_register_by_decorator_alone(tmp_path, monkeypatch):
    path = tmp_path / "decorated.py"
    path.write_text(
        "from rv_engine.api import AnalyzerConfig, register_config\n"
        "@register_config('decorated')\n"
        "class Decorated(AnalyzerConfig):\n    depth: int = 1\n"
    )
    done = run_python(
        "from rv_engine.config import default_registry as r; print(r().origin_of('decorated').name)",
        tmp_path / "work",
        RV_PLUGINS_FILES=str(path),
    )
    assert done.stdout.strip() == str(path), done.stderr


def test_a_broken_plugin_does_not_stop_the_others(tmp_path, monkeypatch, caplog):
    write_plugin(tmp_path / "a.py", hint="first", cls="First")
    (tmp_path / "b.py").write_text("import rv_engine\n\noops\n")
    write_plugin(tmp_path / "c.py", hint="first", cls="Rival")
    write_plugin(tmp_path / "d.py", hint="last", cls="Last")
    config = tmp_path / "rv.toml"
    config.write_text('[plugins]\nfiles = ["a.py", "b.py", "c.py", "d.py"]')
    monkeypatch.setenv("RV_CONFIG", str(config))
    registry = Registry()
    load_found_plugins(registry)
    assert list(registry.config_classes()) == ["first", "last"]
    oops, rival = registry.problems
    assert (oops.origin.name, oops.line) == (str(tmp_path / "b.py"), 3)
    assert str(oops) == (
        f"The plugin file '{tmp_path / 'b.py'}', line 3, asked for by {config}: "
        "NameError: name 'oops' is not defined. Mend the plugin, or remove it."
    )
    assert "'first' of Rival from" in str(rival) and "is taken by First from" in str(rival)
    assert [record.message for record in caplog.records] == [str(oops), str(rival)]


def test_the_default_registry_has_the_plugins_that_are_configured(tmp_path):
    write_plugin(tmp_path / "easy.py")
    (tmp_path / "broken.py").write_text("1 / 0")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "rv.toml").write_text('[plugins]\nfiles = ["../easy.py", "../broken.py"]')
    # A plugin may use the registry, and JSON, while it is being loaded.
    with (tmp_path / "easy.py").open("a") as file:
        file.write(
            "from rv_engine.config import default_registry\n"
            "from rv_engine.scene import WindowSamplingConfig\n"
            "assert default_registry().problems == []\n"
            "WindowSamplingConfig.from_dict({'type_hint': 'window_sampling', 'size': 5})\n"
        )
    code = """
from rv_engine.errors import ConfigError
from rv_engine.evaluate import EvaluatorConfig
print(EvaluatorConfig.from_dict({"type_hint": "greeter", "message": "Hi"}).message)
print(EvaluatorConfig.builder("GREETER").with_message("Ho").build().message)
for make in (lambda: EvaluatorConfig.from_dict({"type_hint": "grunter"}),
             lambda: EvaluatorConfig.builder("grunter")):
    try:
        make()
    except ConfigError as error:
        print(str(error).replace(chr(10), " "))
"""
    done = run_python(code, tmp_path / "work")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["Hi", "Ho"], done.stderr
    for line in lines[2:]:
        assert "grunter" in line and "broken.py', line 1" in line and "division by zero" in line
    assert len(lines) == 4
