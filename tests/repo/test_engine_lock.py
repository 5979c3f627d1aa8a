"""What the plugin installs for the engine is what the repository says."""

import importlib.util
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]


def test_the_requirements_that_the_release_carries_are_current():
    path = REPO / "scripts" / "update_engine_lock.py"
    spec = importlib.util.spec_from_file_location("update_engine_lock", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for file, text in script.lock_files().items():
        assert file.read_text(encoding="utf-8") == text, f"run {path.relative_to(REPO)}"


def test_everything_that_is_asked_for_has_a_locked_version():
    resources = REPO / "resources"
    locked = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (resources / "engine-constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    for line in (resources / "engine-requirements.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name = line.partition(">")[0].partition("[")[0].strip().lower().replace("_", "-")
            assert name in locked
