"""Room for others in QGIS's thread pool, while a thread of it only waits for the engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsApplication
from qtpy.QtCore import QThreadPool


def task_pool() -> QThreadPool:
    """The pool that QGIS runs tasks in; older versions also draw maps in it."""
    manager = QgsApplication.taskManager()
    return manager.threadPool() if hasattr(manager, "threadPool") else QThreadPool.globalInstance()


@contextmanager
def waiting_thread() -> Iterator[None]:
    """A block in which a task only waits: its thread does not count for the pool.

    The pool has as many threads as the computer has cores. Two trainings that are followed on two
    cores would keep QGIS from doing anything else in the background, maps included.
    """
    pool = task_pool()
    pool.releaseThread()
    try:
        yield
    finally:
        pool.reserveThread()
