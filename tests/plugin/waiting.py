"""Waiting for Qt."""

import time

from qtpy.QtCore import QCoreApplication, QEvent


def settle(seconds=0.0):
    """Lets Qt deliver what is waiting, deletions included."""
    end = time.monotonic() + seconds
    while True:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if time.monotonic() >= end:
            return
        time.sleep(0.01)


def until(condition, seconds=60):
    """Lets Qt work until something is so; fails when it never is."""
    deadline_s = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline_s:
        settle(0.02)
    assert condition()
