"""Makes the engine's environment, from nothing to an engine that has answered."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Callable, Optional

from ....rv_engine.errors import Cancelled
from ..child_process import ChildProcess
from ..commands import doctor_command
from ..environment import engine_environment
from ..errors import EngineError, EngineNotFoundError
from ..home import EngineHome
from ..managed_home import HomeStamp, ManagedHome, read_home
from ..report import DOCTOR_TIMEOUT_S, EngineReport, read_report
from ..runner import EngineRunner
from .errors import SetupError
from .failures import explain_failure
from .install_lock import only_one
from .install_output import InstallOutput
from .plan import SetupPlan
from .pythons import ask_python
from .redaction import without_logins
from .torch_build import SPARE_MB

_POLL_S = 0.2
# A package server in trouble shall not keep the user waiting for ever; torch can take long.
_SILENT_TOO_LONG_S = 1800.0
_OUTPUT_LINES_KEPT = 2000
_FULL_DISK_BYTES = 4_000_000
# pip 24.2 trusts the certificates that the system trusts, and tells its progress in numbers.
_PIP = "pip>=24.2"
# As variables: a pip or uv that is too old for one of them does not mind. Since 25.1 pip goes on with a
# download where it broke off.
_PATIENCE = {
    "PIP_RESUME_RETRIES": "20",
    "PIP_RETRIES": "10",
    "PIP_DEFAULT_TIMEOUT": "60",
    "UV_HTTP_RETRIES": "10",
    "UV_HTTP_TIMEOUT": "60",
}
_PIP_OPTIONS = ("--disable-pip-version-check", "--no-input", "--progress-bar", "raw")

# The share of the whole at which each step begins.
_VENV, _DOWNLOAD, _UNPACK, _CHECK = 0.0, 0.03, 0.6, 0.93


@dataclass(frozen=True)
class SetupProgress:
    """How far a set-up is.

    Attributes:
        fraction: 0 to 1.
        text: What is being done, for people.
        line: A line for the log; "" for none.
    """

    fraction: float
    text: str
    line: str = ""


class EngineInstaller:
    """Makes, repairs and removes environments.

    Args:
        plan: What to make.
        on_progress: Hears how far it is, in the calling thread.
        is_cancelled: Asked several times a second.
    """

    def __init__(
        self,
        plan: SetupPlan,
        on_progress: Callable[[SetupProgress], None] = lambda progress: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._plan = plan
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._home = ManagedHome(plan.folder)
        self._fraction = 0.0
        self._text = ""
        self._log_path = plan.base / "set-up.log"

    def install(self) -> EngineReport:
        """Makes the environment; an unfinished one is finished, a whole one is left as it is.

        Raises:
            Cancelled: It was stopped. What was downloaded stays for the next time.
            SetupError: It failed; `code` says the class of failure.
        """
        return self._make(afresh=False)

    def repair(self) -> EngineReport:
        """Makes the environment from nothing, whatever was there; see `install`."""
        return self._make(afresh=True)

    def _make(self, *, afresh: bool) -> EngineReport:
        base = self._plan.base
        try:
            base.mkdir(parents=True, exist_ok=True)
            with only_one(base):
                return self._make_alone(base, afresh=afresh)
        except OSError as error:
            if isinstance(error, EngineNotFoundError):
                raise
            raise explain_failure("Setting up the engine", str(error), 1, str(base)) from error

    def _make_alone(self, base: Path, *, afresh: bool) -> EngineReport:
        self._log_path.write_text("", encoding="utf-8")
        # On the same disk: the system's folder for temporary files can be too small for torch.
        temporary = Path(tempfile.mkdtemp(prefix="tmp-", dir=base))
        try:
            return self._make_in(temporary, afresh=afresh)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _make_in(self, temporary: Path, *, afresh: bool) -> EngineReport:
        started_s = time.monotonic()
        self._check_disk()
        home = self._home
        if not afresh and read_home(home.folder).is_whole():
            return self._check(home)
        home.remove_stamp()
        environment = setup_environment(os.environ, self._plan, temporary)
        if afresh or not self._is_usable(home, environment):
            self._say(_VENV, "Removing what was there before")
            remove_tree(home.folder)
            self._make_venv(home, environment)
        self._install_packages(home, environment)
        report = self._check(home)
        home.write_stamp(
            HomeStamp(
                lock=self._plan.lock.name,
                build=self._plan.build.name,
                python_version=report.python_version,
                made=datetime.now(timezone.utc).isoformat(timespec="seconds"),
                size_mb=folder_size_mb(home.folder),
            )
        )
        self._say(1.0, "The engine is ready", f"Done in {time.monotonic() - started_s:.0f} s.")
        return report

    def _check_disk(self) -> None:
        needed_mb = self._plan.build.needed_mb
        if self._home.folder.is_dir():
            needed_mb = max(SPARE_MB, needed_mb - folder_size_mb(self._home.folder))
        free_mb = shutil.disk_usage(self._plan.base).free / 1e6
        if free_mb < needed_mb:
            raise SetupError(
                "disk_full",
                f"{needed_mb / 1e3:.1f} GB are needed in '{self._plan.base}', but only "
                f"{free_mb / 1e3:.1f} GB are free.",
                hint="Make room, or choose a folder on another disk.",
                where=str(self._plan.base),
            )

    def _is_usable(self, home: ManagedHome, environment: Mapping[str, str]) -> bool:
        """Whether an unfinished environment can be gone on with."""
        if not home.python.is_file():
            return False
        program = ask_python(home.python, environment)
        return (
            program is not None
            and program.is_environment
            and program.version[:2] == self._plan.python_version[:2]
        )

    def _make_venv(self, home: ManagedHome, environment: Mapping[str, str]) -> None:
        plan = self._plan
        self._say(_VENV, "Making a Python environment")
        home.folder.parent.mkdir(parents=True, exist_ok=True)
        if plan.uv is not None:
            version = plan.python.path if plan.python else _dotted(plan.python_version[:2])
            arguments = [str(plan.uv), "venv", "--python", str(version), str(home.folder)]
        elif plan.python is not None:
            arguments = [str(plan.python.path), "-I", "-m", "venv", str(home.folder)]
        else:
            raise SetupError(
                "no_python",
                "No Python 3.10 or later was found from which the engine's environment can be made.",
                hint="Install Python 3.12 from python.org, or uv, then come back.",
            )
        self._run(arguments, environment, "Making a Python environment")
        program = ask_python(home.python, environment)
        # Seen with other plugins: a "venv" that was none, into whose base everything went.
        if program is None or not program.is_environment:
            raise explain_failure(
                "Making a Python environment", "No pyvenv.cfg file", 1, str(home.folder)
            )
        if plan.uv is None:
            pip = [str(home.python), "-m", "pip", "install", "--disable-pip-version-check"]
            self._run(
                [*pip, "--no-input", "--progress-bar", "off", _PIP],
                environment,
                "Updating pip",
            )

    def _install_packages(self, home: ManagedHome, environment: Mapping[str, str]) -> None:
        lock, build = self._plan.lock, self._plan.build
        # Relative names: pip splits a path with a space in it (opengeos/geoai#853).
        for path in (lock.requirements, lock.constraints):
            shutil.copyfile(path, home.folder / path.name)
        output = InstallOutput(build.download_mb)
        if build.index_url is not None:
            # Torch first and by itself: with two indexes at once the wrong `requests` was taken
            # for other plugins (opengeos/geoai#827 and others).
            torch = lock.requirements_of("torch", "torchvision")
            self._run(
                [*self._pip(home), "--index-url", build.index_url, "--no-deps", *torch],
                environment,
                "Installing PyTorch",
                output,
            )
        files = ["--constraint", lock.constraints.name, "--requirement", lock.requirements.name]
        self._run([*self._pip(home), *files], environment, "Installing the packages", output)

    def _pip(self, home: ManagedHome) -> list[str]:
        if self._plan.uv is None:
            return [str(home.python), "-m", "pip", "install", *_PIP_OPTIONS]
        # As pip does: the best version that any of the user's own indexes has.
        strategy = ["--index-strategy", "unsafe-best-match"]
        return [str(self._plan.uv), "pip", "install", "--python", str(home.python), *strategy]

    def _check(self, home: ManagedHome) -> EngineReport:
        """Asks the new engine how it is."""
        self._say(_CHECK, "Checking the engine")
        engine = EngineHome(home.python, self._plan.plugin_root, "the set-up")
        try:
            values = EngineRunner(lambda: engine, lambda: self._plan.network).run(
                doctor_command(),
                is_cancelled=self._is_cancelled,
                timeout_s=DOCTOR_TIMEOUT_S,
            )
        except Cancelled:
            raise
        except EngineError as error:
            output = f"{error.message}\n{error.details}"
            raise explain_failure("Checking the engine", output, 1, str(home.folder)) from error
        report = read_report(values)
        if not report.is_healthy:
            output = "\n".join(report.problems)
            raise explain_failure("Checking the engine", output, 1, str(home.folder))
        return report

    def _run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        step: str,
        output: Optional[InstallOutput] = None,
    ) -> None:
        """Runs a program to its end and follows what it says."""
        self._say(self._fraction, step, f"> {' '.join(arguments)}")
        folder = self._home.folder if self._home.folder.is_dir() else self._plan.base
        try:
            child = ChildProcess(arguments, environment, folder, joined=True)
        except OSError as error:
            raise explain_failure(step, str(error), 1, arguments[0]) from error
        lines: deque[str] = deque(maxlen=_OUTPUT_LINES_KEPT)
        free_mb = shutil.disk_usage(self._plan.base).free / 1e6
        heard_s = time.monotonic()
        try:
            while not child.has_ended():
                if self._is_cancelled():
                    raise Cancelled()
                line = child.next_line(_POLL_S)
                if line is not None:
                    heard_s = time.monotonic()
                    for part in line.split("\r"):
                        lines.append(part)
                        self._follow(part, step, output, free_mb)
                elif output is not None and output.is_unpacking:
                    self._follow_unpacking(free_mb)
                if time.monotonic() - heard_s > _SILENT_TOO_LONG_S:
                    raise explain_failure(step, "operation timed out", 1)
        finally:
            child.close()
        if child.exit_code != 0:
            text = without_logins("\n".join(lines))
            if shutil.disk_usage(self._plan.base).free < _FULL_DISK_BYTES:
                # ensurepip, for one, fails without a word.
                text += "\nNo space left on device"
            raise explain_failure(step, text, child.exit_code or 1, str(self._home.folder))

    def _follow(
        self, line: str, step: str, output: Optional[InstallOutput], free_mb: float
    ) -> None:
        if output is None:
            self._say(self._fraction, self._text, line)
            return
        logged = output.take(line) or ""
        if output.is_unpacking:
            self._say(max(self._fraction, _UNPACK), "Unpacking the packages", logged)
            self._follow_unpacking(free_mb)
            return
        fraction = _DOWNLOAD + (_UNPACK - _DOWNLOAD) * output.fraction
        text = step
        if output.package:
            text = f"{step}: {output.package} ({output.downloaded_mb:,.0f} MB downloaded)"
        self._say(fraction, text, logged)

    def _follow_unpacking(self, free_mb: float) -> None:
        """Moves on by what the disk says: pip is silent while it unpacks."""
        used_mb = free_mb - shutil.disk_usage(self._plan.base).free / 1e6
        done = min(1.0, max(0.0, used_mb / self._plan.build.disk_mb))
        self._say(max(self._fraction, _UNPACK + (_CHECK - _UNPACK) * done), self._text)

    def _say(self, fraction: float, text: str, line: str = "") -> None:
        is_new = text != self._text or bool(line)
        moved = abs(fraction - self._fraction) >= 0.002
        self._fraction, self._text = max(fraction, self._fraction), text
        line = without_logins(line)
        if line:
            with self._log_path.open("a", encoding="utf-8", errors="replace") as log:
                log.write(line + "\n")
        if is_new or moved:
            self._on_progress(SetupProgress(self._fraction, text, line))


def setup_environment(
    environment: Mapping[str, str], plan: SetupPlan, temporary: Path
) -> dict[str, str]:
    """The environment for pip and uv: what the engine gets, without the engine's own folder."""
    kept = engine_environment(environment, plan.plugin_root, temporary)
    del kept["PYTHONPATH"]
    return {**_PATIENCE, **kept, **plan.network, "PIP_NO_INPUT": "1"}


def remove_tree(folder: Path) -> None:
    """Removes an environment; raises `SetupError` when something holds on to it."""
    if not folder.is_dir():
        return
    # The Python goes first: without it nobody takes the rest for an environment.
    try:
        ManagedHome(folder).remove_stamp()
        ManagedHome(folder).python.unlink(missing_ok=True)
        shutil.rmtree(folder)
    except OSError as error:
        raise explain_failure("Removing the environment", str(error), 1, str(folder)) from error


def remove_home(home: ManagedHome) -> None:
    """Removes an environment that nobody else is changing; raises `SetupError`."""
    with only_one(home.folder.parent):
        remove_tree(home.folder)


def folder_size_mb(folder: Path) -> int:
    """What a folder's files take, links counted once, as links."""
    size_bytes = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                size_bytes += os.lstat(Path(parent, name)).st_size
            except OSError:
                continue
    return round(size_bytes / 1e6)


def _dotted(version: Sequence[int]) -> str:
    return ".".join(str(number) for number in version)
