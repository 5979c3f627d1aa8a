"""The whole way of a user with real data: layers, wizard, training, maps, report, one click.

    python benchmarks/whole_way.py [--task TASK ...] [--preset PRESET] [--epochs N] [--size PX] [--pictures FOLDER] [--dark] [--sample]

A real QGIS on a virtual screen is driven with a mouse and keys. The data is a piece of
`shared/data/segdet_buildings_banepa`, for each of the three tasks, or with --sample the sample data as
the wizard trains it. Tells how many clicks it takes, and how long; --pictures leaves pictures of all
pages and docks, for two sizes of the screen.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))
sys.path.append(str(REPO / "build" / "vendor"))

from tests.plugin.programs import program, run_desktop  # noqa: E402

BANEPA = REPO.parent / "shared" / "data" / "segdet_buildings_banepa"
LABELS = {
    "semantic_segmentation": "banepa_train_labels.gpkg",
    "object_detection": "banepa_train_labels.gpkg",
    "chip_classification": "banepa_chip_classes_256px.gpkg",
}
# Some cells of 256 pixels must fit into the part that is kept for validation.
SIZES_PX = {"semantic_segmentation": 640, "object_detection": 640, "chip_classification": 1280}
LIMIT_S = 3600


def cut(source: Path, target: Path, size_px: int, offset_px: int = 0) -> Path:
    """A square piece of an image."""
    import rasterio
    from rasterio.windows import Window

    with rasterio.open(source) as image:
        window = Window(offset_px, offset_px, size_px, size_px)
        profile = {
            **image.profile,
            "driver": "GTiff",
            "width": size_px,
            "height": size_px,
            "transform": image.window_transform(window),
            "compress": "deflate",
            "photometric": "rgb",
        }
        with rasterio.open(target, "w", **profile) as piece:
            piece.write(image.read(window=window))
    return target


def walk(task: str, wanted: argparse.Namespace) -> dict[str, object]:
    """What one walk notes."""
    with tempfile.TemporaryDirectory(prefix="rv-whole-way-") as name:
        folder = Path(name)
        plugins = folder / "plugins"
        plugins.mkdir()
        (plugins / "rv_studio").symlink_to(REPO)
        os.environ |= {
            "RV_STUDIO_HOME": str(folder / "engines"),
            "RV_STUDIO_PYTHON": sys.executable,
        }
        values: dict[str, object] = {"task": task, "preset": wanted.preset, "is_dark": wanted.dark}
        if wanted.pictures is not None:
            title = f"{'sample' if wanted.sample else task}-{'dark' if wanted.dark else 'light'}"
            values["pictures"] = wanted.pictures.absolute() / title
        if wanted.epochs is not None:
            values["typed"] = {"training": {"backend.solver.num_epochs": str(wanted.epochs)}}
        if not wanted.sample:
            size_px = wanted.size or SIZES_PX[task]
            values["image"] = cut(BANEPA / "banepa_train.tif", folder / "banepa.tif", size_px, 256)
            values["labels"] = BANEPA / LABELS[task]
            values["other_image"] = cut(
                BANEPA / "banepa_predict_unlabelled.tif", folder / "next.tif", 768
            )
        script = REPO / "tests" / "plugin" / "desktop_whole_way.py"
        noted: dict[str, object] = run_desktop(folder, plugins, script, LIMIT_S, **values)
        return noted


def main() -> None:
    """Prints what was noted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--task", choices=list(LABELS), action="append")
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--epochs", type=int, help="Typed into their field; the preset's if not.")
    parser.add_argument("--size", type=int, help="Pixels of the piece of Banepa.")
    parser.add_argument("--pictures", type=Path, help="A folder for them.")
    parser.add_argument("--dark", action="store_true", help="In a dark QGIS.")
    parser.add_argument("--sample", action="store_true", help="The sample data instead of Banepa.")
    wanted = parser.parse_args()
    if program("qgis") is None:
        raise SystemExit("There is no QGIS here.")
    if not wanted.sample and not BANEPA.is_dir():
        raise SystemExit(f"There is no '{BANEPA}'.")
    for task in wanted.task or (["semantic_segmentation"] if wanted.sample else list(LABELS)):
        print(json.dumps({"task": task, **walk(task, wanted)}, indent=2), flush=True)


if __name__ == "__main__":
    main()
