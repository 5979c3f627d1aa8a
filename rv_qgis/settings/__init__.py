"""The user's settings, and the page in QGIS's options that changes them."""

from .options_page_factory import OptionsPageFactory
from .settings import engine_python, set_engine_python

__all__ = ["OptionsPageFactory", "engine_python", "set_engine_python"]
