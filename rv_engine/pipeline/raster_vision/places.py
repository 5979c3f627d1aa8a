"""Folders and files of the old run: the new one writes beside it, and never into it."""

from __future__ import annotations

from typing import Any

from rv_engine.pipeline.raster_vision.changes import ChangeList

Part = dict[str, Any]
_COMMANDS = ("analyze", "chip", "train", "predict", "eval", "bundle")
_SUFFIX = "-rv-studio"


def forget_places(content: Part, root: str | None, changes: ChangeList) -> None:
    """Leaves out what Raster Vision filled in from its root folder, which is filled in anew.

    Args:
        content: The values of a pipeline config; changed.
        root: The new run folder; beside the old one when left out.
        changes: Gets the new run folder.
    """
    old_root = content.get("root_uri")
    owned = [content.get(f"{command}_uri") for command in _COMMANDS]
    folders = [uri.rstrip("/") for uri in (*owned, old_root) if isinstance(uri, str) and uri]
    for command in _COMMANDS:
        content.pop(f"{command}_uri", None)
    _forget(content, folders)
    if root is not None:
        content["root_uri"] = root
    elif isinstance(old_root, str) and old_root:
        content["root_uri"] = old_root.rstrip("/") + _SUFFIX
    if content.get("root_uri") != old_root:
        changes.changed(
            "root_uri", f"the run folder is {content['root_uri']!r}: the old run stays as it is"
        )


_FILLED_IN = {
    "uri": ("label_store", "image_data", "geojson_store"),
    "output_uri": ("evaluator", "analyzer"),
    "stats_uri": ("stats_transformer",),
}


def _forget(value: Any, folders: list[str]) -> None:
    if isinstance(value, list):
        for item in value:
            _forget(item, folders)
    if not isinstance(value, dict):
        return
    hint = str(value.get("type_hint"))
    for name, kinds in _FILLED_IN.items():
        uri = value.get(name)
        if isinstance(uri, str) and hint.endswith(kinds) and _is_inside(uri, folders):
            value[name] = None
    for item in value.values():
        _forget(item, folders)


def _is_inside(uri: str, folders: list[str]) -> bool:
    return any(uri.rstrip("/") == folder or uri.startswith(folder + "/") for folder in folders)
