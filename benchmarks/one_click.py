"""How long one click takes, from the button to the layer, in a real QGIS.

    python benchmarks/one_click.py [--repeat N] [--size PX] [--threads N] [--bundle ZIP --image TIF]

A ResNet-18 U-Net is trained for one epoch on made-up data, so that its weights mean nothing but its
time does. A map of SIZE x SIZE pixels is predicted with the engine that is only then started
("cold"), and then N times with the one that stays ready. "model" is what the engine says that the
model itself computed; "ours" is all the rest: QGIS, the way to the engine and back, reading, writing.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))
sys.path.append(str(REPO / "build" / "vendor"))

from tests.plugin.programs import program, run_desktop  # noqa: E402

LIMITS_S = {"click": 3.0, "ours": 0.5}


def make_bundle(folder: Path) -> Path:
    """A bundle of a network that has seen one epoch."""
    from rv_engine.sample_data import write_sample_data

    town = write_sample_data(folder / "small", size_px=(512, 512))
    config, root = folder / "config.json", folder / "benchmark"
    rv("new", "semantic-segmentation", "--image", town.image, "--labels", town.labels,
       "--labels-layer", "buildings", "--class-field", "class", "--epochs", 1, "--chip-size", 256,
       "--pretrained", "no", "--batch-size", 4, "--root", root, "--out", config)  # fmt: skip
    rv("run", config)
    return root / "bundle" / "model-bundle.zip"


def make_image(folder: Path, size_px: int) -> Path:
    """An image somewhat larger than what the map shows."""
    from rv_engine.sample_data import write_sample_data

    side_px = size_px + 200
    return write_sample_data(folder / "large", size_px=(side_px, side_px)).image


def rv(*arguments: object) -> None:
    """Runs a command of the engine."""
    subprocess.run(
        [sys.executable, "-m", "rv_engine", *map(str, arguments)],
        cwd=REPO,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def measure(
    folder: Path, bundle: Path, image: Path, repeat: int, size_px: int, threads: int
) -> list[dict[str, float]]:
    """The timings of each click, the cold one first."""
    plugins = folder / "plugins"
    plugins.mkdir()
    (plugins / "rv_studio").symlink_to(REPO)
    os.environ.update(
        RV_STUDIO_HOME=str(folder / "home"),
        RV_STUDIO_PYTHON=sys.executable,
        OMP_NUM_THREADS=str(threads),
        RV_DEVICE="cpu",
    )
    script = REPO / "benchmarks" / "in_qgis" / "one_click.py"
    values = {"bundle": bundle, "image": image, "size_px": size_px, "repeat": repeat}
    clicks: list[dict[str, float]] = run_desktop(folder, plugins, script, 600, **values)["clicks"]
    return clicks


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--image", type=Path)
    arguments = parser.parse_args()
    if program("qgis") is None:
        raise SystemExit("There is no QGIS here.")
    with tempfile.TemporaryDirectory(prefix="rv-bench-") as name:
        folder = Path(name)
        bundle = arguments.bundle or make_bundle(folder)
        image = arguments.image or make_image(folder, arguments.size)
        clicks = measure(folder, bundle, image, arguments.repeat, arguments.size, arguments.threads)
    cold, *warm = clicks
    print(f"{arguments.size} x {arguments.size} pixels, {arguments.threads} threads, CPU")
    print(f"{'':16}{'click':>9}{'model':>9}{'ours':>9}{'files':>9}{'drawn':>9}")
    rows = {
        "cold": cold,
        "warm, median": {key: statistics.median(row[key] for row in warm) for key in cold},
        "warm, best": {key: min(row[key] for row in warm) for key in cold},
    }
    for title, row in rows.items():
        numbers = (row[key] for key in ("click_s", "model_s", "ours_s", "files_s", "drawn_s"))
        print(f"{title:16}" + "".join(f"{number:7.2f} s" for number in numbers))
    print(f"{'limit (warm)':16}{LIMITS_S['click']:7.2f} s{'':9}{LIMITS_S['ours']:7.2f} s")
    print(f"cold: of it {cold['load_s']:.2f} s in which the engine loaded the model")


if __name__ == "__main__":
    main()
