"""What would run, and why."""

import json
import os

import pytest

from rv_engine.errors import ConfigError
from rv_engine.runner.selection import choose_commands
from tests.engine.engine_process import COMMANDS, change_config, rv


def plan_of(config, *arguments):
    outcome = rv("run", config, "--dry-run", *arguments)
    assert outcome.code == 0, (outcome.last, outcome.stderr)
    assert outcome.ran == []
    (plan,) = outcome.values["plan"]
    return {step["command"]: step["reasons"] for step in plan["commands"]}


def listing(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_a_plan_tells_why_and_writes_nothing(run_copy, town):
    before = listing(run_copy.root)
    assert plan_of(run_copy.config) == {name: [] for name in COMMANDS}
    assert plan_of(run_copy.config, "eval", "--rerun") == {"eval": ["asked for with --rerun"]}

    change_config(run_copy.config, {"chip_options.sampling.training.stride": 64})
    status = town.labels.stat()
    os.utime(town.labels, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))
    try:
        plan = plan_of(run_copy.config, "--from", "analyze", "--to", "predict")
    finally:
        os.utime(town.labels, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert list(plan) == ["analyze", "chip", "train", "predict"]
    assert plan["analyze"] == []
    assert plan["chip"] == [
        "chip_options.sampling.training.stride has changed from 32 to 64",
        f"{town.labels.name} has changed",
    ]
    assert plan["train"] == ["CHIP, whose outputs it reads, runs before it"]
    assert plan["predict"] == ["TRAIN, whose outputs it reads, runs before it"]
    assert listing(run_copy.root) == before


def test_the_plan_of_a_new_run_is_a_table_for_people(finished_run, tmp_path):
    config = change_config(
        finished_run.config, {"root_uri": str(tmp_path / "run")}, tmp_path / "config.json"
    )
    outcome = rv("run", config, "--dry-run", "--to", "chip", messages=False)
    assert outcome.stdout.splitlines()[:2] == [
        "analyze   run         it has not been run here",
        "chip      run         it has not been run here",
    ]
    assert not (tmp_path / "run").exists()


def test_a_damaged_state_is_no_disaster(run_copy):
    (run_copy.root / "run.json").write_text("{")
    outcome = rv("run", run_copy.config)
    assert outcome.code == 0
    assert outcome.ran == []
    states = json.loads((run_copy.root / "run.json").read_text())["commands"]
    assert {entry["state"] for entry in states.values()} == {"finished"}


def test_commands_run_in_the_order_of_the_pipeline():
    assert choose_commands(COMMANDS, ["predict", "chip"]) == ("chip", "predict")
    assert choose_commands(COMMANDS) == tuple(COMMANDS)
    assert choose_commands(COMMANDS, first="eval") == ("eval", "bundle")
    assert choose_commands(COMMANDS, ["chip", "eval"], last="train") == ("chip",)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"names": ["trian"]}, "'trian' is no command. Did you mean 'train'?"),
        ({"first": "foo"}, "'foo' is no command. Choose from analyze, chip"),
        ({"first": "eval", "last": "chip"}, "No command is left: from eval to chip"),
        ({"names": ["chip"], "first": "eval"}, "there is none of chip"),
    ],
)
def test_a_choice_of_nothing_is_told(arguments, words):
    with pytest.raises(ConfigError, match=words.replace("?", r"\?")):
        choose_commands(COMMANDS, **arguments)


def test_an_option_that_a_runner_does_not_know_is_told(finished_run):
    outcome = rv("run", finished_run.config, "--jobs", 2)
    assert outcome.code == 1
    assert "'inprocess' has no option --jobs" in outcome.failure.message


def test_a_runner_that_is_not_there_is_told(finished_run):
    outcome = rv("run", finished_run.config, "--runner", "locale")
    assert outcome.code == 1
    assert "Did you mean 'local'?" in outcome.failure.message
