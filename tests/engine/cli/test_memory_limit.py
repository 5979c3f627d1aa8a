from __future__ import annotations

import os
import subprocess
import sys

import psutil

from rv_engine.messages import Failure, decode

# It works until it is ended, as does the process that it started.
PROGRAM = """
import subprocess, sys, time
from rv_engine.cli.memory_limit import limit_memory
from rv_engine.messages import encode
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
limit_memory(lambda message: print(encode(message), flush=True), 1)
time.sleep(600)
"""
HARMLESS = """
import threading
from rv_engine.cli.memory_limit import limit_memory
limit_memory(print, 1)
print(threading.active_count())
"""


def run(program: str, limit_mb: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "RV_MEMORY_LIMIT_MB": limit_mb},
        capture_output=True,
        text=True,
    )


def is_running(process_id: int) -> bool:
    try:
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_command_over_its_limit_says_so_and_ends_with_its_children() -> None:
    done = run(PROGRAM, "1")
    number, line = done.stdout.splitlines()
    message = decode(line)
    assert isinstance(message, Failure)
    assert message.code == "memory"
    assert "0.0 GB are allowed" in message.message
    assert done.returncode == 1
    assert not is_running(int(number))


def test_without_a_limit_nothing_watches() -> None:
    assert [run(HARMLESS, limit).stdout.strip() for limit in ("", "0")] == ["1", "1"]
