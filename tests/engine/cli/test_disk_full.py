"""Commands on a disk without room: one message that says so, and nothing half-written."""

import shutil
import subprocess

import pytest

from tests.engine.engine_process import change_config, partial_files, rv


@pytest.fixture
def small_disk(tmp_path):
    """Mounts a disk of a size in KiB."""
    mounted = []

    def mount(size_kb):
        folder = tmp_path / "disk"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(folder)]
        if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("only root may mount a small disk, and not everywhere")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


# The size, in KiB, at which each command still begins, but cannot end.
ROOM = {"chip": 400, "train": 200, "predict": 24, "bundle": 64}


@pytest.mark.parametrize("command", ROOM)
def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    run_copy, small_disk, tmp_path, command
):
    disk = small_disk(ROOM[command])
    changes = {f"{command}_uri": str(disk / "out")}
    if command == "bundle":
        changes["bundle_uri"] = str(disk / "bundle")
    change_config(run_copy.config, changes)
    outcome = rv("run", run_copy.config, command)
    assert outcome.code == 1, (outcome.last, outcome.stderr)
    failure = outcome.failure
    assert failure.code == "output", failure
    assert str(disk) in failure.message
    assert "space" in failure.hint or "room" in failure.hint
    assert not partial_files(disk)
    assert not (disk / "out").exists()


@pytest.mark.parametrize("room_kb", [4, 8])
def test_a_full_disk_ends_a_prediction_with_a_bundle(finished_run, small_disk, room_kb):
    disk = small_disk(room_kb)
    outcome = rv(
        "predict-bundle", finished_run.bundle, finished_run.next_town, disk / "map.tif",
        "--polygons", disk / "map.gpkg",
    )  # fmt: skip
    assert outcome.code == 1, (outcome.last, outcome.stderr)
    assert outcome.failure.code == "output"
    assert list(disk.iterdir()) == []
