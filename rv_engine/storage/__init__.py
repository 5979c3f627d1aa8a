"""Files: whole or absent, and where they may lie."""

from rv_engine.storage.atomic import (
    PARTIAL_SUFFIX,
    check_file_writable,
    check_writable,
    partial_path,
    publish,
    remove_path,
    write_text,
    writing,
)

__all__ = [
    "PARTIAL_SUFFIX",
    "check_file_writable",
    "check_writable",
    "partial_path",
    "publish",
    "remove_path",
    "write_text",
    "writing",
]
