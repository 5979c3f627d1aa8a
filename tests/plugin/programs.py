"""QGIS's own programs with the plugin enabled, each in a profile of its own."""

import os
import shutil
import subprocess
import sys

SETTINGS = """[PythonPlugins]
processing=true
rv_studio=true

[qgis]
checkVersion=false
"""


def program(name):
    """The path of a program of QGIS, or None. Debian's `qgis_process` is a broken wrapper."""
    return shutil.which(f"{name}.bin") or shutil.which(name)


def environment(folder, plugins_folder, **more):
    """Settings, data and temporary files all go below `folder`."""
    settings = folder / "home/.local/share/QGIS/QGIS3/profiles/default/QGIS/QGIS3.ini"
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


def run_desktop(folder, plugins_folder, script, timeout_s=120):
    """Runs the whole QGIS on a virtual screen with a script that ends it."""
    arguments = ["--nologo", "--noversioncheck", "--code", str(script)]
    return subprocess.run(
        [
            shutil.which("xvfb-run"),
            "-a",
            "-s",
            "-screen 0 1400x900x24",
            program("qgis"),
            *arguments,
        ],
        env=environment(folder, plugins_folder, QT_QPA_PLATFORM="xcb"),
        capture_output=True,
        text=True,
        timeout=timeout_s,
    )
