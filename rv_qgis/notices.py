"""What the user shall hear about wherever they are in QGIS: failures, and scores that are ready."""

from __future__ import annotations

from qtpy.QtCore import QObject, Signal

from ..rv_engine.errors import RvError


class Notices(QObject):
    """Carries news from any thread to whoever shows them on the main thread.

    Without a window, in `qgis_process` for one, nobody listens and nothing happens.
    """

    bundle_made = Signal(str)
    """The path of a model bundle that a run has left."""

    engine_missing = Signal()
    """Something was asked for that needs an engine, and there is none."""

    evaluated = Signal(str)
    """The path of an eval.json that is ready to be looked at."""

    failed = Signal(str, str)
    """What was done, and what went wrong with what to do about it."""

    run_began = Signal(str)
    """The folder of a run that is starting."""

    runs_listed = Signal()
    """The list of runs has changed: one is new, gone or over."""

    set_up_wanted = Signal()
    """The user asked for the page that sets the engine up."""

    has_window = False
    """Whether somebody looks after runs that go on by themselves."""

    def report_failure(self, title: str, error: RvError) -> None:
        """Makes a failure known."""
        self.failed.emit(title, str(error))
