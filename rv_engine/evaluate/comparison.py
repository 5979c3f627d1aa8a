"""Two evaluations side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rv_engine.config.json_file import read_json_object
from rv_engine.errors import ConfigError

_GROUP = "validation_scenes"


@dataclass(frozen=True)
class MetricDifference:
    """A metric of a class, or of the average, in two evaluations.

    Attributes:
        class_name: The class, or "average".
        metric: Such as "f1".
        first, second: Its values; None where it is not defined.
        is_clear: Whether the 95 % intervals of the two do not touch; None where one has none.
    """

    class_name: str
    metric: str
    first: float | None
    second: float | None
    is_clear: bool | None

    @property
    def difference(self) -> float | None:
        """How much higher the second one is."""
        if self.first is None or self.second is None:
            return None
        return self.second - self.first

    def to_dict(self) -> dict[str, Any]:
        """The difference as JSON values."""
        return {**asdict(self), "difference": self.difference}


def compare(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[MetricDifference]:
    """What two evaluations say of the classes that both have, in the order of the first.

    Args:
        first: The content of an `eval.json`.
        second: That of another.

    Raises:
        ConfigError: They have no class in common.
    """
    others = {entry["class_name"]: entry for entry in second["overall"]}
    pairs = [
        (entry, others[entry["class_name"]])
        for entry in first["overall"]
        if entry["class_name"] in others
    ]
    if not any(entry["class_name"] != "average" for entry, _ in pairs):
        raise ConfigError(
            "The two evaluations have no class in common.",
            hint="Compare runs of the same task with the same classes.",
        )
    return [
        MetricDifference(
            entry["class_name"],
            metric,
            value,
            other["metrics"][metric],
            _are_apart(entry.get("intervals", {}), other.get("intervals", {}), metric),
        )
        for entry, other in pairs
        for metric, value in entry["metrics"].items()
        if metric in other["metrics"]
    ]


def read_evaluation(path: Path) -> dict[str, Any]:
    """The evaluation in an `eval.json`, or of the validation scenes in a run folder.

    Raises:
        ConfigError: There is none.
    """
    file = path / "eval" / _GROUP / "eval.json" if path.is_dir() else path
    if path.is_dir() and not file.is_file():
        raise ConfigError(
            f"The run folder '{path}' has no evaluation: there is no '{file}'.",
            hint="Run EVAL first, or name an eval.json.",
            where=str(path),
        )
    content = read_json_object(file)
    if not isinstance(content.get("overall"), list):
        raise ConfigError(
            f"'{file}' is no evaluation.", hint="Choose the eval.json of a run.", where=str(file)
        )
    return content


def comparison_table(differences: list[MetricDifference]) -> str:
    """The differences as lines of text; a star where they are clear."""
    width = max(len(entry.class_name) for entry in differences)
    head = f"{'':{width}}  {'metric':12} {'first':>9} {'second':>9} {'difference':>11}"
    lines = [head]
    for entry in differences:
        star = " *" if entry.is_clear else ""
        lines.append(
            f"{entry.class_name:{width}}  {entry.metric:12} {_number(entry.first):>9} "
            f"{_number(entry.second):>9} {_number(entry.difference, sign='+'):>11}{star}"
        )
    if any(entry.is_clear for entry in differences):
        lines.append("* the 95 % intervals do not touch")
    return "\n".join(lines) + "\n"


def _are_apart(first: Mapping[str, Any], second: Mapping[str, Any], metric: str) -> bool | None:
    a, b = first.get(metric), second.get(metric)
    if a is None or b is None or None in (*a, *b):
        return None
    return bool(a[1] < b[0] or b[1] < a[0])


def _number(value: float | None, sign: str = "") -> str:
    return "–" if value is None else f"{value:{sign}.3f}"
