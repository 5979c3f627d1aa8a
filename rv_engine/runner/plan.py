"""The plan of a run: which commands run, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rv_engine.config.plugin_reference import PluginReference
from rv_engine.pipeline.command import Command
from rv_engine.pipeline.origin import Origin, map_texts, read_origin

RUN = "run"
UP_TO_DATE = "up to date"


@dataclass(frozen=True)
class PlannedCommand:
    """What happens with a command.

    Attributes:
        name: The command.
        reasons: Why it runs, in words; none when it is up to date.
    """

    name: str
    reasons: tuple[str, ...] = ()

    @property
    def action(self) -> str:
        """What is done: "run" or "up to date"."""
        return RUN if self.reasons else UP_TO_DATE

    def to_dict(self) -> dict[str, Any]:
        """As it is told in the result."""
        return {"command": self.name, "action": self.action, "reasons": list(self.reasons)}


def plan_commands(
    commands: Sequence[Command],
    chosen: Collection[str],
    plugins: Mapping[str, str],
    public: Callable[[str], str] = str,
    *,
    rerun: bool = False,
) -> list[PlannedCommand]:
    """What happens with the chosen commands.

    Args:
        commands: All of a pipeline, in their order.
        chosen: Names of those to look at.
        plugins: See `plugin_hashes`.
        public: Turns paths into what other machines call them.
        rerun: Run also what is up to date.
    """
    by_name = {command.name: command for command in commands}
    plan: list[PlannedCommand] = []
    stale: list[Command] = []
    for command in commands:
        if command.name not in chosen:
            continue
        reasons = why_stale(command, current_origin(command, by_name, plugins, public), rerun=rerun)
        if not reasons:
            before = [other.name.upper() for other in stale if command.reads_from(other)]
            reasons = [f"{name}, whose outputs it reads, runs before it" for name in before[:1]]
        if reasons:
            stale.append(command)
        plan.append(PlannedCommand(command.name, tuple(reasons)))
    return plan


def current_origin(
    command: Command,
    by_name: Mapping[str, Command],
    plugins: Mapping[str, str],
    public: Callable[[str], str] = str,
) -> Origin:
    """What the outputs of a command would be made from now; see `plan_commands`."""
    # Not what upstream would make by this config, but what it has made: it may not have run.
    upstream = {name: by_name[name].made_from for name in command.depends_on if name in by_name}
    origin = command.origin(upstream, plugins)
    return Origin(map_texts(origin.parts, public))


def why_stale(command: Command, now: Origin, *, rerun: bool = False) -> list[str]:
    """Why a command has to run, in words; [] when its outputs are up to date."""
    before = read_origin(command.target)
    if not before.fingerprint:
        work = read_origin(command.work_folder)
        if command.resumable and work.fingerprint == now.fingerprint:
            return ["it was interrupted, and goes on"]
        return ["it has not been run here"]
    reasons = now.changes_since(before)
    return reasons or (["asked for with --rerun"] if rerun else [])


def plugin_hashes(references: Sequence[PluginReference]) -> dict[str, str]:
    """The hash of each plugin by its name."""
    return {reference.name: reference.sha256 for reference in references}


def plan_table(plan: Sequence[PlannedCommand]) -> str:
    """The plan as lines of text."""
    lines = []
    for step in plan:
        first, *rest = step.reasons or ("",)
        lines.append(f"{step.name:<8}  {step.action:<10}  {first}".rstrip())
        lines += [f"{'':<22}{reason}" for reason in rest]
    return "\n".join(lines) + "\n"
