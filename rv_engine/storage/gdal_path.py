"""Files as GDAL names them, and how it reads them over a network."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from rv_engine.monitor import Monitor
from rv_engine.storage.connection import ConnectionPolicy
from rv_engine.storage.file_cache import local_copy
from rv_engine.storage.file_system import s3_endpoint
from rv_engine.storage.side_files import side_files
from rv_engine.storage.uri import (
    archived_file,
    is_gdal_path,
    is_remote,
    plain_path,
    protocol_of,
    without_cache,
)

_PREFIXES = {
    "http": "/vsicurl/http://", "https": "/vsicurl/https://", "ftp": "/vsicurl/ftp://",
    "s3": "/vsis3/", "s3a": "/vsis3/", "gs": "/vsigs/", "gcs": "/vsigs/",
    "az": "/vsiaz/", "abfs": "/vsiaz/", "abfss": "/vsiaz/",
}  # fmt: skip


def gdal_path(uri: str, *, streaming: bool = True, monitor: Monitor | None = None) -> str:
    """What GDAL opens to read a file.

    Args:
        uri: A path, a URI, or what only GDAL knows (`/vsicurl/...`, `NETCDF:...`), which stays.
        streaming: Whether GDAL may read it over the network piece by piece; when not, or where
            GDAL has no access, it is copied to this machine first.
        monitor: Told of a download.

    Raises:
        StorageError: The file is copied, and cannot be read.
    """
    if is_gdal_path(uri):
        return uri
    uri = without_cache(uri)
    archived = archived_file(uri)
    if archived is not None:
        inside = gdal_path(archived.container, streaming=streaming, monitor=monitor)
        return f"/vsi{archived.kind}/{{{inside}}}/{archived.member}"
    if not is_remote(uri):
        return plain_path(uri)
    prefix = _PREFIXES.get(protocol_of(uri))
    if streaming and prefix is not None:
        place = _azure_place(uri) if prefix == "/vsiaz/" else uri.partition("://")[2]
        if place is not None:
            return prefix + place
    return str(local_copy(uri, monitor=monitor, side_files=side_files(uri)))


def is_streamed(path: str) -> bool:
    """Whether GDAL reads a path over the network."""
    networks = ("/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "/vsiadls", "/vsioss", "/vsiswift")
    return any(network in path for network in (*networks, "/vsihdfs", "/vsiwebhdfs"))


def gdal_options(*, has_side_files: bool = True) -> dict[str, str]:
    """How GDAL shall read over a network: with patience, and from the servers that fsspec uses.

    What is set in the environment stays as it is there.

    Args:
        has_side_files: Whether masks, statistics or places may lie beside the file: GDAL asks for
            each by name then, with each opening.
    """
    policy = ConnectionPolicy.from_environment()
    timeout = str(max(1, round(policy.timeout_s)))
    options = {
        # Few: what it gives up is tried again from outside, and more kinds of failures there.
        "GDAL_HTTP_MAX_RETRY": "2",
        "GDAL_HTTP_RETRY_DELAY": str(policy.delay_s),
        "GDAL_HTTP_CONNECTTIMEOUT": timeout,
        # A slow line is no broken one: only silence ends a request.
        "GDAL_HTTP_LOW_SPEED_TIME": timeout,
        "GDAL_HTTP_LOW_SPEED_LIMIT": "1",
        "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE" if has_side_files else "EMPTY_DIR",
        "GDAL_INGESTED_BYTES_AT_OPEN": "32768",
        # A file may change between two runs of one process.
        "CPL_VSIL_CURL_NON_CACHED": "/vsicurl/:/vsis3/:/vsigs/:/vsiaz/",
        **_s3_options(),
    }
    return {name: value for name, value in options.items() if name not in os.environ}


def _s3_options() -> dict[str, str]:
    endpoint = s3_endpoint()
    if endpoint is None:
        return {}
    parts = urlsplit(endpoint)
    return {
        "AWS_S3_ENDPOINT": parts.netloc + parts.path.rstrip("/"),
        "AWS_HTTPS": "NO" if parts.scheme == "http" else "YES",
        # Servers other than Amazon's seldom have a host name for each bucket.
        "AWS_VIRTUAL_HOSTING": "FALSE",
    }


def _azure_place(uri: str) -> str | None:
    """container/path; None for an account that GDAL is not set up for."""
    place = uri.partition("://")[2]
    container, at, rest = place.partition("@")
    if not at:
        return place
    host, _, path = rest.partition("/")
    if host.partition(".")[0] == os.environ.get("AZURE_STORAGE_ACCOUNT"):
        return f"{container}/{path}"
    return None
