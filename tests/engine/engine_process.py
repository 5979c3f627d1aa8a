"""The engine as a real child process, and small pipelines for it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rv_engine.messages import Failure, Log, Message, Progress, decode

REPO = Path(__file__).resolve().parents[2]
# A network that learns little, but in no time.
TINY_MODEL = {"encoder_depth": 3, "decoder_channels": [16, 16, 8]}
COMMANDS = ["analyze", "chip", "train", "predict", "eval", "bundle"]


def environment() -> dict[str, str]:
    # One thread: on a busy machine, threads that wait for each other take ten times as long.
    return {**os.environ, "PYTHONPATH": str(REPO), "OMP_NUM_THREADS": "1"}


@dataclass
class Outcome:
    """How a call of the engine ended."""

    code: int
    stdout: str
    stderr: str
    messages: list[Message] = field(default_factory=list)

    @property
    def last(self) -> Message:
        return self.messages[-1]

    @property
    def values(self) -> dict[str, Any]:
        assert self.last.kind == "result", self.last
        return self.last.values

    @property
    def failure(self) -> Failure:
        failures = [m for m in self.messages if isinstance(m, Failure)]
        assert [self.last] == failures, self.messages
        return failures[0]

    @property
    def progress(self) -> list[Progress]:
        return [m for m in self.messages if isinstance(m, Progress)]

    @property
    def ran(self) -> list[str]:
        """The commands that were not up to date."""
        said = [m.message for m in self.messages if isinstance(m, Log)]
        return [name for name in COMMANDS if f"{name.upper()}: running." in said]


def rv(*arguments: object, messages: bool = True, cwd: Path | None = None) -> Outcome:
    """Runs a command to its end."""
    process = start(*arguments, messages=messages, cwd=cwd)
    stdout, stderr = process.communicate(timeout=300)
    said = [decode(line) for line in stdout.splitlines()] if messages else []
    return Outcome(process.returncode, stdout, stderr, said)


def start(*arguments: object, messages: bool = True, cwd: Path | None = None) -> subprocess.Popen:
    """Starts a command; with `messages`, all of stdout must be messages."""
    command = [sys.executable, "-m", "rv_engine", *map(str, arguments)]
    if messages:
        command += ["--messages", "jsonl"]
    return subprocess.Popen(
        command,
        cwd=cwd or "/",
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def read_until(process: subprocess.Popen, wanted) -> list[Message]:
    """The messages of a process up to the first one that is wanted."""
    said = []
    for line in process.stdout:
        said.append(decode(line))
        if wanted(said[-1]):
            return said
    raise AssertionError(f"it ended before: {said[-3:]}, {process.stderr.read()}")


def finish(process: subprocess.Popen, said: list[Message]) -> tuple[Outcome, float]:
    """The end of a process that is about to end, and the seconds that this took."""
    begun_s = time.monotonic()
    # The pipe may have been read in parts already, which `communicate` does not mix with.
    stdout = process.stdout.read()
    stderr = process.stderr.read()
    code = process.wait(timeout=60)
    elapsed_s = time.monotonic() - begun_s
    rest = [decode(line) for line in stdout.splitlines()]
    return Outcome(code, stdout, stderr, said + rest), elapsed_s


def kill(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()


def change_config(path: Path, changes: dict[str, Any], target: Path | None = None) -> Path:
    """Sets fields of a config file by their dotted paths; a number is a place in a list."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for dotted, value in changes.items():
        *parents, last = dotted.split(".")
        place = content
        for name in parents:
            place = place[int(name)] if isinstance(place, list) else place[name]
        place[int(last) if isinstance(place, list) else last] = value
    target = target or path
    target.write_text(json.dumps(content), encoding="utf-8")
    return target


def make_tiny(path: Path, **changes: Any) -> Path:
    """Makes a config quick: a tiny network on the CPU."""
    return change_config(
        path,
        {
            "backend.model.extra_args": TINY_MODEL,
            "backend.device": "cpu",
            "backend.solver.mixed_precision": "no",
            "backend.data.num_workers": 1,
            **changes,
        },
    )


def partial_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.partial*"))
