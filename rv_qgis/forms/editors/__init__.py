"""Editors, one for each kind of value that can stand in a field of a Config."""

from .field_editor import FieldEditor
from .make_editor import make_editor

__all__ = ["FieldEditor", "make_editor"]
