"""What surrounds every command."""

import json
import os
import subprocess
import sys

import pytest

from rv_engine.builtin_commands import COMMANDS
from rv_engine.messages import decode
from tests.engine.engine_process import REPO, environment, rv, start

# A command like ours, that does what libraries do.
NOISY = """
import logging, os, sys, warnings
import click
from rv_engine.cli.session import engine_command
from rv_engine.errors import LabelError

@click.command("noisy")
@click.argument("end")
@engine_command
def noisy(session, end):
    print("hello from Python")
    os.write(1, b"hello from C\\n")
    os.system("echo hello from a child")
    warnings.warn("a warning of a library")
    for _ in range(2):
        logging.getLogger("somebody").warning("a log line of a library")
        logging.getLogger("rv_engine.x").warning("a label is left out")
        logging.getLogger("rv_engine.x").info("the same again")
    logging.getLogger("somebody").info("too much detail")
    logging.getLogger("rv_engine.x").info("a log line of ours")
    session.monitor.progress(1, 2, "things", "Working")
    if end == "bug":
        raise ZeroDivisionError("x")
    if end == "user":
        raise LabelError("No labels.", hint="Draw some.", where="/l.gpkg")
    if end == "memory":
        raise MemoryError
    if end == "interrupt":
        raise KeyboardInterrupt
    return {"name": os.fsdecode(b"bad \\xff name"), "number": float("nan")}

noisy()
"""


def run_noisy(end, *options):
    return subprocess.run(
        [sys.executable, "-c", NOISY, end, *options], cwd=REPO, env=environment(),
        capture_output=True, text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip


def test_nothing_but_messages_goes_to_stdout_whoever_prints():
    done = run_noisy("well", "--messages", "jsonl")
    messages = [decode(line) for line in done.stdout.splitlines()]
    assert messages[0].kind == "started"
    assert messages[-1].kind == "result"
    assert messages[-1].values == {"name": "bad \udcff name", "number": None}
    for text in ("hello from Python", "hello from C", "hello from a child"):
        assert text in done.stderr
    lines = [(m.level, m.message) for m in messages if m.kind == "log"]
    assert lines.count(("warning", "a log line of a library")) == 1
    assert lines.count(("warning", "a label is left out")) == 1
    assert lines.count(("info", "the same again")) == 2
    assert ("info", "a log line of ours") in lines
    assert any(level == "warning" and "a warning of a library" in text for level, text in lines)
    assert not any("too much detail" in text for _, text in lines)


@pytest.mark.parametrize(
    ("end", "code", "kind"),
    [
        ("well", 0, "result"),
        ("user", 1, "failure"),
        ("memory", 1, "failure"),
        ("bug", 70, "failure"),
        ("interrupt", 130, "cancelled"),
    ],
)
def test_the_exit_status_and_the_last_message_say_how_it_ended(end, code, kind):
    done = run_noisy(end, "--messages", "jsonl")
    messages = [decode(line) for line in done.stdout.splitlines()]
    assert done.returncode == code, done.stderr
    ends = [m.kind for m in messages if m.kind in {"result", "failure", "cancelled"}]
    assert ends == [messages[-1].kind] == [kind]
    assert ("Traceback" in done.stderr) == (end == "bug")


def test_our_bug_says_that_it_is_ours():
    done = run_noisy("bug", "--messages", "jsonl")
    failure = decode(done.stdout.splitlines()[-1])
    assert failure.code == "internal"
    assert "ZeroDivisionError" in failure.message
    assert "report" in failure.hint


def test_on_a_terminal_the_result_is_on_stdout_and_the_rest_on_stderr():
    done = run_noisy("well")
    assert "a log line of ours" in done.stderr
    assert "a log line of ours" not in done.stdout
    assert "number: nan" in done.stdout


def test_on_a_terminal_a_long_message_is_not_broken_into_lines(tmp_path):
    path = tmp_path / ("long name " * 20) / "config.json"
    outcome = rv("run", path, messages=False)
    assert outcome.code == 1
    assert f"Error: The config '{path}' does not exist" in outcome.stderr


def test_a_reader_that_goes_away_stops_the_work_without_a_crash(finished_run):
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "rv_engine", "run", finished_run.config, "--messages", "jsonl"],
        env=environment(), stdout=write, stderr=subprocess.PIPE, text=True, cwd="/",
    )  # fmt: skip
    os.close(write)
    os.close(read)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in stderr


def test_an_end_while_a_thread_waits_for_stdin_is_no_crash(finished_run):
    process = start("validate", finished_run.config, "--cancel-on-stdin")
    # stdin stays open until after the end.
    lines = process.stdout.read().splitlines()
    assert process.wait(timeout=60) == 0, process.stderr.read()
    assert decode(lines[-1]).kind == "result"
    process.communicate()


@pytest.mark.parametrize("arguments", [["run"], ["run", "x", "--no-such-option"], ["nonsense"]])
def test_a_wrong_call_is_exit_status_2(arguments):
    outcome = rv(*arguments, messages=False)
    assert outcome.code == 2
    assert "Usage" in outcome.stderr


def test_wrong_bands_are_a_wrong_call():
    arguments = ["predict-bundle", "b", "i", "o", "--channel-order", "red"]
    outcome = rv(*arguments)
    assert outcome.code == 2
    assert outcome.messages == []


HELP = """
import sys
from click.testing import CliRunner
from rv_engine.cli.main import cli
runner = CliRunner()
for arguments in ([], ["new"], ["new", "semantic-segmentation"], *([name] for name in {names})):
    result = runner.invoke(cli, [*arguments, "--help"])
    assert result.exit_code == 0, result.output
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines[2], (arguments, "has no help")
heavy = {{"torch", "rasterio", "numpy", "shapely", "pyogrio", "pydantic"}} & set(sys.modules)
assert not heavy, heavy
"""


def test_every_command_has_help_that_comes_at_once():
    done = subprocess.run(
        [sys.executable, "-c", HELP.format(names=list(COMMANDS))], cwd=REPO, env=environment(),
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_list_of_commands_says_what_each_is_for():
    outcome = rv("--help", messages=False)
    commands = outcome.stdout.split("Commands:")[1].strip().splitlines()
    assert [line.split()[0] for line in commands] == sorted(set(COMMANDS) - {"run-command"})
    assert all(len(line.split()) > 3 for line in commands)


def test_the_doctor_knows_the_devices_and_the_packages():
    outcome = rv("doctor")
    assert outcome.code == 0
    values = outcome.values
    assert values["executable"] == sys.executable
    assert values["devices"][0].keys() == {"name", "title"}
    assert "cpu" in {device["name"] for device in values["devices"]}
    assert all(values["packages"].values())
    assert values["problems"] == []
    assert outcome.progress[-1].overall == 1
    assert json.dumps(values)
