"""What one gets from `rv new` and `rv run`, with its defaults, in a few minutes: the three tasks.

Each row is made as a person would make it: a config from an image and a layer of labels, and then all
six commands. Only the number of epochs is chosen here where there are many chips, so that each row takes
minutes and not hours without a GPU. Nothing was tuned to the data. Rows that are finished are kept in the output folder and
not repeated, so the program can be stopped and started again.

    python benchmarks/three_tasks.py [--data DIR] [--out DIR] [--only PART_OF_A_NAME] [--quick]

--quick trains each for one epoch, to see that all works.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import rasterio
import shapely
from rasterio.features import shapes

REPO = Path(__file__).resolve().parents[1]
ENMAP_CLASSES = ("roof", "pavement", "low vegetation", "tree", "soil", "water")


@dataclass(frozen=True)
class Case:
    """A row: a task on some data.

    Attributes:
        name: What it is called in the table.
        task: As `rv new` calls it.
        image, labels: Below the folder of the data; or, made here, below "made".
        options: Further words for `rv new`.
        epochs: The budget; None for as many as `rv new` proposes.
    """

    name: str
    task: str
    image: str
    labels: str
    options: tuple[str, ...]
    epochs: int | None = None


_BANEPA = "segdet_buildings_banepa"
_LANDSAT = "cls_landcover_landsat5_amazon"
_ENMAP = "seg_landcover_enmap_potsdam"
_SEG, _CHIP, _BOX = "semantic-segmentation", "chip-classification", "object-detection"
CASES = (
    Case("sample town, buildings", _SEG, "made/town.tif", "made/labels.gpkg",
         ("--labels-layer", "buildings"), 8),
    Case("sample town, land use", _CHIP, "made/town.tif", "made/labels.gpkg",
         ("--labels-layer", "land_use", "--class-field", "class"), 3),
    Case("sample town, trees", _BOX, "made/town.tif", "made/labels.gpkg",
         ("--labels-layer", "trees"), 10),
    Case("Banepa, buildings", _SEG, f"{_BANEPA}/banepa_train.tif",
         f"{_BANEPA}/banepa_train_labels.gpkg", ("--class-field", "label"), 5),
    Case("Banepa, how built-up", _CHIP, f"{_BANEPA}/banepa_train.tif",
         f"{_BANEPA}/banepa_chip_classes_256px.gpkg", ("--class-field", "label"), 5),
    Case("Banepa, houses", _BOX, f"{_BANEPA}/banepa_train.tif",
         f"{_BANEPA}/banepa_train_labels.gpkg", ("--class-field", "label"), 3),
    Case("NEON, trees", _BOX, "det_trees_neon/OSBS_029.tif",
         "det_trees_neon/OSBS_029_labels.gpkg", ("--validation-fraction", "0.4")),
    Case("Landsat, land cover", _CHIP, f"{_LANDSAT}/landsat5_19880814_7band_uint8.tif",
         f"{_LANDSAT}/labels.gpkg", ("--class-field", "label"), 20),
    Case("EnMAP, land cover", _SEG, f"{_ENMAP}/enmap_potsdam_224band_int16.tif",
         "made/enmap_labels.gpkg",
         ("--class-field", "class", "--area", "made/enmap_labelled.gpkg",
          "--validate-on", "south", "--validation-fraction", "0.33")),
)  # fmt: skip


def make_labels(data: Path, made: Path) -> None:
    """The sample data, and polygons of the label raster of EnMAP."""
    made.mkdir(parents=True, exist_ok=True)
    if not (made / "town.tif").exists():
        rv("sample-data", made)
    source = data / _ENMAP / "labels_raster.tif"
    if source.exists() and not (made / "enmap_labelled.gpkg").exists():
        with rasterio.open(source) as raster:
            ids, crs, transform = raster.read(1), raster.crs.to_wkt(), raster.transform
        found = [
            (shapely.from_geojson(json.dumps(shape)), int(value))
            for shape, value in shapes(ids, mask=ids > 0, transform=transform)
        ]
        polygons = np.array([shape for shape, _ in found])
        names = np.array([ENMAP_CLASSES[value - 1] for _, value in found], object)
        labelled = np.array([shapely.union_all(polygons)])
        for name, geometries, fields in (
            ("enmap_labels", polygons, {"class": names}),
            ("enmap_labelled", labelled, {}),
        ):
            pyogrio.raw.write(
                made / f"{name}.gpkg", shapely.to_wkb(geometries), list(fields.values()),
                list(fields), geometry_type="Unknown", crs=crs, driver="GPKG",
            )  # fmt: skip


def rv(*words: Any, log: Path | None = None) -> None:
    """Runs a command of the engine; exits when it fails."""
    command = [sys.executable, "-m", "rv_engine", *(str(word) for word in words)]
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    if log is None:
        subprocess.run(command, check=True, env=environment, stdout=sys.stderr)
        return
    with log.open("a") as target:
        done = subprocess.run(
            command, check=False, env=environment, stdout=target, stderr=subprocess.STDOUT
        )
    if done.returncode:
        sys.exit(f"`rv {words[0]}` failed; the end of {log} says why.")


def run(case: Case, data: Path, out: Path, epochs: int | None) -> dict[str, Any]:
    """The row of a case."""
    length = "default" if epochs is None else epochs
    folder = out / f"{case.name.replace(', ', '-').replace(' ', '-')}-{length}-epochs"
    finished = folder / "row.json"
    if finished.exists():
        row: dict[str, Any] = json.loads(finished.read_text())
        return row
    folder.mkdir(parents=True, exist_ok=True)
    made = out / "made"

    def place(name: str) -> str:
        if name.startswith("made/"):
            return str(made / name.removeprefix("made/"))
        return str(data / name) if name.endswith((".tif", ".gpkg")) else name

    print(f"{case.task}: {case.name} ...", file=sys.stderr, flush=True)
    begun_s, cpu_s = time.perf_counter(), cpu_of_children_s()
    rv(
        "new", case.task, "--image", place(case.image), "--labels", place(case.labels),
        *(place(word) for word in case.options), *(("--epochs", epochs) if epochs else ()),
        "--root", folder / "run", "--out", folder / "config.json", log=folder / "said.log",
    )  # fmt: skip
    rv("run", folder / "config.json", log=folder / "said.log")
    minutes = (time.perf_counter() - begun_s) / 60
    cpu_minutes = (cpu_of_children_s() - cpu_s) / 60
    row = {"minutes": minutes, "CPU minutes": cpu_minutes, **measured(folder / "run", case.task)}
    with rasterio.open(place(case.image)) as image:
        row["bands"] = image.count
    finished.write_text(json.dumps(row, indent=2))
    return row


def cpu_of_children_s() -> float:
    """What all processes have used that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(run_folder: Path, task: str) -> dict[str, Any]:
    """What EVAL and TRAIN wrote: the main measures with their intervals, and how much was learned."""
    (report,) = run_folder.glob("eval/*/eval.json")
    average = json.loads(report.read_text())["overall"][-1]
    with (run_folder / "train" / "log.csv").open() as log:
        rows = list(csv.DictReader(log))
    seconds = sum(float(row["train_time_s"]) for row in rows)
    chips = [path for path in (run_folder / "chip" / "train").rglob("*") if path.suffix != ".json"]
    images = [path for path in chips if path.is_file() and path.parent.name != "labels"]
    intervals = average.get("intervals", {})
    names = ["f1", "iou"] if task == _SEG else ["f1"]
    measures = {name: average["metrics"][name] for name in names}
    if task == _BOX:
        measures["mAP50"] = average["mAP50"]
    else:
        measures["macro f1"] = average["macro_metrics"]["f1"]
    return {
        "chips": len(images),
        "epochs": len(rows),
        "training minutes": seconds / 60,
        "measures": measures,
        "intervals": {name: intervals[name] for name in measures if name in intervals},
    }


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=REPO.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=REPO / "build" / "three_tasks")
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    data, out = arguments.data.absolute(), arguments.out.absolute()
    make_labels(data, out / "made")
    chosen = [case for case in CASES if arguments.only in f"{case.task} {case.name}"]
    rows = []
    for case in chosen:
        if not case.image.startswith("made/") and not (data / case.image).exists():
            print(f"{case.name} is left out: there is no {data / case.image}.", file=sys.stderr)
            continue
        epochs = 1 if arguments.quick else case.epochs
        rows.append((case, run(case, data, out, epochs)))
    print("| task | data | bands | chips | epochs | minutes | of CPU | measures, 95 % interval |")
    print("|---|---|---|---|---|---|---|---|")
    for case, row in rows:
        print(
            f"| {case.task} | {case.name} | {row['bands']} | {row['chips']} | {row['epochs']} "
            f"| {row['minutes']:.1f} | {row['CPU minutes']:.1f} | {described(row)} |"
        )


def described(row: dict[str, Any]) -> str:
    """The measures in words."""
    words = []
    for name, value in row["measures"].items():
        text = "-" if value is None else f"{value:.3f}"
        low_high = row["intervals"].get(name)
        interval = (
            f" ({low_high[0]:.3f} to {low_high[1]:.3f})"
            if low_high and None not in low_high
            else ""
        )
        words.append(f"{name} {text}{interval}")
    return "; ".join(words)


if __name__ == "__main__":
    main()
