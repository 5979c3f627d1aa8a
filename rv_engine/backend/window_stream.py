"""Windows of an image, read ahead by threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from typing_extensions import Self

Item = TypeVar("Item")
Read = TypeVar("Read")


def read_ahead(
    items: Iterable[Item], read: Callable[[Item], Read], *, threads: int, ahead: int
) -> Generator[tuple[Item, Read]]:
    """Reads items in threads and yields them in order.

    Args:
        items: What to read; taken only as reading goes on.
        read: Reads one item; its errors are raised when the item's turn comes.
        threads: How many read at once.
        ahead: How many items may be read, or be waiting, before the first is taken.

    Yields:
        Each item and what was read.
    """
    pending: deque[tuple[Item, Future[Read]]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="read") as pool:
        try:
            for item in items:
                pending.append((item, pool.submit(read, item)))
                if len(pending) > ahead:
                    first, future = pending.popleft()
                    yield first, future.result()
            while pending:
                first, future = pending.popleft()
                yield first, future.result()
        finally:
            for _, future in pending:
                future.cancel()


class OneBehind:
    """Runs calls one after another in a thread, so that the caller can go on with the next one.

    At most `waiting` calls wait; then `submit` blocks. An error in a call is raised by the next
    `submit` or at the end of the with-statement.
    """

    def __init__(self, waiting: int = 2) -> None:
        self._waiting = waiting
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="behind")
        self._pending: deque[Future[None]] = deque()

    def submit(self, call: Callable[..., None], *args: object) -> None:
        """Runs a call after those before it."""
        self._pending.append(self._pool.submit(call, *args))
        while len(self._pending) > self._waiting:
            self._pending.popleft().result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            self._pool.shutdown(cancel_futures=True)
            return
        while self._pending:
            self._pending.popleft().result()
        self._pool.shutdown()
