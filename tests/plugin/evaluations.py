"""What EVAL leaves in its folder, small."""

import json

from osgeo import gdal, ogr
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage

from tests.plugin.samples import LEFT, TOP, reference

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" width="400" height="200">'
    '<rect x="40" y="20" width="320" height="150" fill="none" stroke="#333"/>'
    '<path d="M40,40 C120,50 250,60 360,170" stroke="#1f77b4" fill="none" stroke-width="3"/></svg>'
)
NAMES = ("building", "background")


def evaluation(precision=0.9, spread=0.05):
    """The content of an eval.json with intervals, colours and maps of errors."""
    items = []
    for class_id, name in enumerate(NAMES):
        metrics = {"precision": precision - 0.1 * class_id, "recall": 0.8, "f1": 0.85, "iou": 0.7}
        items.append(
            {
                "class_id": class_id,
                "class_name": name,
                "metrics": metrics,
                "intervals": {k: [v - spread, v + spread] for k, v in metrics.items()},
                "gt_count": 1200 + class_id,
                "pred_count": 1100,
            }
        )
    average = {
        "class_name": "average",
        "metrics": {"precision": precision, "recall": 0.8, "f1": 0.85, "iou": 0.7},
        "conf_mat": [[800, 400], [30, 1171]],
        "overall_accuracy": 0.82,
        "mean_iou": 0.71,
        "kappa": 0.6,
    }
    values = [
        {"value": 2, "label": "building", "predicted": "background"},
        {"value": 3, "label": "background", "predicted": "building"},
    ]
    return {
        "overall": [*items, average],
        "per_scene": {"east": [*items, average]},
        "classes": [
            {"name": "building", "color": "#e69f00"},
            {"name": "background", "color": "#000000"},
        ],
        "errors": {
            "east": {
                "raster": "east/errors.tif",
                "cells": "east/errors.gpkg",
                "layer": "errors",
                "values": values,
            }
        },
    }


def write_evaluation_folder(folder, content=None):
    """eval.json with drawings, the worst places and maps of errors, in EPSG:32633."""
    (folder / "east").mkdir(parents=True)
    (folder / "pictures").mkdir()
    (folder / "eval.json").write_text(json.dumps(content or evaluation()), encoding="utf-8")
    for name in ("precision-recall", "reliability", "confusion-matrix"):
        (folder / "pictures" / f"{name}.svg").write_text(SVG, encoding="utf-8")
    picture = QImage(QSize(60, 20), QImage.Format.Format_RGB32)
    picture.fill(QColor("#aa5500"))
    picture.save(str(folder / "pictures" / "worst-01.png"))
    write_cells(folder / "east" / "errors.gpkg")
    write_error_raster(folder / "east" / "errors.tif")
    places = [
        {
            "scene": "east",
            "extent": [LEFT + 32, TOP - 64, LEFT + 64, TOP - 32],
            "crs": reference(32633).ExportToWkt(),
            "score": 0.41,
            "measure": "wrong_share",
            "text": "mostly building taken for background",
            "thumbnail": "pictures/worst-01.png",
        },
        {
            "scene": "east",
            "extent": [0, 0, 1, 1],
            "crs": None,
            "score": 0.2,
            "measure": "wrong_share",
            "thumbnail": "../../secret.png",
        },
        {"scene": "east", "extent": "everywhere"},
        7,
    ]
    (folder / "worst.json").write_text(json.dumps({"places": places}), encoding="utf-8")
    return folder / "eval.json"


def write_cells(path):
    """Four cells of 16 m side by side; the second was a building and taken for background."""
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = dataset.CreateLayer("errors", reference(32633), ogr.wkbPolygon)
    for name in ("outcome", "label", "predicted"):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    rows = [
        ("right", "building", "building"),
        ("wrong", "building", "background"),
        ("wrong", "background", "building"),
        ("right", "background", "background"),
    ]
    for number, (outcome, label, predicted) in enumerate(rows):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["outcome"], feature["label"], feature["predicted"] = outcome, label, predicted
        left, right, top, bottom = LEFT + 16 * number, LEFT + 16 * (number + 1), TOP, TOP - 16
        ring = f"{left} {bottom},{right} {bottom},{right} {top},{left} {top},{left} {bottom}"
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON(({ring}))"))
        layer.CreateFeature(feature)
    dataset = None


def write_error_raster(path):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 8, 8, 1)
    dataset.SetGeoTransform((LEFT, 2, 0, TOP, 0, -2))
    dataset.SetProjection(reference(32633).ExportToWkt())
    dataset.GetRasterBand(1).WriteRaster(0, 0, 8, 8, bytes([0, 2, 3, 0] * 16))
    dataset = None
