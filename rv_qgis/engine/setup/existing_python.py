"""Checks a Python that the user brings along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Callable

from ..commands import doctor_command
from ..errors import EngineError, EngineNotFoundError
from ..home import EngineHome
from ..report import DOCTOR_TIMEOUT_S, EngineReport, read_report
from ..runner import EngineRunner
from .pythons import OLDEST, ask_python


def check_existing_python(
    home: EngineHome,
    runner: EngineRunner,
    environment: Mapping[str, str],
    is_cancelled: Callable[[], bool] = lambda: False,
) -> EngineReport:
    """Starts the engine in a Python and answers how it is.

    Args:
        environment: Without what belongs to QGIS.

    Raises:
        EngineNotFoundError: It is no Python, or too old a one.
        EngineError: The engine does not start in it.
    """
    program = ask_python(home.python, environment)
    if program is None:
        raise EngineNotFoundError(
            f"'{home.python}' is no Python, or does not start.",
            hint="Choose the Python program of an environment, such as bin/python in its folder.",
            where=str(home.python),
        )
    if program.version[:2] < OLDEST:
        oldest = ".".join(str(number) for number in OLDEST)
        raise EngineNotFoundError(
            f"This is Python {program.version_text}, but the engine needs {oldest} or later.",
            hint="Choose another environment, or make one with a newer Python.",
            where=str(home.python),
        )
    try:
        values = runner.run(
            doctor_command(), is_cancelled=is_cancelled, home=home, timeout_s=DOCTOR_TIMEOUT_S
        )
    except EngineError as error:
        if "No module named" in error.message:
            error.hint = (
                "Install the engine's packages there, as the page 'Install' does by itself, or "
                "choose another environment."
            )
        raise
    return read_report(values)
