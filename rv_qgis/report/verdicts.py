"""Whether two runs differ, as the engine says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from ..translation import tr


@dataclass(frozen=True)
class Verdicts:
    """What the engine says of the difference of two runs.

    Attributes:
        block_count: The blocks that both were measured on; None when they were not.
        unpaired: Why nothing can be said, as the engine calls it; nothing when it can.
        scores: The interval, and whether they differ, by class and metric.
    """

    block_count: Optional[int] = None
    unpaired: str = ""
    scores: Mapping[tuple[str, str], tuple[tuple[float, float], bool]] = field(default_factory=dict)


def read_verdicts(values: Mapping[str, Any]) -> Verdicts:
    """What the result of `rv compare` says."""
    paired = values.get("paired") or {}
    scores = {
        (row["class_name"], row["metric"]): (tuple(row["interval"]), bool(row["is_clear"]))
        for row in values.get("differences") or []
        if row.get("interval") and row.get("is_clear") is not None
    }
    return Verdicts(paired.get("blocks"), str(paired.get("unpaired") or ""), scores)


def verdicts_text(verdicts: Optional[Verdicts]) -> str:
    """What the verdicts rest on, or why there are none."""
    if verdicts is None:
        return tr("Whether they differ could not be found out: the engine did not answer.")
    if not verdicts.unpaired:
        text = tr(
            "Both were measured on the same {count} blocks. They differ where the 95 % interval of "
            "the difference leaves out 0."
        )
        return text.format(count=verdicts.block_count)
    reasons = {
        "no_blocks": tr(
            "Whether they differ cannot be said: one of them has no blocks.npz. Evaluate it again."
        ),
        "other_classes": tr("Whether they differ cannot be said: they have other classes."),
        "other_measure": tr(
            "Whether they differ cannot be said: they were not measured in the same way."
        ),
        "other_scenes": tr(
            "Whether they differ cannot be said: they were measured on other scenes."
        ),
        "other_labels": tr(
            "Whether they differ cannot be said: they were measured on other places, or with other "
            "labels."
        ),
        "few_blocks": tr(
            "Whether they differ cannot be said: they were measured on the same places, but these "
            "are too few."
        ),
    }
    return reasons.get(verdicts.unpaired, tr("Whether they differ cannot be said."))
