"""The model bundles of this user: found, listed, looked into, shared and used."""

from .bundle_entry import BundleEntry
from .bundle_file import BundleInfo, read_bundle, read_preview, unpack_evaluation
from .bundle_list import BundleList
from .bundle_registry import BundleRegistry
from .library_part import LibraryPart

__all__ = [
    "BundleEntry",
    "BundleInfo",
    "BundleList",
    "BundleRegistry",
    "LibraryPart",
    "read_bundle",
    "read_preview",
    "unpack_evaluation",
]
