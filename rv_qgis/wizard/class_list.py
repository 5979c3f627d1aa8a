"""Changes to a list of classes: merged, taken apart, moved."""

from __future__ import annotations

from collections.abc import Sequence

from .draft import DraftClass

FEW_LABELS = 10


def merge(classes: Sequence[DraftClass], rows: Sequence[int]) -> list[DraftClass]:
    """The classes with those at some places made one, which keeps the first one's look."""
    chosen = sorted(set(rows))
    if len(chosen) < 2:
        return list(classes)
    first = classes[chosen[0]]
    parts = [classes[row] for row in chosen]
    counts = [part.count for part in parts if part.count is not None]
    merged = DraftClass(
        name=first.name,
        colour=first.colour,
        values=[value for part in parts for value in part.values],
        is_null=first.is_null,
        is_ignored=first.is_ignored,
        count=sum(counts) if counts else None,
    )
    rest = [one for row, one in enumerate(classes) if row not in chosen[1:]]
    rest[chosen[0]] = merged
    return rest


def take_apart(
    classes: Sequence[DraftClass], row: int, found: Sequence[DraftClass]
) -> list[DraftClass]:
    """The classes with a merged one as it was before.

    Args:
        found: The classes as they were read from the labels.
    """
    values = classes[row].values
    parts = [one for one in found if one.values and set(one.values) <= set(values)]
    if len(parts) < 2:
        parts = [DraftClass(value, classes[row].colour, [value]) for value in values]
    copies = [
        DraftClass(one.name, one.colour, list(one.values), one.is_null, one.is_ignored, one.count)
        for one in parts
    ]
    return [*classes[:row], *copies, *classes[row + 1 :]]


def move(classes: Sequence[DraftClass], row: int, by: int) -> list[DraftClass]:
    """The classes with one moved up (-1) or down (1)."""
    target = min(max(row + by, 0), len(classes) - 1)
    moved = list(classes)
    moved.insert(target, moved.pop(row))
    return moved


def name_problem(classes: Sequence[DraftClass]) -> str:
    """The name that comes twice or is empty, as "" for none, " " for an empty one."""
    names = [one.name.strip() for one in classes]
    if not all(names):
        return " "
    return next((name for name in names if names.count(name) > 1), "")


def rare(classes: Sequence[DraftClass], counts_pixels: bool) -> list[DraftClass]:
    """The classes that have too few labels to be learnt well."""
    learnt = [one for one in classes if not one.is_null and not one.is_ignored]
    total = sum(one.count or 0 for one in classes)
    few = 0.01 * total if counts_pixels else FEW_LABELS
    return [one for one in learnt if one.count is not None and one.count < few]
