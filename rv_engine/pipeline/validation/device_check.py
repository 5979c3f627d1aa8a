"""Whether the device that a backend asks for is there."""

from __future__ import annotations

from rv_engine.config import Config
from rv_engine.pipeline.validation.problem_list import ProblemList

# These are always there; to ask for others, torch has to be imported, which takes seconds.
_ALWAYS = (None, "", "auto", "cpu")


def check_device(backend: Config, problems: ProblemList) -> None:
    """Whether a backend's device is there; a backend without one computes where it likes."""
    device = getattr(backend, "device", None)
    if device in _ALWAYS:
        return
    from rv_engine.learner.devices import choose_device

    problems.collect("backend.device", choose_device, device)
