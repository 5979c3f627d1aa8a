"""Whether what the wizard says that a run will take is about what it takes, for each task.

    python benchmarks/estimates.py [--size PX] [--epochs N]

A made-up town is trained on; first `rv preview --time` tells the seconds, then the run shows them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))

TASKS = ("semantic-segmentation", "chip-classification", "object-detection")
LIMIT = 3.0


def rv(*arguments: object) -> dict[str, Any]:
    """The values of a command's result."""
    done = subprocess.run(
        [sys.executable, "-m", "rv_engine", *map(str, arguments), "--messages", "jsonl"],
        cwd=REPO,
        check=True,
        capture_output=True,
        text=True,
    )
    values: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])["values"]
    return values


def measure(folder: Path, task: str, image: Path, labels: Path, epochs: int) -> tuple[Any, float]:
    """What was told, and the seconds that it took."""
    config = folder / f"{task}.json"
    rv("new", task, "--image", image, "--labels", labels, "--labels-layer", "buildings",
       "--class-field", "class", "--epochs", epochs, "--pretrained", "no",
       "--root", folder / task, "--out", config)  # fmt: skip
    told = rv("preview", config, "--time")["training"]["run"]
    begun_s = time.perf_counter()
    rv("run", config)
    return told, time.perf_counter() - begun_s


def main() -> None:
    """Prints the table."""
    from rv_engine.sample_data import write_sample_data

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=768)
    parser.add_argument("--epochs", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{'':24}{'told':>10}{'took':>10}{'factor':>10}{'limit':>10}")
    with tempfile.TemporaryDirectory(prefix="rv-bench-") as name:
        folder = Path(name)
        town = write_sample_data(folder / "town", size_px=(arguments.size, arguments.size))
        for task in TASKS:
            told, took_s = measure(folder, task, town.image, town.labels, arguments.epochs)
            told_s = told["run_s"]
            factor = max(told_s / took_s, took_s / told_s)
            print(f"{task:24}{told_s:8.0f} s{took_s:8.0f} s{factor:10.1f}{LIMIT:10.1f}", flush=True)


if __name__ == "__main__":
    main()
