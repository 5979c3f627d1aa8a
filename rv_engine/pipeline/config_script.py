"""The user's Python that makes configs: loaded, called, and blamed by line when it fails."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import linecache
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from rv_engine.config import Config, default_registry
from rv_engine.config.plugin_origin import PluginOrigin
from rv_engine.config.plugins import read_plugin_file, sha256_of
from rv_engine.config.problems import problems_to_error, validation_problems
from rv_engine.errors import Cancelled, ConfigError, MissingFileError, RvError
from rv_engine.storage import is_remote, local_copy

CONFIG_FUNCTIONS = ("get_config", "get_configs")
_OWN_FOLDER = Path(__file__).resolve().parents[1]


class ConfigScript:
    """A Python module of the user.

    Attributes:
        source: What the user called it.
    """

    def __init__(self, source: str, module: ModuleType, file: Path | None) -> None:
        self.source = source
        self._module = module
        self._file = file

    @classmethod
    def from_file(cls, source: str) -> ConfigScript:
        """Runs a `.py` file, here or at a URI.

        Raises:
            ConfigError: It is not there, or fails; the line is told.
        """
        try:
            file = local_copy(source).resolve()
        except MissingFileError as error:
            raise ConfigError(
                f"The config '{source}' does not exist.", hint="Check the path.", where=source
            ) from error
        # A name of its own: two scripts may be called alike, or like a package.
        digest = hashlib.sha256(str(file).encode()).hexdigest()[:12]
        name = f"rv_config_{digest}"
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None:
            raise ConfigError(f"'{source}' is no Python file.", where=source)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        # What a script registers travels with its configs, as that of a plugin does.
        content = read_plugin_file(str(file))
        place = source if is_remote(source) else str(file)
        origin = PluginOrigin("file", place, name, str(file), "the config", sha256_of(content))
        registering = default_registry().loading(origin, content)
        with _blaming(source, file), _importable(file.parent), registering:
            spec.loader.exec_module(module)
        return cls(source, module, file)

    @classmethod
    def from_module(cls, source: str) -> ConfigScript:
        """Imports a module by its name; the working folder is looked in as well.

        Raises:
            ConfigError: There is none, or it fails; the line is told.
        """
        with _importable(Path.cwd()):
            try:
                found = importlib.util.find_spec(source)
            except (ImportError, ValueError):
                found = None
            if found is None:
                raise ConfigError(
                    f"There is no Python module {source!r}.",
                    hint="Give the path of a .json or .py file, or the name of a module that "
                    "Python finds.",
                    where=source,
                )
            file = Path(found.origin) if found.has_location and found.origin else None
            with _blaming(source, file):
                module = importlib.import_module(source)
        return cls(source, module, file)

    def config_function(self) -> tuple[str, Callable[..., Any]]:
        """The name of the function that makes configs, and the function.

        Raises:
            ConfigError: There is none.
        """
        for name in CONFIG_FUNCTIONS:
            function = getattr(self._module, name, None)
            if callable(function):
                return name, function
        raise ConfigError(
            f"'{self.source}' has neither a function get_config nor get_configs.",
            hint="Write `def get_config(runner): ...`, which returns the config.",
            where=self.source,
        )

    def call(self, function: Callable[..., Any], runner: str, values: Mapping[str, Any]) -> Any:
        """What the function returns.

        Raises:
            ConfigError: It fails; the line is told.
        """
        with self._running():
            return function(runner, **values)

    def listed(self, made: Iterable[Any]) -> list[Any]:
        """All that a function returned, which may be a generator: it fails only here."""
        with self._running():
            return list(made)

    @contextmanager
    def _running(self) -> Iterator[None]:
        folder = Path.cwd() if self._file is None else self._file.parent
        with _blaming(self.source, self._file), _importable(folder):
            yield


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Scripts import what lies beside them, as when Python itself runs them."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        if str(folder) in sys.path:
            sys.path.remove(str(folder))


@contextmanager
def _blaming(source: str, file: Path | None) -> Iterator[None]:
    """Turns whatever the user's code raises into an error that names its file and line."""
    try:
        yield
    except Cancelled:
        raise
    except SyntaxError as error:
        place = f"'{error.filename or source}', line {error.lineno}"
        raise ConfigError(f"{place}: {error.msg}.", hint=_code(error.text), where=source) from error
    except (Exception, SystemExit) as error:
        place, code = _place(error, source, file)
        hint = "" if code is None else _code(code)
        if isinstance(error, ValidationError):
            known = default_registry().config_classes().values()
            named = [cls for cls in known if cls.__name__ == error.title]
            told = problems_to_error(validation_problems(error, named[0] if named else Config))
            raise ConfigError(
                f"{place}: {error.title}: {told.message}", hint=told.hint or hint, where=source
            ) from error
        if isinstance(error, RvError):
            raise ConfigError(
                f"{place}: {error.message}", hint=error.hint or hint, where=source
            ) from error
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise ConfigError(f"{place}: {said}.", hint=hint, where=source) from error


def _place(error: BaseException, source: str, file: Path | None) -> tuple[str, str | None]:
    """The last line of the user's own code, in words, and its text."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith("<") and _OWN_FOLDER not in Path(frame.filename).parents
    ]  # fmt: skip
    own = [frame for frame in frames if file is not None and Path(frame.filename) == file]
    if not own:
        return f"'{source}'", None
    # A helper of the user beside the script is theirs as well; packages are not.
    folder = Path(own[-1].filename).parent
    frame = [frame for frame in frames if folder in Path(frame.filename).parents][-1]
    shown = source if Path(frame.filename) == file else frame.filename
    return f"'{shown}', line {frame.lineno}", frame.line or linecache.getline(
        frame.filename, frame.lineno or 0
    )


def _code(line: str | None) -> str:
    return f"The line is: {line.strip()}" if line and line.strip() else ""
