"""Texts in the user's language."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

from qtpy.QtCore import QCoreApplication, QTranslator

from .places import TRANSLATIONS_FOLDER

_CONTEXT = "RvStudio"
_thread = threading.local()


def tr(text: str) -> str:
    """The text in the user's language. Values are put in afterwards: `tr("{n} maps").format(...)`."""
    if getattr(_thread, "speaks_english", False):
        return text
    return QCoreApplication.translate(_CONTEXT, text)


@contextmanager
def in_english(wanted: bool = True) -> Iterator[None]:
    """Has `tr` answer English within it, in this thread; with False it changes nothing."""
    before = getattr(_thread, "speaks_english", False)
    _thread.speaks_english = before or wanted
    try:
        yield
    finally:
        _thread.speaks_english = before


def install_translator() -> Optional[QTranslator]:
    """Loads the plugin's translation for QGIS's language.

    Returns:
        The translator, to be kept and handed to `remove_translator`; None when there is none.
    """
    # Here, so that widgets that need no QGIS can be shown without it.
    from qgis.core import QgsApplication

    locale = QgsApplication.instance().locale()
    for name in (locale, locale.split("_")[0]):
        path = TRANSLATIONS_FOLDER / f"rv_qgis_{name}.qm"
        translator = QTranslator()
        if path.is_file() and translator.load(str(path)):
            QCoreApplication.installTranslator(translator)
            return translator
    return None


def remove_translator(translator: Optional[QTranslator]) -> None:
    """Undoes `install_translator`."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
