"""How long QGIS waits for the plugin when it starts.

    python benchmarks/plugin_start.py [--repeat N]

In a real QGIS on a virtual screen: the import of the plugin, and its `initGui`. Each is the best of
N, because other programs only ever make them slower.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))
sys.path.append(str(REPO / "build" / "vendor"))

from tests.plugin.programs import program, run_desktop  # noqa: E402

LIMITS_S = {"import": 0.05, "initGui": 0.15}


def measure(repeat: int) -> list[tuple[float, float]]:
    """The seconds of each try: import, initGui."""
    with tempfile.TemporaryDirectory(prefix="rv-bench-") as name:
        folder = Path(name)
        plugins = folder / "plugins"
        plugins.mkdir()
        (plugins / "rv_studio").symlink_to(REPO)
        os.environ["RV_STUDIO_HOME"] = name
        script = REPO / "benchmarks" / "in_qgis" / "plugin_start.py"
        tries = run_desktop(folder, plugins, script, repeat=repeat)["tries"]
    return [(imported_s, started_s) for imported_s, started_s in tries]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=10)
    repeat = parser.parse_args().repeat
    if program("qgis") is None:
        raise SystemExit("There is no QGIS here.")
    tries = measure(repeat)
    print(f"{'':10}{'best':>10}{'median':>10}{'limit':>10}")
    for index, (name, limit_s) in enumerate(LIMITS_S.items()):
        times_ms = sorted(1000 * seconds[index] for seconds in tries)
        median_ms = times_ms[len(times_ms) // 2]
        print(f"{name:10}{times_ms[0]:7.0f} ms{median_ms:7.0f} ms{1000 * limit_s:7.0f} ms")


if __name__ == "__main__":
    main()
