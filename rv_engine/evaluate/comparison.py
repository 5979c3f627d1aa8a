"""Two evaluations side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rv_engine.config.json_file import read_json_object
from rv_engine.errors import ConfigError
from rv_engine.evaluate.text_table import AGREEMENT_TITLES

_GROUP = "validation_scenes"
_CONFIG = "pipeline-config.json"
AVERAGE = "average"
# What tells nothing of how a model was made.
_PLACES = ("root_uri", "_uri", "uris", "schema_version")


@dataclass(frozen=True)
class MetricDifference:
    """A metric of a class, or of the average, in two evaluations.

    Attributes:
        class_name: The class, or "average".
        metric: Such as "f1".
        first, second: Its values; None where it is not defined.
        is_clear: Whether the 95 % intervals of the two do not touch; None where one has none.
        first_interval, second_interval: [low, high]; None where there is none.
        scene: The scene; None for all of them together.
    """

    class_name: str
    metric: str
    first: float | None
    second: float | None
    is_clear: bool | None
    first_interval: Sequence[float] | None = None
    second_interval: Sequence[float] | None = None
    scene: str | None = None

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

    The average comes with what it alone has, such as "mean_iou", if both have it.

    Args:
        first: The content of an `eval.json`.
        second: That of another.

    Raises:
        ConfigError: They have no class in common.
    """
    differences = list(_differences(first["overall"], second["overall"]))
    if all(entry.class_name == AVERAGE for entry in differences):
        raise ConfigError(
            "The two evaluations have no class in common.",
            hint="Compare runs of the same task with the same classes.",
        )
    return differences


def compare_scenes(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[MetricDifference]:
    """What two evaluations say of the average of each scene that both have."""
    others = second.get("per_scene") or {}
    return [
        difference
        for scene, entries in (first.get("per_scene") or {}).items()
        if scene in others
        for difference in _differences(entries[-1:], others[scene][-1:], scene)
    ]


def compare_settings(first: Path, second: Path) -> list[tuple[str, str, str]]:
    """The settings that differ in two run folders: the place in the config, and both values.

    Paths are left out. Where one of the two is no run folder, there are none.
    """
    both = []
    for folder in (first, second):
        file = folder / _CONFIG
        if not file.is_file():
            return []
        both.append(dict(_leaves(read_json_object(file))))
    ours, theirs = both
    return [
        (name, ours.get(name, "–"), theirs.get(name, "–"))
        for name in dict.fromkeys([*ours, *theirs])
        if ours.get(name) != theirs.get(name)
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


def run_names(first: Path, second: Path) -> tuple[str, str]:
    """What to call two runs: their folders, with as much of the path as tells them apart."""
    paths = [path.absolute() for path in (first, second)]
    folders = [
        path.parents[2] if path.name == "eval.json" and path.parents[1].name == "eval" else path
        for path in paths
    ]
    for length in range(1, max(len(folder.parts) for folder in folders) + 1):
        names = [Path(*folder.parts[-length:]).as_posix() for folder in folders]
        if names[0] != names[1]:
            return names[0], names[1]
    return "first", "second"


def comparison_table(differences: list[MetricDifference]) -> str:
    """The differences as lines of text; a star where they are clear."""
    width = max(len(entry.class_name) for entry in differences)
    metric_width = max(12, *(len(entry.metric) for entry in differences))
    head = f"{'':{width}}  {'metric':{metric_width}} {'first':>9} {'second':>9} {'difference':>11}"
    lines = [head]
    for entry in differences:
        star = " *" if entry.is_clear else ""
        lines.append(
            f"{entry.class_name:{width}}  {entry.metric:{metric_width}} {_number(entry.first):>9} "
            f"{_number(entry.second):>9} {_number(entry.difference, sign='+'):>11}{star}"
        )
    if any(entry.is_clear for entry in differences):
        lines.append("* the 95 % intervals do not touch")
    return "\n".join(lines) + "\n"


def _differences(
    first: Sequence[Mapping[str, Any]],
    second: Sequence[Mapping[str, Any]],
    scene: str | None = None,
) -> Iterator[MetricDifference]:
    others = {entry["class_name"]: entry for entry in second}
    for entry in first:
        other = others.get(entry["class_name"])
        if other is None:
            continue
        ours, theirs = _values(entry), _values(other)
        for metric in ours:
            if metric not in theirs:
                continue
            interval, other_interval = _interval(entry, metric), _interval(other, metric)
            yield MetricDifference(
                entry["class_name"],
                metric,
                ours[metric],
                theirs[metric],
                _are_apart(interval, other_interval),
                interval,
                other_interval,
                scene,
            )


def _values(entry: Mapping[str, Any]) -> dict[str, Any]:
    macro = {f"macro_{name}": value for name, value in (entry.get("macro_metrics") or {}).items()}
    in_all = {name: entry[name] for name in AGREEMENT_TITLES if name in entry}
    calibration = entry.get("calibration") or {}
    errors = {name: calibration[name] for name in ("ece", "brier") if name in calibration}
    return {**entry["metrics"], **macro, **in_all, **errors}


def _interval(entry: Mapping[str, Any], metric: str) -> Sequence[float] | None:
    interval = entry.get("intervals", {}).get(metric)
    return None if interval is None or None in interval else interval


def _are_apart(a: Sequence[float] | None, b: Sequence[float] | None) -> bool | None:
    if a is None or b is None:
        return None
    return bool(a[1] < b[0] or b[1] < a[0])


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The values in nested JSON by their dotted names."""
    if isinstance(value, Mapping):
        for key, child in value.items():
            if not key.endswith(_PLACES):
                yield from _leaves(child, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(child, (Mapping, list)) for child in value):
        for number, child in enumerate(value):
            yield from _leaves(child, f"{name}.{number}")
    elif isinstance(value, list):
        yield name, ", ".join(map(str, value)) or "none"
    else:
        yield name, {None: "–", True: "yes", False: "no"}.get(value, str(value))


def _number(value: float | None, sign: str = "") -> str:
    return "–" if value is None else f"{value:{sign}.3f}"
