"""The same chips, network, steps and seeds in RV Studio and in Raster Vision 0.31.1: whose map is better?

Trains on the west two thirds of a drone image of Banepa and measures on the east third. Both engines
read `raster_vision/same_config.py`, and RV Studio cuts the chips for both. Both predictions are scored
here, by code that shares nothing with either engine's evaluation. Runs that are finished are kept in the output folder and not
repeated, so the program can be stopped and started again.

    python benchmarks/against_raster_vision.py --raster-vision PYTHON [--data DIR] [--out DIR]
        [--seeds N] [--epochs N] [--task TASK] [--quick]

PYTHON is that of an environment with rastervision==0.31.1. Without it, only RV Studio runs. --quick
trains two epochs with one seed, to see that all works.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio
import rasterio
import shapely
from rasterio.features import rasterize
from rasterio.warp import transform
from rasterio.windows import Window

REPO = Path(__file__).resolve().parents[1]
CONFIG = REPO / "benchmarks" / "raster_vision" / "same_config.py"
EAST_FRACTION = 1 / 3
CELL_PX = 256
IOU = 0.5


@dataclass(frozen=True)
class Task:
    """A task: its labels, how long it is trained, with how many seeds, and where the map lies."""

    labels: str
    epochs: int
    seeds: int
    prediction: str
    shown: tuple[str, ...]


TASKS = {
    "semantic-segmentation": Task(
        "banepa_train_labels", 3, 3, "east/labels.tif", ("F1", "precision", "recall", "IoU")
    ),
    "chip-classification": Task(
        "banepa_chip_classes_256px", 10, 3, "east.json", ("F1", "macro F1", "accuracy")
    ),
    "object-detection": Task("banepa_train_labels", 20, 1, "east.json", ("F1", "AP50", "boxes")),
}


def crop(data: Path, out: Path) -> None:
    """The two parts as files: Raster Vision's evaluation and AOIs are traps, files are none."""
    with rasterio.open(data / "banepa_train.tif") as image:
        split = image.width - round(image.width * EAST_FRACTION)
        for name, start, end in (("west", 0, split), ("east", split, image.width)):
            if (out / f"{name}.tif").exists():
                continue
            window = Window(start, 0, end - start, image.height)
            profile = {
                **image.profile, "width": end - start, "compress": "deflate",
                "transform": image.window_transform(window),
            }  # fmt: skip
            profile.pop("photometric", None)
            partial = out / f"{name}.partial.tif"
            with rasterio.open(partial, "w", **profile) as target:
                target.write(image.read(window=window))
            partial.rename(out / f"{name}.tif")


def run(
    engine: str, python: str, task: str, data: Path, out: Path, epochs: int, seed: int
) -> tuple[Path, dict[str, float]]:
    """Trains and predicts; returns the predicted file and the minutes that it took."""
    folder = out / f"{task}-{epochs}-epochs"
    root = folder / f"{engine}-{seed}"
    finished = root / "minutes.json"
    prediction = root / "predict" / TASKS[task].prediction
    if finished.exists():
        return prediction, dict(json.loads(finished.read_text()))
    # A stopped Raster Vision goes on without Adam's state: it begins anew.
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    chips = folder / "ours-0" / "chip"
    if engine == "theirs" and task == "object-detection":
        chips = with_class_ids(chips, folder / "chips-with-class-ids")
    arguments = {
        "root": root, "task": task, "west": out / "west.tif", "east": out / "east.tif",
        "labels": data / f"{TASKS[task].labels}.geojson", "chips": chips,
        "epochs": epochs, "seed": seed,
    }  # fmt: skip
    if engine == "ours":
        command, steps = [python, "-m", "rv_engine", "run"], ["chip", "train", "predict"]
    else:
        command = [python, "-m", "rastervision.pipeline.cli", "run", "inprocess"]
        steps = ["train", "predict"]
    # As RV Studio sets it for itself: on a machine that does other work as well, threads that wait by
    # spinning make each of Raster Vision's steps five times as slow.
    environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}
    if engine == "ours":
        environment["PYTHONPATH"] = str(REPO)
    options = [part for name, value in arguments.items() for part in ("-a", name, str(value))]
    print(f"{task}, seed {seed}: {engine} ...", file=sys.stderr, flush=True)
    begun_s, cpu_s = time.perf_counter(), cpu_of_children_s()
    with (root / "said.log").open("w") as log:
        done = subprocess.run(
            [*command, str(CONFIG), *options, *steps],
            env=environment,
            cwd=root, stdout=log, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    if done.returncode or not prediction.exists():
        sys.exit(f"It failed; the end of {root / 'said.log'} says why.")
    took = {
        "minutes": (time.perf_counter() - begun_s) / 60,
        "CPU minutes": (cpu_of_children_s() - cpu_s) / 60,
    }
    finished.write_text(json.dumps(took))
    return prediction, took


def cpu_of_children_s() -> float:
    """What all processes have used that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def with_class_ids(chips: Path, target: Path) -> Path:
    """Chips whose category ids are class ids, which begin with 0, as Raster Vision reads them."""
    for split in ("train", "valid"):
        (target / split).mkdir(parents=True, exist_ok=True)
        labels = json.loads((chips / split / "labels.json").read_text())
        for one in (*labels["annotations"], *labels["categories"]):
            one["category_id" if "category_id" in one else "id"] -= 1
        labels["annotations"] = [one for one in labels["annotations"] if not one["iscrowd"]]
        (target / split / "labels.json").write_text(json.dumps(labels))
        if not (target / split / "img").exists():
            (target / split / "img").symlink_to(chips / split / "img")
    return target


def in_pixels(path: Path, image: rasterio.DatasetReader) -> tuple[dict[str, np.ndarray], list]:
    """The fields of a vector file, and its geometries in pixels of an image."""
    meta, _, wkb, columns = pyogrio.raw.read(path)
    inverse = ~image.transform

    def to_pixels(points: np.ndarray) -> np.ndarray:
        x, y = transform(meta["crs"], image.crs, points[:, 0], points[:, 1])
        return np.stack(inverse * (np.array(x), np.array(y)), axis=1)

    geometries = shapely.transform(shapely.from_wkb(wkb), to_pixels)
    return dict(zip(meta["fields"], columns, strict=True)), geometries


def score_segmentation(labels: Path, predicted: Path, image: rasterio.DatasetReader) -> dict:
    """Pixels of buildings."""
    _, geometries = in_pixels(labels, image)
    truth = rasterize([(one, 1) for one in geometries], out_shape=image.shape) == 1
    with rasterio.open(predicted) as dataset:
        seen = dataset.read(1) == 0
    hits = float((truth & seen).sum())
    return {
        "F1": 2 * hits / (truth.sum() + seen.sum()),
        "precision": hits / max(seen.sum(), 1),
        "recall": hits / truth.sum(),
        "IoU": hits / (truth | seen).sum(),
    }


def score_classification(labels: Path, predicted: Path, image: rasterio.DatasetReader) -> dict:
    """Cells; F1 is the mean over the classes, each weighted by its cells."""
    tables = []
    for path, field in ((labels, "label"), (predicted, "class_name")):
        fields, geometries = in_pixels(path, image)
        centres = shapely.get_coordinates(shapely.centroid(geometries)) // CELL_PX
        cells = zip(map(tuple, centres.astype(int)), fields[field], strict=True)
        tables.append(dict(cells))
    truth, seen = tables
    columns, rows = image.width // CELL_PX, image.height // CELL_PX
    inside = [cell for cell in truth if 0 <= cell[0] < columns and 0 <= cell[1] < rows]
    weighted, plain = 0.0, []
    for name in sorted(set(truth.values())):
        is_truth = np.array([truth[cell] == name for cell in inside])
        is_seen = np.array([seen[cell] == name for cell in inside])
        f1 = 2 * (is_truth & is_seen).sum() / max(is_truth.sum() + is_seen.sum(), 1)
        weighted += f1 * is_truth.sum() / len(inside)
        plain.append(f1)
    right = np.mean([truth[cell] == seen[cell] for cell in inside])
    return {"F1": float(weighted), "macro F1": float(np.mean(plain)), "accuracy": float(right)}


def score_detection(labels: Path, predicted: Path, image: rasterio.DatasetReader) -> dict:
    """Boxes, matched from the surest on; F1 is that at the best threshold of the score."""
    frame = shapely.box(0, 0, image.width, image.height)
    _, geometries = in_pixels(labels, image)
    geometries = geometries[shapely.intersects(geometries, frame)]
    boxes = shapely.box(*shapely.bounds(geometries).T)
    # As of a box that the border of the image cuts: what of it is there.
    truth = shapely.bounds(shapely.intersection(boxes, frame))
    fields, geometries = in_pixels(predicted, image)
    order = np.argsort(-fields["score"], kind="stable")
    seen, scores = shapely.bounds(geometries)[order], fields["score"][order]
    free, hits = np.ones(len(truth), bool), np.zeros(len(seen), bool)
    for number, box in enumerate(seen):
        low, high = np.maximum(truth[:, :2], box[:2]), np.minimum(truth[:, 2:], box[2:])
        shared = np.clip(high - low, 0, None).prod(axis=1)
        areas = (truth[:, 2:] - truth[:, :2]).prod(axis=1) + (box[2:] - box[:2]).prod()
        overlap = np.where(free, shared / (areas - shared), 0)
        best = int(overlap.argmax())
        if overlap[best] >= IOU:
            hits[number], free[best] = True, False
    found = hits.cumsum()
    precision, recall = found / np.arange(1, len(seen) + 1), found / len(truth)
    f1 = 2 * found / (np.arange(1, len(seen) + 1) + len(truth))
    best = int(f1.argmax()) if len(f1) else 0
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    grid = np.linspace(0, 1, 101)
    at = np.searchsorted(recall, grid)
    average = np.where(at < len(seen), np.append(envelope, 0)[np.minimum(at, len(seen))], 0).mean()
    return {
        "F1": float(f1[best]) if len(f1) else 0.0,
        "AP50": float(average),
        "boxes": float(best + 1 if len(f1) else 0),
        "score": float(scores[best]) if len(f1) else 0.0,
    }


SCORERS = {
    "semantic-segmentation": score_segmentation,
    "chip-classification": score_classification,
    "object-detection": score_detection,
}


def main() -> None:
    """Prints a table for each task."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=REPO.parent / "shared" / "data" / "segdet_buildings_banepa"
    )
    parser.add_argument("--out", type=Path, default=REPO / "build" / "against_raster_vision")
    parser.add_argument("--raster-vision", metavar="PYTHON")
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--task", choices=list(TASKS), action="append")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    data, out = arguments.data.absolute(), arguments.out.absolute()
    if not data.is_dir():
        sys.exit(f"'{data}' does not exist; give the folder of the images with --data.")
    out.mkdir(parents=True, exist_ok=True)
    crop(data, out)
    engines = {"ours": sys.executable}
    if arguments.raster_vision:
        engines["theirs"] = arguments.raster_vision
    titles = {"ours": "RV Studio", "theirs": "Raster Vision 0.31.1"}
    for name in arguments.task or TASKS:
        task = TASKS[name]
        epochs = 2 if arguments.quick else arguments.epochs or task.epochs
        seeds = 1 if arguments.quick else arguments.seeds or task.seeds
        rows: dict[str, list[dict]] = {engine: [] for engine in engines}
        for seed in range(seeds):
            for engine, python in engines.items():
                path, took = run(engine, python, name, data, out, epochs, seed)
                with rasterio.open(out / "east.tif") as image:
                    scored = SCORERS[name](data / f"{task.labels}.geojson", path, image)
                rows[engine].append({"seed": seed, **took, **scored})
        print_table(name, epochs, task.shown, {titles[key]: value for key, value in rows.items()})
        table = out / f"{name}-{epochs}-epochs" / "table.json"
        table.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def print_table(
    name: str, epochs: int, shown: tuple[str, ...], rows: dict[str, list[dict]]
) -> None:
    """A row a run, and under them the mean of each engine."""
    print(f"\n{name}, {epochs} epochs")
    print(f"{'':24}{'seed':>6}{'minutes':>9}{'of CPU':>9}" + "".join(f"{key:>11}" for key in shown))
    keys = ("minutes", "CPU minutes", *shown)
    for title, runs in rows.items():
        means = {key: statistics.fmean(one[key] for one in runs) for key in keys}
        for one in [*runs, {"seed": "mean", **means}] if len(runs) > 1 else runs:
            values = "".join(
                f"{one[key]:>11.0f}" if key == "boxes" else f"{one[key]:>11.3f}" for key in shown
            )
            print(
                f"{title:24}{one['seed']:>6}{one['minutes']:>9.1f}{one['CPU minutes']:>9.1f}{values}",
                flush=True,
            )


if __name__ == "__main__":
    main()
