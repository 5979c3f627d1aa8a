"""An engine that only pretends: it speaks the messages and writes small files.

It takes the place of the engine's Python: `fake_engine.py -m rv_engine COMMAND ...`. The variable
RV_FAKE says how it misbehaves; RV_FAKE_LOG names a file to which each call is appended as JSON.
"""

import argparse
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from rv_engine.messages import (
    Artifact,
    CancelledRun,
    Failure,
    Log,
    Metric,
    Progress,
    Result,
    Started,
    encode,
)

OPTIONS = (
    "draft",
    "image",
    "labels",
    "labels-layer",
    "class-field",
    "area",
    "validate-on",
    "validation-fraction",
    "validation-area",
    "epochs",
    "architecture",
    "encoder",
    "chip-size",
    "batch-size",
    "learning-rate",
    "pretrained",
    "seed",
    "root",
    "out",
    "labels-are",
    "cell-size",
    "from",
    "to",
    "presets",
    "prediction-layer",
    "prediction-field",
    "compare",
    "null-class",
    "iou",
    "format",
    "images",
)
FLAGS = (
    "if-missing",
    "multi-label",
    "rerun",
    "windows",
    "time",
    "prediction-is-raster",
    "prediction-is-vector",
    "labels-are-raster",
    "labels-are-vector",
)
CLASSES = [
    {"id": 0, "name": "building", "color": "#e6194b", "null": False},
    {"id": 1, "name": "background", "color": "#808080", "null": True},
]
EVALUATION = {
    "overall": [
        {
            "class_id": 0,
            "class_name": "building",
            "metrics": {"precision": 0.9, "recall": 0.8, "f1": 0.847, "iou": 0.735},
            "gt_count": 10,
            "pred_count": 9,
            "conf_mat": [[5, 1], [2, 8]],
        },
        {
            "class_id": 1,
            "class_name": "background",
            "metrics": {"precision": 0.7, "recall": 0.8, "f1": 0.747, "iou": 0.6},
            "gt_count": 6,
            "pred_count": 7,
            "conf_mat": [[8, 2], [1, 5]],
        },
        {
            "class_name": "average",
            "metrics": {"precision": 0.8, "recall": 0.8, "f1": 0.8, "iou": 0.7},
            "gt_count": 16,
            "pred_count": 16,
            "conf_mat": [[8, 2], [1, 5]],
        },
    ]
}


def write(text, stream=sys.stdout):
    stream.write(text)
    stream.flush()


record = None


def say(message):
    if record is not None:
        record.parent.mkdir(parents=True, exist_ok=True)
        with record.open("a", encoding="utf-8") as file:
            file.write(encode(message) + "\n")
    write(encode(message) + "\n")


def main(argv):
    behaviour = os.environ.get("RV_FAKE", "well")
    command = argv[2]
    if "RV_FAKE_LOG" in os.environ:
        call = {"argv": argv, "environment": dict(os.environ), "folder": str(Path.cwd())}
        with Path(os.environ["RV_FAKE_LOG"]).open("a", encoding="utf-8") as log:
            log.write(json.dumps(call) + "\n")
    if command == "serve":
        serve(behaviour)
        return
    if command == "run" and argv[3].endswith(".json"):
        record_to(argv[3])
    say(Started(command, "0.0.0", os.getpid()))
    arguments = parse(argv[2:])
    if command != "new":
        misbehave(behaviour, arguments)
    work = {
        "doctor": doctor,
        "new": new,
        "run": run,
        "predict-bundle": predict,
        "predict-many": predict_many,
        "chip-windows": chip_windows,
        "export": export,
        "convert": convert,
        "compare": compare,
        "evaluate-layer": evaluate_layer,
        "preview": preview,
        "sample-data": sample_data,
        "validate": validate,
    }
    values = work[command](arguments)
    say(Result(values))
    if behaviour == "lingers after the result":
        time.sleep(60)


def record_to(config_path):
    """As the real engine does for runs: all messages also go to their folder."""
    global record  # noqa: PLW0603 - the program is this one module
    config = json.loads(Path(config_path).read_text(encoding="utf-8"))
    root = config.get("root_uri") or config.get("root")
    record = Path(root) / "messages.jsonl"


def parse(argv):
    parser = argparse.ArgumentParser()
    parser.add_argument("positional", nargs="*")
    parser.add_argument("--messages")
    parser.add_argument("--cancel-on-stdin", action="store_true")
    parser.add_argument("--extent", nargs=4)
    parser.add_argument("--channel-order", nargs="+")
    # A file for one image, a wish for many.
    for option in ("polygons", "scores"):
        parser.add_argument(f"--{option}", nargs="?", const="yes")
    for option in ("band", "class", "label-class"):
        parser.add_argument(f"--{option}", action="append")
    for option in OPTIONS:
        parser.add_argument(f"--{option}")
    for flag in FLAGS:
        parser.add_argument(f"--{flag}", action="store_true")
    return parser.parse_args(argv)


def misbehave(behaviour, arguments):
    if behaviour == "fails":
        say(
            Failure(
                "labels",
                "The labels do not touch the image.",
                "Choose labels that lie on the image.",
            )
        )
        sys.exit(1)
    if behaviour == "fails of its own fault":
        write("Traceback (most recent call last):\nKeyError: 'a'\n", sys.stderr)
        say(Failure("internal", "The engine ran into a fault of its own: KeyError 'a'."))
        sys.exit(70)
    if behaviour == "crashes":
        raise ZeroDivisionError("the model fell over")
    if behaviour == "is killed":
        leave_partial(arguments)
        os.kill(os.getpid(), signal.SIGKILL)
    if behaviour == "talks garbage":
        write("WARNING: a library says hello\n")
        os.write(1, b"\xff\xfe not utf-8 \n")
        write("no line end ")
        say(Log("info", "said after garbage"))
    if behaviour == "speaks another version":
        write('{"v": 99, "kind": "result", "values": {}}\n')
        sys.exit(0)
    if behaviour == "floods":
        for number in range(20000):
            say(Log("debug", f"line {number}"))
    if behaviour in DEEDS:
        DEEDS[behaviour]()
    if behaviour in ("hears no cancel", "cancels politely", "cancels politely, alone"):
        leave_partial(arguments)
        if not behaviour.endswith("alone"):
            start_stubborn_child()
        work_for_ever(politely=behaviour.startswith("cancels politely"), arguments=arguments)


def target(arguments):
    if arguments.positional[0] == "run":
        config = json.loads(Path(arguments.positional[1]).read_text(encoding="utf-8"))
        return Path(config.get("root_uri") or config["root"]) / "train"
    return Path(arguments.positional[3]) if len(arguments.positional) > 3 else None


def leave_partial(arguments):
    path = target(arguments)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(path.name + ".partial").write_bytes(b"half")


def start_stubborn_child():
    """A child that holds the pipes and hears no signal that can be ignored."""
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(120)"
    child = subprocess.Popen([sys.executable, "-c", code])
    say(Log("info", f"child {child.pid}"))


def work_for_ever(politely, arguments):
    asked = threading.Event()
    if politely:
        threading.Thread(
            target=lambda: sys.stdin.readline().strip() == "cancel" and asked.set(), daemon=True
        ).start()
        signal.signal(signal.SIGTERM, lambda *_: asked.set())
    else:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    done = 0
    while not asked.wait(0.05):
        done += 1
        say(Progress(done, 1000, "windows", "Predicting", 100.0, done / 1000))
    path = target(arguments)
    if path is not None:
        path.with_name(path.name + ".partial").unlink()
    say(CancelledRun())
    sys.exit(130)


def work_until_stopped():
    """A training that a signal ends politely."""
    asked = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: asked.set())
    say(Log("info", "Training on cpu with bfloat16: 9 chips."))
    epoch = 0
    while not asked.wait(0.1):
        epoch += 1
        say(Progress(epoch, 100, "epochs", "Training", 90.0, min(0.9, epoch / 100)))
        say(Metric("train_loss", 1.0 / epoch, epoch))
        say(Metric("val_loss", 1.2 / epoch, epoch))
        say(Metric("avg_f1", 1 - 0.9 / epoch, epoch))
        say(Log("info", f"Epoch {epoch}"))
    say(CancelledRun())
    sys.exit(130)


def use_all_cores():
    """A training as hungry as a real one."""
    code = "import time\nend = time.monotonic() + 300\nwhile time.monotonic() < end: pass"
    hungry = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(os.cpu_count() or 1)]
    try:
        work_until_stopped()
    finally:
        for child in hungry:
            child.kill()


def hang():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


DEEDS = {
    "hangs": hang,
    "leaves a child behind": start_stubborn_child,
    "uses all cores": use_all_cores,
    "works until it is stopped": work_until_stopped,
}


def doctor(arguments):
    return {
        "engine_version": "0.0.0",
        "python": "3.11.2",
        "executable": sys.executable,
        "packages": {"torch": "2.14.1", "rasterio": None},
        "devices": [{"name": "cpu", "title": "Processor"}],
        "problems": [{"message": "rasterio is missing.", "hint": "Install it."}],
    }


def sample_data(arguments):
    """A town that is the image of a test, and its labels."""
    return {
        "image": os.environ["RV_FAKE_IMAGE"],
        "labels": os.environ["RV_FAKE_LABELS"],
        "next_town": os.environ["RV_FAKE_IMAGE"],
    }


def new_from_draft(arguments):
    """What `rv new --draft` answers, for a draft of the wizard."""
    request = json.loads(Path(arguments.draft).read_text(encoding="utf-8"))
    draft = request["draft"]
    config = request.get("config") or {
        "task": draft["task"].replace("_", "-"),
        "root_uri": draft["run_folder"],
        "image": draft["images"][0]["path"],
        "labels": draft["labels"]["path"],
        "type_hint": draft["task"],
        "backend": {"type_hint": f"pytorch_{draft['task']}_backend"},
    }
    Path(arguments.out).write_text(json.dumps(config), encoding="utf-8")
    return {
        "config": arguments.out,
        "classes": [
            {
                "name": one["name"],
                "color": one["colour"],
                "null": False,
                "ignored": False,
                "count": 16,
            }
            for one in draft["classes"]
        ],
        "counted_in": "features",
        "object_sizes_px": {"small": 8.0, "median": 8.0, "large": 8.0},
        "chip_size_px": draft["chips"]["size_px"] or 128,
        "suggested_chip_size_px": 128,
        "pixel_size_m": 2.0,
        "bands": 3,
        "scenes": [{"id": "training", "use": "train"}, {"id": "validation", "use": "validation"}],
        "warnings": [],
    }


def preview(arguments):
    """What `rv preview` answers; without pictures."""
    ring = [[500000.0, 5000000.0], [500064.0, 5000000.0], [500064.0, 5000064.0]]
    training = {
        "device": "cpu", "batch_sz": 8, "steps_per_epoch": 2, "epochs": 5, "epoch_s": 6.0,
        "training_s": 30.0, "memory_mb": 900.0,
        "run": {
            "chip_s": 2.0, "train_s": 30.0, "predict_s": 4.0, "eval_s": 2.0, "run_s": 40.0,
            "disk_bytes": 200_000_000,
        },
    }  # fmt: skip
    split = {"windows": 9, "examined": 9, "chips": 9, "class_counts": {}}
    return {
        "chip_size_px": 128,
        "disk_bytes": 5_000_000,
        "splits": {"train": split, "valid": split},
        "windows": {"crs": "EPSG:32633", "rings": {"train": [ring], "valid": [ring]}},
        "pictures": {},
        "training": training,
        "presets": dict.fromkeys(("quick", "balanced", "thorough"), training),
    }


def validate(arguments):
    if os.environ.get("RV_FAKE") == "finds problems":
        problems = [
            {
                "path": "backend.solver.lr",
                "message": "lr is 5.",
                "hint": "Take 0.001.",
                "severity": "error",
            }
        ]
        say(Failure("config", "The config has a problem.", problems=problems))
        sys.exit(1)
    return {"problems": []}


def new(arguments):
    if arguments.draft:
        return new_from_draft(arguments)
    config = {
        "task": arguments.positional[1],
        "root": arguments.root,
        "image": arguments.image,
        "labels": arguments.labels,
    }
    Path(arguments.out).write_text(json.dumps(config), encoding="utf-8")
    return {"config": arguments.out}


def run(arguments):
    config = json.loads(Path(arguments.positional[1]).read_text(encoding="utf-8"))
    root = Path(config.get("root_uri") or config["root"])
    for epoch in (1, 2):
        say(Progress(epoch, 2, "epochs", "Training", 30.0, epoch / 2))
        say(Metric("train_loss", 1.0 / epoch, epoch))
        say(Log("info", f"Epoch {epoch} of 2: training loss {1.0 / epoch}"))
    # Cells and boxes have no raster.
    makes_raster = config.get("task", "semantic-segmentation") == "semantic-segmentation"
    raster = root / "predict" / "validation" / "labels.tif" if makes_raster else None
    polygons = root / "predict" / "validation" / "polygons.gpkg"
    write_map(Path(config["image"]), raster, polygons)
    evaluation = write_text(root / "eval" / "validation_scenes" / "eval.json", EVALUATION)
    report = write_text(evaluation.with_name("report.html"), "A page")
    bundle = write_text(root / "bundle" / "model-bundle.zip", {})
    say(Artifact("bundle", str(bundle), "Model bundle"))
    return {
        "root": str(root),
        "eval": str(evaluation),
        "report": str(report),
        "bundle": str(bundle),
        "classes": CLASSES,
        "predictions": [
            {
                "scene": "validation",
                "label_raster": raster and str(raster),
                "polygons": str(polygons),
            }
        ],
    }


def predict(arguments):
    _, _, image, output = arguments.positional
    say(Progress(4, 4, "windows", "Predicting", 0.0, 1.0))
    if output.endswith(".gpkg"):
        write_map(Path(image), None, Path(output))
        return {"polygons": output, "classes": CLASSES}
    write_map(Path(image), Path(output), arguments.polygons and Path(arguments.polygons))
    if arguments.scores:
        Path(arguments.scores).write_bytes(Path(output).read_bytes())
    return {"label_raster": output, "polygons": arguments.polygons, "classes": CLASSES}


def predict_many(arguments):
    _, _, *images = arguments.positional
    folder = Path(arguments.out)
    folder.mkdir(parents=True, exist_ok=True)
    good = [image for image in images if "bad" not in image]
    for image in good:
        write_map(Path(image), folder / Path(image).name, None)
    return {
        "folder": str(folder),
        "predictions": [
            {"image": image, "label_raster": str(folder / Path(image).name)} for image in good
        ],
        "failures": [
            {"image": image, "reason": "It is no raster."} for image in images if image not in good
        ],
        "classes": CLASSES,
    }


def chip_windows(arguments):
    _, config, out = arguments.positional
    image = json.loads(Path(config).read_text(encoding="utf-8"))["image"]
    write_map(Path(image), None, Path(out))
    return {"windows": out, "training": 3, "validation": 1}


def export(arguments):
    Path(arguments.positional[2], "train").mkdir(parents=True)
    return {"folder": arguments.positional[2], "format": "masks", "train": 3, "val": 1}


def convert(arguments):
    Path(arguments.positional[2]).write_text("{}", encoding="utf-8")
    change = {"kind": "dropped", "path": "backend.log", "reason": "It is not needed."}
    return {"config": arguments.positional[2], "release": "0.31", "changes": [change]}


def compare(arguments):
    values = {"class_name": "building", "metric": "precision", "first": 0.5, "second": None}
    told = {"second": 0.75, "difference": 0.25, "interval": [0.125, 0.375], "is_clear": True}
    unknown = {"metric": "iou", "difference": None, "interval": None, "is_clear": None}
    return {
        "paired": {"blocks": 40, "unpaired": None, "reason": None},
        "differences": [{**values, **told}, {**values, **unknown}],
    }


def evaluate_layer(arguments):
    folder = Path(arguments.out)
    write_text(folder / "eval.json", EVALUATION)
    (folder / "report.html").write_text("<p>", encoding="utf-8")
    return {
        "eval": str(folder / "eval.json"),
        "report": str(folder / "report.html"),
        "compared": "pixels",
        "overall": EVALUATION["overall"],
    }


def serve(behaviour):
    """The warm engine; RV_FAKE_STEPS says how many steps of 20 ms a prediction takes."""
    jobs, cancelled = queue.Queue(), set()
    lock = threading.Lock()

    def send(content):
        with lock:
            write(json.dumps({"jsonrpc": "2.0", **content}) + "\n")

    def work():
        while True:
            request = jobs.get()
            if request is None:
                return
            answer = answer_heavy(request, send, cancelled, behaviour)
            if answer is not None:
                send({"id": request["id"], **answer})

    threading.Thread(target=work, daemon=True).start()
    for line in sys.stdin:
        if "RV_FAKE_LOG" in os.environ:
            with Path(os.environ["RV_FAKE_LOG"]).open("a", encoding="utf-8") as log:
                log.write(line)
        misbehave_when_asked(behaviour)
        request = json.loads(line)
        if request["method"] in ("load", "predict", "unload"):
            jobs.put(request)
            continue
        if request["method"] == "cancel":
            cancelled.add(request["params"]["id"])
        version = 99 if behaviour == "speaks another version" else 1
        send({"id": request["id"], "result": {"message_version": version}})


def misbehave_when_asked(behaviour):
    if behaviour == "hangs":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        start_stubborn_child()
        time.sleep(120)
    if behaviour == "talks garbage":
        write("WARNING: a library says hello\n{]\n")
        os.write(1, b"\xff\xfe not utf-8 \n")
        write("no line end ")


def answer_heavy(request, send, cancelled, behaviour):
    """The answer to a request that takes long; None when it never comes."""
    params, number = request["params"], request["id"]
    if request["method"] != "predict":
        return {"result": {"task": "semantic_segmentation", "classes": CLASSES}}
    steps = int(os.environ.get("RV_FAKE_STEPS", "2"))
    if behaviour == "warns":
        doubt = json.loads(encode(Log("warning", f"Values lie around {number}.5.")))
        send({"method": "message", "params": {"id": number, "message": doubt}})
    for step in range(steps):
        if number in cancelled and behaviour != "hears no cancel":
            return {"error": {"code": -32800, "message": "Stopped."}}
        message = json.loads(
            encode(Progress(step, steps, "windows", "Predicting", 1.0, step / steps))
        )
        send({"method": "message", "params": {"id": number, "message": message}})
        time.sleep(0.02)
        if behaviour == "crashes" and step == 1:
            write("ImportError: No module named 'torch'\n", sys.stderr)
            os._exit(1)
        if behaviour == "is killed" and step == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        if behaviour == "takes too much memory":
            last = json.loads(encode(Failure("memory", "Too much memory.", "Take less.")))
            send({"method": "message", "params": {"id": None, "message": last}})
            os._exit(1)
    if behaviour == "fails":
        error = {"code": "bundle", "message": "The model is damaged.", "hint": "Copy it again."}
        return {"error": {"code": -32000, "message": "...", "data": {**error, "where": None}}}
    out = Path(params["out"])
    values = {"classes": CLASSES, "timings": {"model_s": 0.01, "total_s": 0.02 * steps}}
    if out.suffix == ".gpkg":
        write_map(Path(params["image"]), out.with_suffix(".tif"), out, params.get("extent"))
        return {"result": {**values, "polygons": str(out)}}
    polygons = params.get("polygons")
    write_map(Path(params["image"]), out, polygons and Path(polygons), params.get("extent"))
    if params.get("confidence"):
        write_confidence(out, params["confidence"])
    return {"result": {**values, "label_raster": str(out), "polygons": polygons}}


def write_confidence(labels, path):
    """As large as the labels; surer from left to right."""
    from osgeo import gdal

    source = gdal.Open(str(labels))
    made = gdal.GetDriverByName("GTiff").Create(
        str(path), source.RasterXSize, source.RasterYSize, 1, gdal.GDT_Byte
    )
    made.SetGeoTransform(source.GetGeoTransform())
    made.SetProjection(source.GetProjection())
    row = bytes(x * 254 // source.RasterXSize for x in range(source.RasterXSize))
    made.GetRasterBand(1).WriteRaster(
        0, 0, source.RasterXSize, source.RasterYSize, row * source.RasterYSize
    )
    made = None


def write_text(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def write_map(image, raster, polygons, extent=None):
    """A label raster on the image's grid: left half building; and one polygon."""
    from osgeo import gdal, ogr, osr

    gdal.UseExceptions()
    source = gdal.Open(str(image))
    x, dx, _, y, _, dy = source.GetGeoTransform()
    width, height = source.RasterXSize, source.RasterYSize
    if extent:
        # The whole pixels that the extent touches.
        left, top = max(0, int((extent[0] - x) / dx)), max(0, int((extent[3] - y) / dy))
        right = min(width, int(-(-(extent[2] - x) // dx)))
        bottom = min(height, int(-(-(extent[1] - y) // dy)))
        x, y, width, height = x + left * dx, y + top * dy, right - left, bottom - top
    half = width // 2
    if raster:
        raster.parent.mkdir(parents=True, exist_ok=True)
        made = gdal.GetDriverByName("GTiff").Create(str(raster), width, height, 1, gdal.GDT_Byte)
        made.SetGeoTransform((x, dx, 0, y, 0, dy))
        made.SetProjection(source.GetProjection())
        band = made.GetRasterBand(1)
        band.SetNoDataValue(255)
        row = bytes([0] * half + [1] * (width - half))
        band.WriteRaster(0, 0, width, height, row * height)
        made = None
    if polygons:
        polygons.parent.mkdir(parents=True, exist_ok=True)
        reference = osr.SpatialReference(wkt=source.GetProjection() or None)
        vectors = ogr.GetDriverByName("GPKG").CreateDataSource(str(polygons))
        layer = vectors.CreateLayer("polygons", reference, ogr.wkbMultiPolygon)
        for name, kind in (
            ("class_id", ogr.OFTInteger),
            ("class_name", ogr.OFTString),
            ("area_px", ogr.OFTReal),
            ("score", ogr.OFTReal),
        ):
            layer.CreateField(ogr.FieldDefn(name, kind))
        far_x, far_y = x + half * dx, y + height * dy
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["class_id"], feature["class_name"] = 0, "building"
        feature["score"] = 0.8
        wkt = f"MULTIPOLYGON((({x} {y},{far_x} {y},{far_x} {far_y},{x} {far_y},{x} {y})))"
        feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        layer.CreateFeature(feature)


if __name__ == "__main__":
    main(sys.argv[1:])
