"""What differs between two JSON objects, as a merge patch (RFC 7396), and how to apply one.

The standard's null takes a member away, so nothing could be set to null. Here {"$value": null} does;
`rv_engine.pipeline.draft` reads the same.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

_VALUE = "$value"


def merge_patch(target: Any, patch: Any) -> Any:
    """The target with the patch applied (RFC 7396, section 2); neither is changed.

    Args:
        target: A JSON value.
        patch: An object whose null members are taken away from the target, whose objects are
            merged, and whose other members replace those of the target. Anything that is not an
            object replaces the target whole, and so does {"$value": ...} with its value.
    """
    if not isinstance(patch, Mapping):
        return copy.deepcopy(patch)
    if patch.keys() == {_VALUE}:
        return copy.deepcopy(patch[_VALUE])
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merge_patch(result.get(name), value)
    return copy.deepcopy(result)


def patch_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The smallest merge patch that makes `after` of `before`; empty when they are the same."""
    patch: dict[str, Any] = {name: None for name in before if name not in after}
    for name, value in after.items():
        if value is None:
            if name not in before or before[name] is not None:
                patch[name] = {_VALUE: None}
            continue
        old = before.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            inner = patch_between(old, value)
            if inner:
                patch[name] = inner
        elif not is_same(old, value):
            patch[name] = copy.deepcopy(value)
    return patch


def is_same(first: Any, second: Any) -> bool:
    """Whether two JSON values are equal; true and 1 are not."""
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return first.keys() == second.keys() and all(is_same(first[k], second[k]) for k in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(is_same, first, second))
    return bool(first == second)
