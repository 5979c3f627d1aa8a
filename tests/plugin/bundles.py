"""Bundles that say what they are and hold no weights: enough for the fake engine."""

import json
import zipfile

CLASSES = {
    "type_hint": "class_config",
    "names": ["building", "background"],
    "colors": ["#e6194b", "#808080"],
    "null_class": "background",
}


def write_bundle(path, **changes):
    """A bundle that fits the images of `samples`: 3 bands of bytes, pixels of 2 m."""
    manifest = {
        "type_hint": "bundle",
        "bundle_version": 1,
        "task": "semantic_segmentation",
        "created": "2026-11-21T14:09:16+00:00",
        "engine_version": "0.2.0",
        "class_config": CLASSES,
        "raster_source": {"type_hint": "rasterio_source", "uris": ["image"], "transformers": []},
        "num_channels": 3,
        "dtype": "uint8",
        "pixel_size": [2.0, 2.0],
        "crs": None,
        "backend": {},
        "predict_options": {"chip_sz": 64},
        "metrics": [],
        "scenes": [],
        **changes,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bundle.json", json.dumps(manifest))
    return path
