"""Model bundles for the tests, as the engine writes them but for their weights."""

import json
import zipfile

CLASSES = {
    "type_hint": "class_config",
    "names": ["building", "water", "background"],
    "colors": ["#e69f00", "#0072b2", "#000000"],
    "null_class": "background",
}
# 500000 to 500128 m east and 4999872 to 5000000 m north in UTM zone 33N, see `samples`.
FOOTPRINT = {
    "type": "MultiPolygon",
    "coordinates": [
        [
            [
                [15.0, 45.1523],
                [15.0016, 45.1523],
                [15.0016, 45.1534],
                [15.0, 45.1534],
                [15.0, 45.1523],
            ]
        ]
    ],
}
METRICS = [
    {
        "class_name": "average",
        "metrics": {"precision": 0.8, "recall": 0.8, "f1": 0.8},
        "mean_iou": 0.7,
    }
]


def manifest(**changes):
    return {
        "schema_version": 1,
        "type_hint": "bundle",
        "bundle_version": 2,
        "task": "semantic_segmentation",
        "created": "2026-11-21T14:09:16+00:00",
        "engine_version": "0.2.0",
        "class_config": CLASSES,
        "raster_source": {
            "type_hint": "rasterio_source",
            "channel_order": [3, 0, 1],
            "transformers": [{"type_hint": "stats_transformer", "stats_uri": "stats.json"}],
            "uris": ["image"],
        },
        "num_channels": 3,
        "dtype": "uint16",
        "pixel_size": [0.5, 0.5],
        "crs": 'LOCAL_CS["any"]',
        "backend": {
            "type_hint": "pytorch_semantic_segmentation_backend",
            "model": {
                "type_hint": "semantic_segmentation_model",
                "architecture": "unet",
                "encoder": "resnet18",
            },
        },
        "predict_options": {"type_hint": "semantic_segmentation_predict_options", "chip_sz": 256},
        "metrics": METRICS,
        "scenes": ["town"],
        "licence": "CC-BY-4.0",
        "footprint": FOOTPRINT,
        **changes,
    }


def write_bundle(path, evaluation=None, preview=b"", others=(), **changes):
    """A bundle with a manifest, and what else is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as zip_file:
        zip_file.writestr("bundle.json", json.dumps(manifest(**changes)))
        zip_file.writestr("model/model.safetensors", b"weights")
        if evaluation is not None:
            zip_file.writestr("eval.json", json.dumps(evaluation))
        if preview:
            zip_file.writestr("preview.png", preview)
        for name, content in others:
            zip_file.writestr(name, content)
    return path
