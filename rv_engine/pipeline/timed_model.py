"""How long a model computes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


class TimedModel:
    """A model that counts the time spent in its `predict_...` methods, and is otherwise the same.

    Args:
        model: The model.

    Attributes:
        seconds: The time so far.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._model, name)
        return self._timed(value) if name.startswith("predict_") else value

    def _timed(self, predict: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any) -> Any:
            begun_s = time.perf_counter()
            try:
                return predict(*args)
            finally:
                self.seconds += time.perf_counter() - begun_s

        return timed
