"""Buildings of Banepa: how good a map one gets in how much time, beside Raster Vision 0.31.

Trains on the west two thirds of a drone image and measures on the east third: a U-Net on ResNet18
with random weights, chips of 256 pixels, batches of 8. Both predictions are scored here by one
piece of code that shares nothing with either engine's evaluation.

    python benchmarks/buildings_banepa.py [--data DIR] [--epochs N]
        [--raster-vision PYTHON --raster-vision-epochs N] [--out DIR]

PYTHON is that of an environment with rastervision==0.31.1, onnxscript and
segmentation_models_pytorch.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyogrio
import rasterio
import shapely
from PIL import Image
from rasterio.features import rasterize
from rasterio.windows import Window

REPO = Path(__file__).resolve().parents[1]
CHIP_PX = 256
VALIDATION_FRACTION = 1 / 3


def run_ours(data: Path, folder: Path, epochs: int) -> Path:
    """The whole pipeline through the command line; returns the class raster of the whole image."""
    config = folder / "config.json"
    command = [sys.executable, "-m", "rv_engine"]
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    subprocess.run(
        [
            *command, "new", "semantic-segmentation", "--image", data / "banepa_train.tif",
            "--labels", data / "banepa_train_labels.gpkg", "--class-field", "label",
            "--validate-on", "east", "--validation-fraction", str(VALIDATION_FRACTION),
            "--epochs", str(epochs), "--pretrained", "no", "--chip-size", str(CHIP_PX),
            "--root", folder / "run", "--out", config,
        ],
        check=True, env=environment,
    )  # fmt: skip
    subprocess.run([*command, "run", config], check=True, env=environment)
    return folder / "run" / "predict" / "validation" / "labels.tif"


def run_raster_vision(python: str, data: Path, folder: Path, epochs: int) -> Path:
    """Raster Vision's pipeline; returns the class raster of the east third."""
    folder.mkdir(parents=True, exist_ok=True)
    with rasterio.open(data / "banepa_train.tif") as image:
        split = image.width - round(image.width * VALIDATION_FRACTION)
        parts = {"west": (0, split), "east": (split, image.width)}
        for name, (start, end) in parts.items():
            # A file each: its evaluation of a scene with a bbox reads the wrong part.
            window = Window(start, 0, end - start, image.height)
            profile = {
                **image.profile, "width": end - start, "compress": "deflate",
                "transform": image.window_transform(window),
            }  # fmt: skip
            profile.pop("photometric", None)
            with rasterio.open(folder / f"{name}.tif", "w", **profile) as target:
                target.write(image.read(window=window))
    arguments = {
        "root": folder / "run", "west": folder / "west.tif", "east": folder / "east.tif",
        "labels": data / "banepa_train_labels.geojson", "epochs": epochs,
    }  # fmt: skip
    command = [python, "-m", "rastervision.pipeline.cli", "run", "inprocess"]
    command += [str(REPO / "benchmarks" / "raster_vision" / "buildings_banepa_config.py")]
    for name, value in arguments.items():
        command += ["-a", name, str(value)]
    subprocess.run([*command, "train", "predict"], check=True)
    return folder / "run" / "predict" / "east" / "labels.tif"


def east_labels(data: Path) -> np.ndarray:
    """(H, W) bool: the building pixels of the east third."""
    _, _, wkb, _ = pyogrio.raw.read(data / "banepa_train_labels.gpkg", columns=[])
    with rasterio.open(data / "banepa_train.tif") as image:
        shapes = [(geometry, 1) for geometry in shapely.from_wkb(wkb)]
        drawn = rasterize(shapes, out_shape=image.shape, transform=image.transform)
        return drawn[:, image.width - round(image.width * VALIDATION_FRACTION) :] == 1


def scores(labels: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Precision, recall, F1 and IoU of buildings."""
    hits = float((labels & predicted).sum())
    precision, recall = hits / max(predicted.sum(), 1), hits / labels.sum()
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * hits / (labels.sum() + predicted.sum()),
        "iou": hits / (labels | predicted).sum(),
    }


def save_picture(data: Path, labels: np.ndarray, predicted: np.ndarray, target: Path) -> None:
    """The east third: right buildings green, missed ones blue, false ones red."""
    with rasterio.open(data / "banepa_train.tif") as image:
        split = image.width - labels.shape[1]
        pixels = image.read(window=Window(split, 0, labels.shape[1], image.height))
    rgb = np.moveaxis(pixels, 0, -1).astype(float)
    for mask, color in (
        (labels & predicted, (0, 200, 80)),
        (labels & ~predicted, (0, 80, 255)),
        (~labels & predicted, (255, 40, 40)),
    ):
        rgb[mask] = 0.55 * rgb[mask] + 0.45 * np.array(color)
    picture = Image.fromarray(rgb.astype(np.uint8))
    picture.resize((picture.width // 2, picture.height // 2)).save(target)


def read(path: Path, columns: int) -> np.ndarray:
    """(H, W) bool: the building pixels of the last columns of a class raster."""
    with rasterio.open(path) as dataset:
        return dataset.read(1)[:, -columns:] == 0


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=REPO.parent / "shared" / "data" / "segdet_buildings_banepa"
    )
    parser.add_argument("--out", type=Path, default=REPO / "build" / "buildings_banepa")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--raster-vision", metavar="PYTHON")
    parser.add_argument("--raster-vision-epochs", type=int, default=4)
    arguments = parser.parse_args()
    data, out = arguments.data.absolute(), arguments.out.absolute()
    if not data.is_dir():
        sys.exit(f"'{data}' does not exist; give the folder of the images with --data.")
    out.mkdir(parents=True, exist_ok=True)
    labels = east_labels(data)
    table = {"everything is building": {"minutes": 0.0, **scores(labels, np.ones_like(labels))}}

    begun_s = time.perf_counter()
    predicted = read(run_ours(data, out / "ours", arguments.epochs), labels.shape[1])
    minutes = (time.perf_counter() - begun_s) / 60
    table["RV Studio"] = {"minutes": minutes, **scores(labels, predicted)}
    save_picture(data, labels, predicted, out / "ours.png")
    if arguments.raster_vision:
        begun_s = time.perf_counter()
        raster = run_raster_vision(
            arguments.raster_vision, data, out / "theirs", arguments.raster_vision_epochs
        )
        minutes = (time.perf_counter() - begun_s) / 60
        predicted = read(raster, labels.shape[1])
        table["Raster Vision 0.31.1"] = {"minutes": minutes, **scores(labels, predicted)}
        save_picture(data, labels, predicted, out / "theirs.png")

    (out / "table.json").write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    print(f"{'':24}{'minutes':>9}{'precision':>11}{'recall':>9}{'F1':>9}{'IoU':>9}")
    for name, row in table.items():
        print(
            f"{name:24}{row['minutes']:>9.1f}{row['precision']:>11.3f}{row['recall']:>9.3f}"
            f"{row['f1']:>9.3f}{row['iou']:>9.3f}"
        )


if __name__ == "__main__":
    main()
