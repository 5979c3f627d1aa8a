"""Answers requests: one heavy one at a time, the others at once."""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import psutil

from rv_engine import messages
from rv_engine.errors import Cancelled
from rv_engine.messages import Message
from rv_engine.monitor import Monitor
from rv_engine.serve.bundle_shelf import BundleShelf
from rv_engine.serve.json_rpc import (
    METHOD_NOT_FOUND,
    Request,
    RequestId,
    RpcError,
    answer,
    message_line,
    parse,
    refusal,
)
from rv_engine.serve.requests import (
    CancelParams,
    LoadParams,
    NoParams,
    PredictParams,
    UnloadParams,
)
from rv_engine.version import __version__

_CHECK_IDLE_S = 5.0


@dataclass(frozen=True)
class _Job:
    request: Request
    work: Callable[[Monitor], Any]
    cancelled: threading.Event = field(default_factory=threading.Event)


class Server:
    """The warm engine's side of a conversation.

    Heavy requests (`load`, `predict`, `unload`) wait in a queue and are done one after another in a
    thread of their own. `hello`, `ping`, `status`, `cancel` and `shutdown` are answered at once.
    While a request is worked on, its messages come as notifications `message`, with the `id` of the
    request.

    Args:
        send: Takes a line, from any thread.
        shelf: The loaded bundles.
    """

    def __init__(self, send: Callable[[str], None], shelf: BundleShelf) -> None:
        self._send_line = send
        self._sending = threading.Lock()
        self._shelf = shelf
        self._queue: queue.Queue[_Job | None] = queue.Queue()
        # Waiting or running, by the id of the request.
        self._jobs: dict[RequestId | None, _Job] = {}
        self._worker = threading.Thread(target=self._work, name="work", daemon=True)
        self._ends = False
        self._at_once: dict[str, Callable[[dict[str, Any]], Any]] = {
            "hello": self._hello,
            "ping": self._ping,
            "status": self._status,
            "cancel": self._cancel,
            "shutdown": self._shutdown,
        }
        self._heavy: dict[str, Callable[[dict[str, Any]], Callable[[Monitor], Any]]] = {
            "load": self._load,
            "predict": self._predict,
            "unload": self._unload,
        }

    def run(self, lines: Iterable[bytes]) -> None:
        """Answers requests until there are no more, or one says `shutdown`.

        What is still running then is cancelled.
        """
        self._worker.start()
        for line in lines:
            if line.strip():
                self._take(line)
            if self._ends:
                break
        self.end()

    def end(self) -> None:
        """Cancels what is running and waiting; may be called from any thread."""
        for job in list(self._jobs.values()):
            job.cancelled.set()
        self._queue.put(None)

    def wait(self, timeout_s: float) -> bool:
        """Waits until the last request is done; answers whether it is."""
        self._worker.join(timeout_s)
        return not self._worker.is_alive()

    def _take(self, line: bytes) -> None:
        try:
            request = parse(line)
        except RpcError as error:
            self._send(refusal(error.request_id, error))
            return
        try:
            if request.method in self._heavy:
                self._enqueue(_Job(request, self._heavy[request.method](request.params)))
                return
            if request.method not in self._at_once:
                names = ", ".join(sorted({*self._at_once, *self._heavy}))
                raise RpcError(
                    METHOD_NOT_FOUND, f"There is no method {request.method!r}; there are: {names}."
                )
            self._answer(request, self._at_once[request.method](request.params))
        except RpcError as error:
            self._refuse(request, error)

    def _enqueue(self, job: _Job) -> None:
        self._jobs[job.request.id] = job
        self._queue.put(job)

    def _work(self) -> None:
        while True:
            try:
                job = self._queue.get(timeout=_CHECK_IDLE_S)
            except queue.Empty:
                self._shelf.put_idle_away()
                continue
            if job is None:
                return
            self._do(job)

    def _do(self, job: _Job) -> None:
        request = job.request
        monitor = Monitor(lambda message: self._tell(request, message), job.cancelled)
        try:
            monitor.check()
            result = job.work(monitor)
        except Cancelled as error:
            self._refuse(request, error)
        except Exception as error:  # noqa: BLE001 - the outermost place of a request
            if refusal(None, error)["error"].get("data", {}).get("code") == "internal":
                traceback.print_exc(file=sys.stderr)
            self._refuse(request, error)
        else:
            self._answer(request, result)
        finally:
            if self._jobs.get(request.id) is job:
                del self._jobs[request.id]

    # The methods.

    def _hello(self, params: dict[str, Any]) -> dict[str, Any]:
        NoParams.read(params)
        return {
            "engine_version": __version__,
            "message_version": messages.SCHEMA_VERSION,
            "process_id": os.getpid(),
            "methods": sorted({*self._at_once, *self._heavy}),
        }

    def _ping(self, params: dict[str, Any]) -> str:
        NoParams.read(params)
        return "pong"

    def _status(self, params: dict[str, Any]) -> dict[str, Any]:
        NoParams.read(params)
        return {
            "memory_bytes": psutil.Process().memory_info().rss,
            "device_memory_bytes": _device_memory_bytes(),
            "bundles": self._shelf.describe(),
            "requests": [job.request.id for job in list(self._jobs.values())],
        }

    def _cancel(self, params: dict[str, Any]) -> bool:
        job = self._jobs.get(CancelParams.read(params).id)
        if job is None:
            return False
        job.cancelled.set()
        return True

    def _shutdown(self, params: dict[str, Any]) -> None:
        NoParams.read(params)
        self._ends = True

    def _load(self, params: dict[str, Any]) -> Callable[[Monitor], Any]:
        wanted = LoadParams.read(params)

        def load(monitor: Monitor) -> dict[str, Any]:
            predictor = self._shelf.predictor(wanted.bundle, wanted.device, monitor)
            manifest = predictor.manifest
            return {
                "task": manifest.task,
                "num_channels": manifest.num_channels,
                "classes": predictor.class_config.describe(),
            }

        return load

    def _predict(self, params: dict[str, Any]) -> Callable[[Monitor], Any]:
        wanted = PredictParams.read(params)

        def predict(monitor: Monitor) -> dict[str, Any]:
            begun_s = time.perf_counter()
            predictor = self._shelf.predictor(wanted.bundle, wanted.device, monitor.part(0, 0.1))
            load_s = time.perf_counter() - begun_s
            values = predictor.predict(wanted.request(), monitor.part(0.1, 1))
            values["timings"]["load_s"] = load_s
            return values

        return predict

    def _unload(self, params: dict[str, Any]) -> Callable[[Monitor], Any]:
        wanted = UnloadParams.read(params)
        return lambda monitor: {"unloaded": self._shelf.put_away(wanted.bundle)}

    # What goes out.

    def _tell(self, request: Request, message: Message) -> None:
        with self._sending:
            self._send_line(message_line(request.id, message))

    def _answer(self, request: Request, result: Any) -> None:
        if request.id is not None:
            self._send(answer(request.id, result))

    def _refuse(self, request: Request, error: Exception) -> None:
        if request.id is not None:
            self._send(refusal(request.id, error))

    def _send(self, content: dict[str, Any]) -> None:
        with self._sending:
            self._send_line(messages.to_json(content) + "\n")


def _device_memory_bytes() -> int | None:
    """What torch holds on the graphics card; None while there is none, or torch is not loaded."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available():
        return None
    devices = range(torch.cuda.device_count())
    return sum(int(torch.cuda.memory_reserved(index)) for index in devices)
