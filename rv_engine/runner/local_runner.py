"""Parts of commands in child processes on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from rv_engine.errors import Cancelled, ConfigError
from rv_engine.runner.executor import Executor, Work
from rv_engine.runner.runner import Runner
from rv_engine.runner.worker_process import WorkerProcess

# From the wish to stop until processes are ended; with that itself within 2 seconds.
_CANCEL_GRACE_S = 1.2
_POLL_S = 0.02


class LocalRunner(Runner):
    """Runs parts at once in processes, as far as they do not need each other.

    Args:
        jobs: How many processes; half the cores when None.
        gpus: How many GPUs to share among them; counted when None.

    Raises:
        ConfigError: `jobs` is less than 1.
    """

    def __init__(self, jobs: int | None = None, gpus: int | None = None) -> None:
        if jobs is not None and jobs < 1:
            raise ConfigError(f"--jobs is {jobs}, but at least 1 process is needed.")
        self.jobs = jobs or max(1, count_cores() // 2)
        self._gpus = gpus

    def executor(self) -> Executor:
        gpus = gpu_names() if self._gpus is None else [str(n) for n in range(self._gpus)]
        return _LocalExecutor(self.jobs, gpus)


class _LocalExecutor(Executor):
    def __init__(self, jobs: int, gpus: list[str]) -> None:
        self._jobs = jobs
        self._has_gpus = bool(gpus)
        self._free_gpus = list(gpus)
        self._running = 0
        self._number = 0
        self._idle: list[WorkerProcess] = []
        self._busy: list[WorkerProcess] = []
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(jobs, thread_name_prefix="worker")
        self._folder = Path(tempfile.mkdtemp(prefix="rv-commands-"))

    def has_room(self, work: Work) -> bool:
        with self._lock:
            has_device = not self._needs_gpu(work) or bool(self._free_gpus)
            return self._running < self._jobs and has_device

    def submit(self, work: Work, at_once: int) -> Future[None]:
        threads = max(1, count_cores() // min(self._jobs, at_once))
        settings = {} if "OMP_NUM_THREADS" in os.environ else {"OMP_NUM_THREADS": str(threads)}
        gpu = None
        with self._lock:
            self._running += 1
            self._number += 1
            file = self._folder / f"{self._number}.json"
            if self._needs_gpu(work):
                gpu = self._free_gpus.pop(0)
                settings["CUDA_VISIBLE_DEVICES"] = gpu
        return self._pool.submit(self._run, work, file, settings, gpu)

    def cancel(self) -> None:
        with self._lock:
            self._cancelled.set()
            busy = list(self._busy)
        for worker in busy:
            worker.ask_to_stop()
        deadline_s = time.monotonic() + _CANCEL_GRACE_S
        while self._busy and time.monotonic() < deadline_s:
            time.sleep(_POLL_S)
        with self._lock:
            rest = [*self._busy, *self._idle]
            self._idle = []
        for worker in rest:
            worker.end()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        for worker in self._idle:
            worker.end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _needs_gpu(self, work: Work) -> bool:
        return self._has_gpus and work.command.uses_gpu and work.part is not None

    def _run(self, work: Work, file: Path, settings: dict[str, str], gpu: str | None) -> None:
        worker = None
        try:
            file.write_text(work.config().model_dump_json(), encoding="utf-8")
            worker = self._take(settings)
            worker.run(file, work.title, work.send)
        except BaseException:
            self._give_back(worker, gpu, usable=False)
            raise
        self._give_back(worker, gpu, usable=True)

    def _take(self, settings: dict[str, str]) -> WorkerProcess:
        """A process that waits for work, or a new one."""
        with self._lock:
            if self._cancelled.is_set():
                raise Cancelled
            same = [worker for worker in self._idle if worker.settings == settings]
            worker = same[-1] if same else None
            if worker is not None:
                self._idle.remove(worker)
                self._busy.append(worker)
            # One that waits with other settings would only hold memory.
            others = [] if worker is not None else self._idle
            if others:
                self._idle = []
        for other in others:
            other.end()
        if worker is None:
            worker = WorkerProcess(settings)
            with self._lock:
                self._busy.append(worker)
        if self._cancelled.is_set():
            worker.ask_to_stop()
        return worker

    def _give_back(self, worker: WorkerProcess | None, gpu: str | None, *, usable: bool) -> None:
        if worker is not None and not usable:
            worker.end()
        with self._lock:
            self._running -= 1
            if gpu is not None:
                self._free_gpus.insert(0, gpu)
            if worker is None:
                return
            self._busy.remove(worker)
            if usable:
                self._idle.append(worker)


def count_cores() -> int:
    """The cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # Linux knows of limits
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def gpu_names() -> list[str]:
    """The GPUs of NVIDIA that this process may use, as CUDA_VISIBLE_DEVICES names them."""
    chosen = os.environ.get("CUDA_VISIBLE_DEVICES")
    if chosen is not None:
        return [name.strip() for name in chosen.split(",") if name.strip() not in {"", "-1"}]
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    with suppress(OSError, subprocess.SubprocessError):
        # A program of the driver, with a fixed argument.
        answer = subprocess.run(  # nosec B603
            [program, "-L"], capture_output=True, text=True, timeout=10, check=True
        ).stdout
        lines = [line for line in answer.splitlines() if line.startswith("GPU ")]
        return [str(number) for number in range(len(lines))]
    return []
