"""The page that sets the engine up; it is imported when it is opened."""

from .set_up_part import SetUpPart

__all__ = ["SetUpPart"]
