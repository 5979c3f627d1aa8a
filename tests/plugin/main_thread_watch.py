"""Measures how long Qt's main thread is busy at a stretch."""

import time

from qtpy.QtCore import QEventLoop, QTimer


class MainThreadWatch:
    """Spins the event loop and notes the longest time in which it did not come around.

    Attributes:
        longest_s: The longest stretch.
        longest_cpu_s: The most that the main thread itself computed in a stretch: not what other
            programs took of the cores.
    """

    def __init__(self):
        self.longest_s = self.longest_cpu_s = 0.0
        self._last_cpu_s = 0.0
        self._last_s = None

    def until(self, condition, seconds=20.0):
        """Runs the event loop until a condition holds; answers whether it came to hold."""
        loop = QEventLoop()
        deadline_s = time.monotonic() + seconds
        timer = QTimer()
        timer.setInterval(2)

        def tick():
            now_s = time.perf_counter()
            if self._last_s is not None:
                self.longest_s = max(self.longest_s, now_s - self._last_s)
                cpu_s = time.thread_time() - self._last_cpu_s
                self.longest_cpu_s = max(self.longest_cpu_s, cpu_s)
            if condition() or time.monotonic() > deadline_s:
                loop.quit()
            # What the condition took is not the plugin's.
            self._last_s, self._last_cpu_s = time.perf_counter(), time.thread_time()

        timer.timeout.connect(tick)
        timer.start()
        self._last_s, self._last_cpu_s = time.perf_counter(), time.thread_time()
        getattr(loop, "exec", loop.exec_)()
        timer.stop()
        return condition()
