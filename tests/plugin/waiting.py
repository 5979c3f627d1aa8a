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
