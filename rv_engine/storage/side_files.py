"""The files that lie beside a file and belong to it."""

from __future__ import annotations

import re

from rv_engine.errors import AccessError
from rv_engine.storage.files import exists
from rv_engine.storage.uri import archived_file, is_gdal_path, is_remote

_BESIDE = {
    "shp": ("shx", "dbf", "prj", "cpg"),
    "tab": ("dat", "map", "id", "ind"),
    "mif": ("mid",),
    "gml": ("xsd",),
    "img": ("ige", "rrd"),
    "bil": ("hdr", "prj"),
    "asc": ("prj",),
}
# The ending of the file that says where a picture lies, which has no such place itself.
_WORLD = {
    "tif": "tfw", "tiff": "tfw", "jpg": "jgw", "jpeg": "jgw", "png": "pgw", "bmp": "bpw",
    "gif": "gfw", "jp2": "j2w",
}  # fmt: skip


def side_files(uri: str) -> list[str]:
    """URIs of the files that may lie beside a file; which of them exist is not asked."""
    match = re.fullmatch(r"([^?#]*)\.([A-Za-z0-9]+)([?#].*)?", uri)
    if match is None:
        return []
    stem, ending, rest = match[1], match[2].lower(), match[3] or ""
    names = [f"{stem}.{other}" for other in _BESIDE.get(ending, ())]
    if ending in _WORLD:
        names += [f"{stem}.{_WORLD[ending]}", f"{stem}.wld"]
        names += [f"{stem}.{match[2]}{added}" for added in (".aux.xml", ".ovr", ".msk")]
    return [name + rest for name in names]


def has_side_files(uri: str) -> bool:
    """Whether GDAL shall look for files beside one that it reads over a network.

    A GeoTIFF seldom has any, so it is asked once, and not with each opening.

    Raises:
        StorageError: The place cannot be asked.
    """
    match = re.fullmatch(r"([^?#]*)\.(tiff?)([?#].*)?", uri, re.IGNORECASE)
    if match is None or is_gdal_path(uri) or not is_remote(uri) or archived_file(uri) is not None:
        return True
    stem, ending, rest = match[1], match[2], match[3] or ""
    names = [f"{stem}.{ending}.msk", f"{stem}.{ending}.aux.xml", f"{stem}.tfw"]
    return any(_exists(name + rest) for name in names)


def _exists(uri: str) -> bool:
    try:
        return exists(uri)
    except AccessError:  # where files may not be listed, a missing one is answered as forbidden
        return False
