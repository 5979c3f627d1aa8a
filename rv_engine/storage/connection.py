"""Work over a connection: tried again when it breaks, and explained when it stays broken."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from rv_engine.monitor import Monitor
from rv_engine.storage.connection_errors import explain

log = logging.getLogger(__name__)
Result = TypeVar("Result")

_TICK_S = 0.2


@dataclass(frozen=True)
class ConnectionPolicy:
    """How patient the engine is with other machines.

    Attributes:
        tries: How often it tries in all.
        delay_s: The wait after the first failure; each later one is twice as long.
        timeout_s: How long a server may be silent.
    """

    tries: int = 5
    delay_s: float = 0.5
    timeout_s: float = 30.0

    @classmethod
    def from_environment(cls) -> ConnectionPolicy:
        """The policy of `RV_NETWORK_TRIES`, `RV_NETWORK_DELAY_S` and `RV_NETWORK_TIMEOUT_S`."""
        return cls(
            max(1, int(_number("RV_NETWORK_TRIES", cls.tries))),
            _number("RV_NETWORK_DELAY_S", cls.delay_s),
            _number("RV_NETWORK_TIMEOUT_S", cls.timeout_s),
        )


def _number(name: str, default: float) -> float:
    try:
        return float(os.environ.get(name, default))
    except ValueError:
        log.warning("%s is no number and is not used.", name)
        return default


def persistently(
    call: Callable[[], Result],
    uri: str,
    monitor: Monitor | None = None,
    policy: ConnectionPolicy | None = None,
) -> Result:
    """What a call returns, which is made again when the connection breaks.

    Args:
        call: Safe to repeat.
        uri: What it reads or writes, for messages.
        monitor: Asked while waiting whether to stop.
        policy: How patient to be; the environment's when left out.

    Raises:
        StorageError: It failed for good: what, where, and what to do.
        MissingFileError: There is no such file.
        MissingPackageError: A package for this kind of URI is not installed.
        Cancelled: The monitor said to stop.
    """
    policy = policy or ConnectionPolicy.from_environment()
    for attempt in range(policy.tries):
        if monitor is not None:
            monitor.check()
        try:
            return call()
        except Exception as error:
            trouble = explain(error, uri)
            if trouble is None:
                raise
            if not trouble.passing or attempt == policy.tries - 1:
                raise trouble.error from error
            delay_s = policy.delay_s * 2**attempt
            log.info("%s Trying again in %.1f s.", trouble.error.message, delay_s)
            wait(delay_s, monitor)
    raise AssertionError("unreachable")


def wait(seconds: float, monitor: Monitor | None = None) -> None:
    """Waits, unless the monitor says to stop.

    Raises:
        Cancelled: It did.
    """
    end_s = time.monotonic() + seconds
    while (left_s := end_s - time.monotonic()) > 0:
        if monitor is not None:
            monitor.check()
        time.sleep(min(left_s, _TICK_S))
