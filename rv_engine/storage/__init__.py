"""Files, here and elsewhere: whole or absent, tried again when a connection breaks."""

from rv_engine.storage.atomic import (
    PARTIAL_SUFFIX,
    check_file_writable,
    check_writable,
    partial_path,
    publish,
    remove_path,
    writing,
)
from rv_engine.storage.connection import ConnectionPolicy, persistently
from rv_engine.storage.file_cache import FileCache, cache_folder, local_copy
from rv_engine.storage.files import (
    check_exists,
    download,
    exists,
    fingerprint,
    list_files,
    read_bytes,
    read_text,
    remove,
    upload,
    write_bytes,
    write_text,
)
from rv_engine.storage.folders import MARKER, download_folder, remote_marker, upload_folder
from rv_engine.storage.gdal_path import gdal_options, gdal_path, is_streamed
from rv_engine.storage.remote_folder import RemoteFolder, mirror_folder
from rv_engine.storage.same_file import check_replaces_none, place_of
from rv_engine.storage.side_files import has_side_files, side_files
from rv_engine.storage.uri import absolute, is_remote, join, local_path, name_of, protocol_of

__all__ = [
    "MARKER",
    "PARTIAL_SUFFIX",
    "ConnectionPolicy",
    "FileCache",
    "RemoteFolder",
    "absolute",
    "cache_folder",
    "check_exists",
    "check_file_writable",
    "check_replaces_none",
    "check_writable",
    "download",
    "download_folder",
    "exists",
    "fingerprint",
    "gdal_options",
    "gdal_path",
    "has_side_files",
    "is_remote",
    "is_streamed",
    "join",
    "list_files",
    "local_copy",
    "local_path",
    "mirror_folder",
    "name_of",
    "partial_path",
    "persistently",
    "place_of",
    "protocol_of",
    "publish",
    "read_bytes",
    "read_text",
    "remote_marker",
    "remove",
    "remove_path",
    "side_files",
    "upload",
    "upload_folder",
    "write_bytes",
    "write_text",
    "writing",
]
