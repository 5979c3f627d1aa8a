"""The page that sets the engine up."""

from .setup_dialog import SetupDialog

__all__ = ["SetupDialog"]
