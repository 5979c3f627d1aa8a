"""What differs between two JSON objects, as a merge patch (RFC 7396), and how to apply one."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any


def merge_patch(target: Any, patch: Any) -> Any:
    """The target with the patch applied (RFC 7396, section 2); neither is changed.

    Args:
        target: A JSON value.
        patch: An object whose null members are taken away from the target, whose objects are
            merged, and whose other members replace those of the target. Anything that is not an
            object replaces the target whole.
    """
    if not isinstance(patch, Mapping):
        return copy.deepcopy(patch)
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merge_patch(result.get(name), value)
    return copy.deepcopy(result)


def patch_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The smallest merge patch that makes `after` of `before`; empty when they are the same.

    A merge patch cannot set a member of an object to null: one that is null in `after` is taken away.
    """
    patch: dict[str, Any] = {name: None for name in before if name not in after}
    for name, value in after.items():
        if name not in before:
            if value is not None:
                patch[name] = copy.deepcopy(value)
            continue
        old = before[name]
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
