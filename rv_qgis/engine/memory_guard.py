"""Ends a run that takes more memory than the user allows, before the whole computer suffers."""

from __future__ import annotations

import time

from .errors import EngineError
from .process_memory import tree_memory_mb

_INTERVAL_S = 1.0


class MemoryGuard:
    """Looks at a process and its children now and then.

    Args:
        limit_mb: What they may take together; 0 for no limit.
    """

    def __init__(self, process_id: int, limit_mb: int) -> None:
        self._process_id = process_id
        self._limit_mb = limit_mb
        self._next_s = time.monotonic() + _INTERVAL_S

    def check(self) -> None:
        """Raises `EngineError` when it is too much; looks at most once a second."""
        if not self._limit_mb or time.monotonic() < self._next_s:
            return
        self._next_s = time.monotonic() + _INTERVAL_S
        used_mb = tree_memory_mb(self._process_id)
        if used_mb is not None and used_mb > self._limit_mb:
            raise EngineError(
                f"The engine took {used_mb / 1e3:.1f} GB of memory; "
                f"{self._limit_mb / 1e3:.1f} GB are allowed.",
                hint="Choose a smaller batch size or chip size, or allow more in "
                "Settings > Options > RV Studio.",
                code="memory",
            )
