"""Files for users: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..rv_engine.errors import OutputError
from .translation import tr


@contextmanager
def writing(target: Path, hint: str) -> Iterator[Path]:
    """A path beside a file to write to, which becomes the file when the block ends well.

    Args:
        hint: What to do when it cannot be written.

    Raises:
        OutputError: It cannot be written there; then nothing is left.
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        yield partial
        partial.replace(target)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise OutputError(
            tr("'{path}' cannot be written: {reason}.").format(path=target, reason=error.strerror),
            hint=hint,
            where=str(target),
        ) from error
