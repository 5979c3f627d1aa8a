"""QGIS's own programs with the plugin enabled, each in a profile of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]

SETTINGS = """[PythonPlugins]
processing=true
rv_studio=true

[qgis]
checkVersion=false
"""


class StoryError(Exception):
    """What a story in QGIS came to grief of."""


def program(name):
    """The path of a program of QGIS, or None. Debian's `qgis_process` is a broken wrapper."""
    return shutil.which(f"{name}.bin") or shutil.which(name)


def profile_folder(folder):
    """Where a QGIS keeps its settings whose files all go below `folder`."""
    return folder / "home/.local/share/QGIS/QGIS3/profiles/default"


def environment(folder, plugins_folder, **more):
    """Settings, data and temporary files all go below `folder`."""
    settings = profile_folder(folder) / "QGIS/QGIS3.ini"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTINGS, encoding="utf-8")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "QGIS_", "PYTHON"))
    }
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    return {
        **kept,
        "HOME": str(folder / "home"),
        "LC_ALL": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(runtime),
        "QGIS_PLUGINPATH": str(plugins_folder),
        # Where the tests have qtpy from.
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if "site-packages" in path),
        **more,
    }


def run_qgis_process(folder, plugins_folder, *arguments):
    """Runs `qgis_process`; what it says is in `stdout` and `stderr` of the answer."""
    return subprocess.run(
        [program("qgis_process"), *arguments],
        env=environment(folder, plugins_folder, QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=240,
    )


def run_desktop(folder, plugins_folder, script, timeout_s=120, screen="1400x900", **values):
    """Runs the whole QGIS on a virtual screen, and answers what a script's `story` answers there.

    Args:
        script: Has a function `story`, which runs inside QGIS.
        values: What the story is called with, as JSON.

    Raises:
        StoryError: The story failed, or QGIS did not end well after it.
    """
    request, answer = folder / "story.json", folder / "answer.json"
    story = {"script": str(script), "values": values, "repo": str(REPO)}
    story = {**story, "answer": str(answer), "limit_s": timeout_s - 10}
    request.write_text(json.dumps(story, default=str), encoding="utf-8")
    answer.unlink(missing_ok=True)
    teller = Path(__file__).with_name("tell_story.py")
    qgis = [program("qgis"), "--nologo", "--noversioncheck", "--code", str(teller)]
    done = subprocess.run(
        [shutil.which("xvfb-run"), "-a", "-s", f"-screen 0 {screen}x24", *qgis],
        env=environment(folder, plugins_folder, QT_QPA_PLATFORM="xcb", RV_STORY=str(request)),
        # What a dialog saves without a folder goes there.
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=timeout_s,
    )
    if not answer.is_file():
        raise StoryError(done.stdout + done.stderr)
    told = json.loads(answer.read_text(encoding="utf-8"))
    if "error" in told:
        raise StoryError(told["error"])
    if done.returncode:
        raise StoryError(f"QGIS ended with {done.returncode}.\n{done.stderr}")
    return told["answer"]
