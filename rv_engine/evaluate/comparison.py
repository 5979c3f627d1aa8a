"""Two evaluations side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rv_engine.config.json_file import read_json_object
from rv_engine.errors import ConfigError
from rv_engine.evaluate.paired_blocks import Intervals, PairedBlocks, pair_blocks
from rv_engine.evaluate.text_table import AGREEMENT_TITLES

_GROUP = "validation_scenes"
_CONFIG = "pipeline-config.json"
AVERAGE = "average"
DIFFERS, NO_DIFFERENCE = "differs", "no difference shown"
NOT_PAIRED = PairedBlocks(reason="What was found in each block is not known.")
# What tells nothing of how a model was made.
_PLACES = ("root_uri", "_uri", "uris", "schema_version")


@dataclass(frozen=True)
class MetricDifference:
    """A metric of a class, or of the average, in two evaluations.

    Attributes:
        class_name: The class, or "average".
        metric: Such as "f1".
        first, second: Its values; None where it is not defined.
        first_interval, second_interval: The 95 % interval of each alone, [low, high]; None where
            there is none.
        interval: That of the difference, both measured on the same places; None where that cannot
            be said.
        scene: The scene; None for all of them together.
    """

    class_name: str
    metric: str
    first: float | None
    second: float | None
    first_interval: Sequence[float] | None = None
    second_interval: Sequence[float] | None = None
    interval: Sequence[float] | None = None
    scene: str | None = None

    @property
    def difference(self) -> float | None:
        """How much higher the second one is."""
        if self.first is None or self.second is None:
            return None
        return self.second - self.first

    @property
    def is_clear(self) -> bool | None:
        """Whether the two differ by more than chance makes; None where that cannot be said."""
        if self.interval is None:
            return None
        low, high = self.interval
        return low > 0 or high < 0

    @property
    def verdict(self) -> str:
        """The same in words; nothing where it cannot be said."""
        return {True: DIFFERS, False: NO_DIFFERENCE, None: ""}[self.is_clear]

    def to_dict(self) -> dict[str, Any]:
        """The difference as JSON values."""
        made = {"difference": self.difference, "is_clear": self.is_clear, "verdict": self.verdict}
        return {**asdict(self), **made}


def compare(
    first: Mapping[str, Any], second: Mapping[str, Any], paired: PairedBlocks = NOT_PAIRED
) -> list[MetricDifference]:
    """What two evaluations say of the classes that both have, in the order of the first.

    The average comes with what it alone has, such as "mean_iou", if both have it.

    Args:
        first: The content of an `eval.json`.
        second: That of another.
        paired: What the blocks of both say.

    Raises:
        ConfigError: They have no class in common.
    """
    differences = list(_differences(first["overall"], second["overall"], paired.overall))
    if all(entry.class_name == AVERAGE for entry in differences):
        raise ConfigError(
            "The two evaluations have no class in common.",
            hint="Compare runs of the same task with the same classes.",
        )
    return differences


def compare_scenes(
    first: Mapping[str, Any], second: Mapping[str, Any], paired: PairedBlocks = NOT_PAIRED
) -> list[MetricDifference]:
    """What two evaluations say of the average of each scene that both have."""
    others = second.get("per_scene") or {}
    return [
        difference
        for scene, entries in (first.get("per_scene") or {}).items()
        if scene in others
        for difference in _differences(
            entries[-1:], others[scene][-1:], paired.scenes.get(scene, {}), scene
        )
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


def compare_blocks(first: Path, second: Path) -> PairedBlocks:
    """What can be said of the differences of two run folders or `eval.json`."""
    return pair_blocks(_file_of(first).parent, _file_of(second).parent)


def read_evaluation(path: Path) -> dict[str, Any]:
    """The evaluation in an `eval.json`, or of the validation scenes in a run folder.

    Raises:
        ConfigError: There is none.
    """
    file = _file_of(path)
    if path.is_dir() and not file.is_file():
        raise ConfigError(
            f"The run folder '{path}' has no evaluation: there is no '{file}'.",
            hint="Run EVAL first, or name an eval.json.",
            where=str(path),
        )
    # Raster Vision writes NaN where a metric is not defined.
    content = read_json_object(file, "evaluation", nan_is_null=True)
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


def comparison_table(differences: list[MetricDifference], paired: PairedBlocks = NOT_PAIRED) -> str:
    """The differences as lines of text, with their intervals, and whether the two differ."""
    width = max(len(entry.class_name) for entry in differences)
    metric_width = max(12, *(len(entry.metric) for entry in differences))
    head = (
        f"{'':{width}}  {'metric':{metric_width}} {'first':>9} {'second':>9} {'difference':>11}"
        f"  {'95 % interval':16}"
    )
    lines = [head.rstrip()]
    for entry in differences:
        line = (
            f"{entry.class_name:{width}}  {entry.metric:{metric_width}} {_number(entry.first):>9} "
            f"{_number(entry.second):>9} {_number(entry.difference, sign='+'):>11}"
            f"  {interval_text(entry.interval):16}  {entry.verdict}"
        )
        lines.append(line.rstrip())
    return "\n".join([*lines, "", paired_text(paired)]) + "\n"


def interval_text(interval: Sequence[float] | None) -> str:
    """An interval of a difference, such as "-0.012 to +0.034"; nothing without one."""
    return "" if interval is None else f"{interval[0]:+.3f} to {interval[1]:+.3f}"


def paired_text(paired: PairedBlocks) -> str:
    """What the verdicts rest on, or why there are none, in a sentence or two."""
    if paired.reason:
        return f"{paired.reason} So whether they differ cannot be said."
    return (
        f"Both were measured on the same {paired.count} blocks. They differ where the 95 % interval "
        "of the difference, bootstrapped over these blocks, leaves out 0."
    )


def _file_of(path: Path) -> Path:
    return path / "eval" / _GROUP / "eval.json" if path.is_dir() else path


def _differences(
    first: Sequence[Mapping[str, Any]],
    second: Sequence[Mapping[str, Any]],
    paired: Intervals,
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
            interval = paired.get(entry["class_name"], {}).get(metric)
            yield MetricDifference(
                entry["class_name"],
                metric,
                ours[metric],
                theirs[metric],
                _interval(entry, metric),
                _interval(other, metric),
                None if interval is None or math.isnan(interval[0]) else interval,
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
