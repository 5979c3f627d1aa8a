"""What can go wrong while the engine is set up."""

from __future__ import annotations

from ..errors import EngineError


class SetupError(EngineError):
    """The engine could not be set up.

    Args:
        code: The class of the failure, such as "proxy" or "disk_full"; see `failures`.
        message: What failed, in the user's words.
        hint: What to do about it.
        details: The end of what the installer said.
    """

    def __init__(
        self, code: str, message: str, *, hint: str = "", where: str = "", details: str = ""
    ) -> None:
        super().__init__(message, hint=hint, where=where, code=code, details=details)
