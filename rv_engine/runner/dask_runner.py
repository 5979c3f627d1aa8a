"""Parts of commands on the workers of a Dask cluster: other processes, or other machines."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

from typing_extensions import Self

from rv_engine.errors import ConfigError, MissingPackageError, RunnerError
from rv_engine.messages import Message, decode
from rv_engine.runner.dask_worker import TOPIC, cancel_run, run_work
from rv_engine.runner.executor import Executor, Work
from rv_engine.runner.local_runner import count_cores, gpu_names
from rv_engine.runner.runner import Runner

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as DaskFuture

_CONNECT_TIMEOUT_S = 30
_CANCEL_TIMEOUT_S = 1.5
# Parts that wait at the scheduler: enough for any cluster, and few enough to be cancelled quickly.
_MOST_WAITING = 1000
GPU = "GPU"
"""The name of the resource that workers with a GPU declare: `dask worker --resources "GPU=1"`."""


class DaskRunner(Runner):
    """Runs parts on the workers of a Dask cluster.

    A worker that is lost does not end the run: its parts run again on the others. All workers have
    to reach the run folder and the images by the same paths, and have the same version of the
    engine.

    Args:
        address: Of the scheduler, such as "tcp://10.0.0.1:8786", or the path of its scheduler file;
            None starts a cluster on this machine, for this run.
        jobs: How many workers the own cluster has; half the cores when None.

    Raises:
        MissingPackageError: Dask is not installed.
        ConfigError: `jobs` makes no sense.
    """

    def __init__(self, address: str | None = None, jobs: int | None = None) -> None:
        try:
            import distributed  # noqa: F401 - asked for before anything is done
        except ImportError as error:
            raise MissingPackageError(
                "The runner 'dask' needs the package distributed.",
                hint="Install it into the engine's environment: pip install 'rv_engine[dask]'.",
            ) from error
        if jobs is not None and jobs < 1:
            raise ConfigError(f"--jobs is {jobs}, but at least 1 worker is needed.")
        if jobs is not None and address is not None:
            raise ConfigError(
                "--jobs is for a cluster of one's own, but --address names one that runs already.",
                hint="Leave one of them out.",
            )
        self._address = address
        self._jobs = jobs or max(1, count_cores() // 2)

    def executor(self) -> Executor:
        return _DaskExecutor(self._address, self._jobs)


class _DaskExecutor(Executor):
    def __init__(self, address: str | None, jobs: int) -> None:
        self._address = address
        self._jobs = jobs
        # Workers of one's own share this machine; others know best what is theirs.
        self._threads = None if address is not None else max(1, count_cores() // jobs)
        self._run_id = uuid.uuid4().hex
        self._stack = ExitStack()
        self._client: Client
        self._lock = threading.Lock()
        self._receivers: dict[str, Callable[[Message], None]] = {}
        self._futures: dict[str, DaskFuture] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._client = _connect(self._address, self._jobs, stack)
            self._client.subscribe_topic(TOPIC + self._run_id, self._receive)
            self._stack = stack.pop_all()
        return self

    def has_room(self, work: Work) -> bool:
        return len(self._futures) < _MOST_WAITING

    def submit(self, work: Work, at_once: int) -> Future[None]:
        name = f"{work.command.name}-{uuid.uuid4().hex}"
        needs_gpu = work.command.uses_gpu and work.part is not None and self._has_gpus()
        with self._lock:
            self._receivers[name] = work.send
        dask_future = self._client.submit(
            run_work,
            work.config().model_dump_json(),
            self._run_id,
            name,
            self._threads,
            key=name,
            pure=False,
            resources={GPU: 1} if needs_gpu else None,
        )
        with self._lock:
            self._futures[name] = dask_future
        future: Future[None] = Future()
        dask_future.add_done_callback(lambda done: self._end(name, work, done, future))
        return future

    def cancel(self) -> None:
        with self._lock:
            futures = list(self._futures.values())
        # First those that run: by the word to their process, wherever a part of this run is.
        telling = threading.Thread(target=self._tell_workers, daemon=True)
        telling.start()
        telling.join(_CANCEL_TIMEOUT_S)
        with suppress(Exception):  # the connection may be what is lost
            self._client.cancel(futures, force=True)

    def close(self) -> None:
        with suppress(Exception):  # a scheduler that is gone needs no goodbye
            self._client.unsubscribe_topic(TOPIC + self._run_id)
        self._stack.close()

    def _has_gpus(self) -> bool:
        # Asked anew each time: workers come and go.
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return any(worker["resources"].get(GPU) for worker in workers)

    def _tell_workers(self) -> None:
        with suppress(Exception):
            self._client.run(cancel_run, self._run_id, on_error="ignore")

    def _receive(self, event: tuple[float, dict[str, str]]) -> None:
        _, content = event
        with self._lock:
            receiver = self._receivers.get(content["work"])
        message = decode(content["message"])
        if receiver is not None and message is not None:
            receiver(message)

    def _end(self, name: str, work: Work, done: DaskFuture, future: Future[None]) -> None:
        with self._lock:
            self._futures.pop(name, None)
            self._receivers.pop(name, None)
        if done.status == "finished":
            future.set_result(None)
            return
        future.set_exception(_reason(done, work))


def _reason(done: DaskFuture, work: Work) -> BaseException:
    from distributed import KilledWorker

    try:
        error = done.exception(timeout=5)
    except BaseException as lost:  # noqa: BLE001 - a cancelled future raises
        error = lost
    if isinstance(error, KilledWorker):
        return RunnerError(
            f"{work.title} lost its worker {error.allowed_failures + 1} times, at last "
            f"{error.last_worker.address}.",
            hint="Often the memory does not suffice: use workers with more of it, smaller batches, "
            "or a smaller tile_sz. The next run goes on where this one stopped.",
        )
    if isinstance(error, Exception):
        return error
    return RunnerError(
        f"The scheduler of the Dask cluster gave up {work.title}: {done.status}.",
        hint="Look into its log, and start the run again: it goes on where this one stopped.",
    )


def _connect(address: str | None, jobs: int, stack: ExitStack) -> Client:
    from distributed import Client

    if address is not None:
        place = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
        try:
            return stack.enter_context(Client(**place, timeout=_CONNECT_TIMEOUT_S))
        except (OSError, TimeoutError, ValueError) as error:
            raise RunnerError(
                f"No scheduler of a Dask cluster answers at '{address}': {error}.",
                hint="Check that it runs (`dask scheduler` prints its address), and that this "
                "machine can reach it.",
                where=address,
            ) from error
    cluster = stack.enter_context(_own_cluster(jobs))
    client: Client = stack.enter_context(Client(cluster))
    client.wait_for_workers(jobs, timeout=_CONNECT_TIMEOUT_S)
    return client


def _own_cluster(jobs: int) -> Any:
    """Workers on this machine, reachable from this machine only; the first ones have the GPUs."""
    from distributed import Nanny, Scheduler, SpecCluster

    gpus = gpu_names()
    workers: dict[int, dict[str, Any]] = {}
    for number in range(jobs):
        settings = {"CUDA_VISIBLE_DEVICES": "-1"}
        resources = {}
        if number < len(gpus):
            settings["CUDA_VISIBLE_DEVICES"] = gpus[number]
            resources = {GPU: 1}
        options = {
            "nthreads": 1,
            "host": "127.0.0.1",
            "env": settings,
            "resources": resources,
            "memory_limit": 0,
            "dashboard": False,
        }
        workers[number] = {"cls": Nanny, "options": options}
    scheduler = {
        "cls": Scheduler,
        "options": {"host": "127.0.0.1", "port": 0, "dashboard": False},
    }
    return SpecCluster(workers=workers, scheduler=scheduler, silence_logs=40)
