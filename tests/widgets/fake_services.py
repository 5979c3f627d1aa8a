"""The world around the wizard, as a test wants it: nothing happens until the test says so."""

import json
from pathlib import Path


class FakeJob:
    def __init__(self, what, on_done, on_failed, on_message=None):
        self.what = what
        self.on_message = on_message
        self._on_done, self._on_failed = on_done, on_failed
        self.is_cancelled = False

    def cancel(self):
        self.is_cancelled = True

    def finish(self, answer):
        assert not self.is_cancelled
        self._on_done(answer)

    def fail(self, error):
        assert not self.is_cancelled
        self._on_failed(error)


class FakeMarks:
    def __init__(self):
        self.shown = {}

    def show(self, name, rings, crs, colour):
        self.shown[name] = (len(rings), crs, colour)

    def clear(self, name=""):
        self.shown.pop(name, None)


class FakeServices:
    """Jobs wait in `jobs`; `config` is what the engine would propose."""

    def __init__(self, schema, folder, config):
        self._schema = schema
        self._folder = Path(folder)
        self.config = config
        self.marks = FakeMarks()
        self.jobs = []
        self.drafts = []
        self.started = []

    def tr(self, text):
        return text

    def run(self, command, on_done, on_failed=None, on_message=None):
        return self._job(list(command), on_done, on_failed, on_message)

    def work(self, title, function, on_done, on_failed=None):
        job = self._job(title, on_done, on_failed)
        job.finish(function())
        self.jobs.remove(job)
        return job

    def write_config(self, draft, on_done, on_failed=None):
        self.drafts.append(draft.to_dict())
        return self._job("write_config", on_done, on_failed)

    def schema(self):
        return self._schema

    def start_run(self, config_path, run_folder):
        self.started.append((config_path, run_folder))

    def command_line(self, config_path):
        return f"python -m rv_engine run {config_path}"

    def propose_run_folder(self):
        return str(self._folder / "run")

    def default_device(self):
        return ""

    def waiting(self, name):
        """The newest job that was not cancelled and does `name`."""
        return next(
            job
            for job in reversed(self.jobs)
            if not job.is_cancelled and (job.what == name or job.what[0] == name)
        )

    def answer_config(self, **changes):
        """Finishes the writing of the config."""
        job = self.waiting("write_config")
        self.jobs.remove(job)
        path = self._folder / "config.json"
        path.write_text(json.dumps(self.config), encoding="utf-8")
        job.finish(
            {
                "config": str(path),
                "classes": [{"name": "buildings", "count": 40}, {"name": "roads", "count": None}],
                "counted_in": "features",
                "object_sizes_px": {"small": 12.4, "median": 20.0, "large": 61.0},
                "suggested_chip_size_px": 256,
                "chip_size_px": 256,
                "pixel_size_m": 0.5,
                "warnings": [],
                **changes,
            }
        )

    def answer(self, name, values):
        """Finishes a command."""
        job = self.waiting(name)
        self.jobs.remove(job)
        job.finish(values)

    def _job(self, what, on_done, on_failed, on_message=None):
        job = FakeJob(what, on_done, on_failed, on_message)
        self.jobs.append(job)
        return job
