"""Commands one after another in this process."""

from __future__ import annotations

from concurrent.futures import Future

from rv_engine.runner.executor import Executor, Work
from rv_engine.runner.runner import Runner


class InProcessRunner(Runner):
    """Runs everything in this process."""

    def executor(self) -> Executor:
        return _InProcessExecutor()


class _InProcessExecutor(Executor):
    is_parallel = False

    def has_room(self, work: Work) -> bool:
        return True

    def submit(self, work: Work, at_once: int) -> Future[None]:
        # A future that has ended; an error is raised where the scheduler looks at it.
        future: Future[None] = Future()
        try:
            work.run_here()
        except Exception as error:  # noqa: BLE001 - it is raised by the future
            future.set_exception(error)
        else:
            future.set_result(None)
        return future

    def cancel(self) -> None:
        """Nothing runs while the scheduler does."""
