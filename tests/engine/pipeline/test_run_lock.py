import json
import os
import subprocess
import sys

import pytest

from rv_engine.errors import OutputError
from rv_engine.pipeline.run_lock import LOCK_FILE, run_lock
from tests.engine.engine_process import environment

HOLD = """
import sys, time
from pathlib import Path
from rv_engine.pipeline.run_lock import run_lock
with run_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_run(tmp_path):
    """A process that works in the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], env=environment(), stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_run_in_one_folder_is_refused_and_told_who_is_there(tmp_path, other_run):
    words = f"in use by process {other_run.pid} on "
    with pytest.raises(OutputError, match=words) as caught, run_lock(tmp_path):
        pass
    assert "Wait" in caught.value.hint


def test_the_lock_of_a_killed_process_is_no_lock(tmp_path, other_run):
    other_run.kill()
    other_run.wait()
    with run_lock(tmp_path):
        holder = json.loads((tmp_path / LOCK_FILE).read_text())
        assert holder["process_id"] == os.getpid()


def test_a_lock_that_was_let_go_can_be_taken_again(tmp_path):
    for _ in range(2):
        with run_lock(tmp_path):
            pass


def test_a_damaged_note_does_not_matter(tmp_path):
    (tmp_path / LOCK_FILE).write_text("{")
    with run_lock(tmp_path), pytest.raises(OutputError, match="in use by"), run_lock(tmp_path):
        pass
