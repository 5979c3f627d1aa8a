"""Where a file lies: on this machine, on another one, or in an archive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Two letters at least: `C:\a.tif` and `C:/a.tif` are paths of Windows.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.\-]+(?:\+[A-Za-z0-9.\-]+)*)://")
_ARCHIVES = ("zip", "tar")
# fsspec keeps a copy by these; what they are put before is the file.
_CACHES = ("simplecache", "filecache", "blockcache")


@dataclass(frozen=True)
class ArchivedFile:
    """A file in an archive.

    Attributes:
        kind: "zip" or "tar".
        container: The URI or path of the archive.
        member: The path inside.
    """

    kind: str
    container: str
    member: str


def protocol_of(uri: str) -> str:
    """How a file is reached: "https", "s3", "zip", ..., and "file" on this machine."""
    head, _, rest = uri.partition("::")
    if "://" in rest and "://" not in head and "/" not in head:
        return head.lower()
    match = _SCHEME.match(uri)
    if match is None:
        return "file"
    scheme = match[1].lower()
    return "file" if scheme == "local" else scheme.partition("+")[0]


def is_gdal_path(uri: str) -> bool:
    """Whether only GDAL knows the place: `/vsicurl/...`."""
    return uri.startswith("/vsi")


def is_remote(uri: str) -> bool:
    """Whether a file is reached through fsspec: on another machine, in an archive or in memory."""
    return not is_gdal_path(uri) and protocol_of(uri) != "file"


def local_path(uri: str) -> Path:
    """The path of a file on this machine; a `file://` URI becomes a plain path.

    Raises:
        ValueError: It lies elsewhere; see `is_remote`.
    """
    if is_remote(uri):
        raise ValueError(f"{uri!r} is not on this machine")
    return Path(plain_path(uri))


def absolute(path: str) -> str:
    """The same place from any folder; what GDAL opens without a path stays as it is."""
    return path if "://" in path or path.startswith("/vsi") else str(Path(path).absolute())


def plain_path(uri: str) -> str:
    """A `file://` URI as a path; anything else as it is."""
    match = _SCHEME.match(uri)
    if match is None or match[1].lower() not in {"file", "local"}:
        return uri
    parts = urlsplit(uri)
    if parts.netloc in {"", "localhost"}:
        from urllib.request import url2pathname  # loads all of HTTP

        return url2pathname(parts.path)
    # `file://relative.tif` is wrong, and common; on Windows `file://server/share` is right.
    return unquote(uri[match.end() :])


def archived_file(uri: str) -> ArchivedFile | None:
    """The archive and the place in it, in fsspec's or in rasterio's way of writing.

    fsspec: `zip://inner.tif::https://host/a.zip`; rasterio: `zip+https://host/a.zip!inner.tif` and
    `zip:///folder/a.zip!inner.tif`.
    """
    kind = protocol_of(uri)
    if kind not in _ARCHIVES:
        return None
    head, chained, container = uri.partition("::")
    if chained:
        return ArchivedFile(kind, container, head.partition("://")[2].lstrip("/"))
    scheme, _, rest = uri.partition("://")
    container, _, member = rest.partition("!")
    outer = scheme.partition("+")[2]
    if outer:
        container = f"{outer}://{container}"
    return ArchivedFile(kind, container, member.lstrip("/"))


def without_cache(uri: str) -> str:
    """The URI behind fsspec's `simplecache::`."""
    while protocol_of(uri) in _CACHES:
        uri = uri.partition("::")[2]
    return uri


def fsspec_uri(uri: str) -> str:
    """The URI as fsspec writes it."""
    archived = archived_file(uri)
    if archived is None:
        return plain_path(uri)
    return f"{archived.kind}://{archived.member}::{fsspec_uri(archived.container)}"


def container_of(uri: str) -> str:
    """The file that changes when this one does: the archive that it is in, or itself."""
    archived = archived_file(without_cache(uri))
    return without_cache(uri) if archived is None else container_of(archived.container)


def behind_gdal_path(path: str) -> str | None:
    """The URI or path of the file behind a `/vsi...` path; None where it is not known."""
    for prefix, scheme in _BEHIND.items():
        if path.startswith(prefix):
            return scheme + path[len(prefix) :]
    for prefix in ("/vsizip/", "/vsitar/", "/vsigzip/", "/vsi7z/", "/vsirar/"):
        if path.startswith(prefix):
            return _archive_in(path[len(prefix) :])
    return None


_BEHIND = {"/vsicurl/": "", "/vsis3/": "s3://", "/vsigs/": "gs://", "/vsiaz/": "az://"}


def _archive_in(rest: str) -> str | None:
    if rest.startswith("{"):
        rest = rest[1:].partition("}")[0]
    else:
        match = re.match(r"(.*?\.(zip|tar|tgz|gz|kmz|ods|xlsx|7z|rar))(/|$)", rest, re.IGNORECASE)
        rest = match[1] if match else rest
    return behind_gdal_path(rest) if is_gdal_path(rest) else rest


def host_of(uri: str) -> str:
    """The host or bucket of a URI, for messages."""
    outer = container_of(uri)
    return urlsplit(outer).netloc.rpartition("@")[2] or outer


def name_of(uri: str) -> str:
    """The last part of the path, without what follows a "?"."""
    archived = archived_file(uri)
    path = archived.member if archived else uri
    if is_remote(path):
        path = unquote(path.partition("?")[0].partition("#")[0])
    return re.split(r"[/\\]", path.rstrip("/"))[-1]


def join(uri: str, *parts: str) -> str:
    """A file below a folder, here or elsewhere."""
    if is_remote(uri):
        return "/".join([uri.rstrip("/"), *parts])
    return str(Path(plain_path(uri), *parts))
