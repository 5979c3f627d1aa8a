"""Values with which each algorithm of the toolbox does its work, with a fake engine."""

import json

from tests.plugin.samples import write_image, write_polygons

ALL = {}
"""By algorithm: makes its parameters in a folder. Destinations are named by their files."""


def case(*names):
    def keep(make):
        ALL.update(dict.fromkeys(names, make))
        return make

    return keep


def layers(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "IMAGE": str(write_image(folder / "town.tif")),
        "LABELS": str(write_polygons(folder / "labels.gpkg")),
    }


def write_config(folder):
    inputs = layers(folder)
    config = folder / "pipeline-config.json"
    content = {"root_uri": str(folder / "run"), "image": inputs["IMAGE"]}
    config.write_text(json.dumps(content), encoding="utf-8")
    return config


def write_bundle(folder):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model-bundle.zip"
    path.write_bytes(b"")
    return str(path)


@case("trainsegmentation", "trainchipclassification", "trainobjectdetection")
def training(folder):
    return {**layers(folder), "OUTPUT": str(folder / "run")}


@case("runpipeline", "analyze", "chip", "train", "predict", "eval", "bundle")
def pipeline(folder):
    return {"CONFIG": str(write_config(folder))}


@case("predictwithbundle")
def prediction(folder):
    return {
        "BUNDLE": write_bundle(folder),
        "IMAGE": layers(folder)["IMAGE"],
        "OUTPUT": str(folder / "map.tif"),
        "POLYGONS": str(folder / "map.gpkg"),
    }


@case("predictmanyrasters")
def predictions(folder):
    return {
        "BUNDLE": write_bundle(folder),
        "IMAGES": [layers(folder)["IMAGE"]],
        "OUTPUT": str(folder / "maps"),
    }


@case("evaluateagainstlayer")
def evaluation(folder):
    inputs = layers(folder)
    return {
        "PREDICTION": inputs["LABELS"],
        "LABELS": inputs["LABELS"],
        "IMAGE": inputs["IMAGE"],
        "OUTPUT": str(folder / "scores"),
    }


@case("compareruns")
def comparison(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return {"FIRST": str(folder), "SECOND": str(folder), "OUTPUT": str(folder / "table.csv")}


@case("chipwindows")
def windows(folder):
    return {"CONFIG": str(write_config(folder)), "OUTPUT": str(folder / "windows.gpkg")}


@case("exporttrainingdata")
def export(folder):
    return {"CONFIG": str(write_config(folder)), "OUTPUT": str(folder / "data")}


@case("convertrastervisionconfig")
def conversion(folder):
    return {"OLD": str(write_config(folder)), "OUTPUT": str(folder / "new.json")}
