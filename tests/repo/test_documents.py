"""What the documents point at is there."""

import re
import subprocess
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
DOCUMENTS = [*REPO.glob("*.md"), *(REPO / "docs").rglob("*.md")]
SCRIPTS = [*(REPO / "scripts").glob("*.sh"), REPO / ".ci" / "run"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_relative_links_lead_somewhere(path):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert not [link for link in links if not (path.parent / link).exists()]


def test_every_make_target_calls_a_script_that_is_there():
    makefile = (REPO / "Makefile").read_text(encoding="utf-8")
    called = re.findall(r"scripts/\w+\.sh", makefile)
    assert len(called) >= 7
    assert not [name for name in called if not (REPO / name).is_file()]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_valid_bash(path):
    subprocess.run(["bash", "-n", str(path)], check=True)
