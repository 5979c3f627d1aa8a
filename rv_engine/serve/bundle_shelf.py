"""Bundles that stay loaded."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rv_engine.errors import BundleError
from rv_engine.monitor import Monitor
from rv_engine.pipeline.predictor import Predictor
from rv_engine.storage import fingerprint


@dataclass
class _Loaded:
    predictor: Predictor
    fingerprint: str
    used_s: float


class BundleShelf:
    """Predictors by bundle and device; each is loaded once and put away when nobody asks for it.

    Args:
        idle_s: Seconds after which a bundle that is not asked for is put away.
        most: Bundles that are loaded at once; the one that was not asked for longest makes room.
        clock: Tells seconds.
    """

    def __init__(
        self, *, idle_s: float, most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._idle_s = idle_s
        self._most = most
        self._clock = clock
        self._loaded: dict[tuple[str, str | None], _Loaded] = {}

    def predictor(self, bundle: str, device: str | None, monitor: Monitor) -> Predictor:
        """The predictor of a bundle, with its model loaded.

        A bundle whose file has changed is loaded anew.

        Raises:
            BundleError, ModelError: The bundle cannot be used, or there is no such device.
        """
        path = Path(bundle)
        if not path.is_absolute():
            raise BundleError(
                f"'{bundle}' is a relative path, but this process has no folder to start from.",
                hint="Give the whole path.",
                where=bundle,
            )
        key, state = (bundle, device), fingerprint(bundle)
        found = self._loaded.get(key)
        if found is None or found.fingerprint != state:
            self._loaded.pop(key, None)
            self._make_room()
            predictor = Predictor(path, device)
            predictor.load_model(monitor)
            found = self._loaded[key] = _Loaded(predictor, state, self._clock())
        found.used_s = self._clock()
        return found.predictor

    def put_away(self, bundle: str | None = None) -> list[str]:
        """Forgets a bundle, or all of them; answers which ones."""
        gone = [key for key in self._loaded if bundle in {None, key[0]}]
        self._forget(gone)
        return sorted({key[0] for key in gone})

    def put_idle_away(self) -> list[str]:
        """Forgets the bundles that nobody has asked for lately; answers which ones."""
        now_s = self._clock()
        idle = [key for key, entry in self._loaded.items() if now_s - entry.used_s >= self._idle_s]
        self._forget(idle)
        return [bundle for bundle, _ in idle]

    def describe(self) -> list[dict[str, Any]]:
        """What is loaded, as JSON values."""
        now_s = self._clock()
        return [
            {"bundle": bundle, "device": device, "idle_s": round(now_s - entry.used_s, 1)}
            for (bundle, device), entry in list(self._loaded.items())
        ]

    def _make_room(self) -> None:
        while len(self._loaded) >= self._most:
            self._forget([min(self._loaded, key=lambda key: self._loaded[key].used_s)])

    def _forget(self, keys: list[tuple[str, str | None]]) -> None:
        for key in keys:
            del self._loaded[key]
        if keys:
            gc.collect()
            torch = sys.modules.get("torch")
            if torch is not None and torch.cuda.is_available():
                torch.cuda.empty_cache()  # other programs may want it
