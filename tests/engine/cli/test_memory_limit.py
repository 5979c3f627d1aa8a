from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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


def run_with(limit_mb: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RV_MEMORY_LIMIT_MB": limit_mb}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_command_over_its_limit_says_so_and_ends_with_its_children() -> None:
    done = run_with("1")
    number, line = done.stdout.splitlines()
    message = decode(line)
    assert isinstance(message, Failure)
    assert message.code == "memory"
    assert "0.0 GB are allowed" in message.message
    assert done.returncode == 1
    assert not Path(f"/proc/{number}").exists()


def test_without_a_limit_a_command_goes_on(tmp_path: Path) -> None:
    code = (
        "from rv_engine.cli.memory_limit import limit_memory; import threading; "
        "limit_memory(print, 1); print(threading.active_count())"
    )
    for limit in ("", "0"):
        environment = {**os.environ, "RV_MEMORY_LIMIT_MB": limit}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True
        )
        assert done.stdout.strip() == "1"
