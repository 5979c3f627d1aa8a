"""How soon the command line answers, beside Raster Vision 0.31.

    python benchmarks/command_line.py [--repeat N] [--raster-vision PYTHON]

Each is the best of N calls, because other programs only ever make them slower. "to the first
message" is from the start of `rv run` to its first line, "to the first progress" until it has
loaded its packages and begins to check the scenes. PYTHON is that of an environment with
rastervision==0.31.1.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
RV = (sys.executable, "-m", "rv_engine")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPO)}
LIMITS_S = {"rv --help": 0.3, "rv run, to the first message": 2.0}


def seconds_of(command: Sequence[str]) -> tuple[float, float]:
    """Seconds that a command took, and the most memory that it held, in MB."""
    begun_s = time.perf_counter()
    process = subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    elapsed_s = time.perf_counter() - begun_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with exit status {process.returncode}.")
    return elapsed_s, usage.ru_maxrss / 1024


def seconds_to(command: Sequence[str], kind: str) -> tuple[float, float]:
    """Seconds until a command says a message of a kind, after which it is ended; and 0."""
    begun_s = time.perf_counter()
    with subprocess.Popen(
        [*command, "--messages", "jsonl"], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["kind"] == kind:
                elapsed_s = time.perf_counter() - begun_s
                process.kill()
                return elapsed_s, 0.0
    raise SystemExit(f"{' '.join(command)} said no {kind!r}.")


def make_config(folder: Path) -> Path:
    """A pipeline on a small image."""
    town = folder / "town"
    config = folder / "config.json"
    for arguments in (
        ("sample-data", str(town)),
        (
            "new", "semantic-segmentation", "--image", str(town / "town.tif"),
            "--labels", str(town / "labels.gpkg"), "--labels-layer", "buildings",
            "--class-field", "class", "--chip-size", "64", "--pretrained", "no",
            "--root", str(folder / "run"), "--out", str(config),
        ),
    ):  # fmt: skip
        subprocess.run([*RV, *arguments], env=ENVIRONMENT, check=True, capture_output=True)
    return config


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--raster-vision", metavar="PYTHON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = [*RV, "run", str(make_config(Path(folder)))]
        measures = {
            "rv --help": lambda: seconds_of([*RV, "--help"]),
            "rv run --help": lambda: seconds_of([*RV, "run", "--help"]),
            "rv run, to the first message": lambda: seconds_to(run, "started"),
            "rv run, to the first progress": lambda: seconds_to(run, "progress"),
        }
        if arguments.raster_vision:
            rastervision = str(Path(arguments.raster_vision).with_name("rastervision"))
            measures["rastervision --help"] = lambda: seconds_of([rastervision, "--help"])
        print(f"{'':<32} {'s':>6} {'limit':>6} {'MB':>6}   best of {arguments.repeat}")
        for name, measure in measures.items():
            elapsed_s, memory_mb = min(measure() for _ in range(arguments.repeat))
            limit = f"{LIMITS_S[name]:.1f}" if name in LIMITS_S else ""
            memory = f"{memory_mb:.0f}" if memory_mb else ""
            print(f"{name:<32} {elapsed_s:>6.2f} {limit:>6} {memory:>6}", flush=True)


if __name__ == "__main__":
    main()
