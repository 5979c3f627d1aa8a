"""Names of fields and type hints as people read them: "chip_sz" is "Chip size"."""

from __future__ import annotations

# Parts of names; the names themselves are those of Raster Vision.
_WORDS = {
    "aoi": "areas of interest",
    "args": "arguments",
    "bbox": "part of the image",
    "bufs": "widths",
    "buf": "width",
    "geojson": "GeoJSON",
    "ioa": "share inside",
    "ioi": "overlap",
    "iou": "overlap",
    "lr": "learning rate",
    "num": "number of",
    "ogr": "vector file",
    "prob": "share",
    "pytorch": "PyTorch",
    "rasterio": "raster file",
    "rgb": "RGB",
    "sz": "size",
    "timm": "timm",
    "uri": "file or folder",
    "uris": "files",
    "xarray": "Xarray",
}
_WHOLE = {
    "batch_sz": "Batch size",
    "bbox": "Part of the image",
    "channel_order": "Bands",
    "class_config": "Classes",
    "id": "Name",
    "img_channels": "Number of bands",
    "img_sz": "Image size",
    "lr": "Learning rate",
    "num_epochs": "Epochs",
    "root_uri": "Run folder",
}


def title_of(name: str) -> str:
    """The title of a field or a type hint."""
    if name in _WHOLE:
        return _WHOLE[name]
    text = " ".join(_WORDS.get(word, word) for word in name.strip("_").replace("-", "_").split("_"))
    return text[:1].upper() + text[1:]
