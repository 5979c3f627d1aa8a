"""Texts in the user's language."""

from __future__ import annotations

from typing import Optional

from qtpy.QtCore import QCoreApplication, QTranslator

from .places import TRANSLATIONS_FOLDER

_CONTEXT = "RvStudio"


def tr(text: str) -> str:
    """The text in the user's language. Values are put in afterwards: `tr("{n} maps").format(...)`."""
    return QCoreApplication.translate(_CONTEXT, text)


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
