"""Where the plugin's own files lie, in a checkout and when installed."""

from __future__ import annotations

import configparser
from pathlib import Path

# Links are followed: a checkout that is linked into QGIS's plugins folder counts as the checkout.
PLUGIN_ROOT = Path(__file__).resolve().parents[1]
ICON_PATH = PLUGIN_ROOT / "resources" / "icon.svg"
ICONS_FOLDER = PLUGIN_ROOT / "resources" / "icons"
HELP_FOLDER = PLUGIN_ROOT / "resources" / "help"
SCHEMA_PATH = PLUGIN_ROOT / "resources" / "config-schema.json"
TRANSLATIONS_FOLDER = PLUGIN_ROOT / "i18n"
WIZARD_PICTURES_FOLDER = PLUGIN_ROOT / "resources" / "wizard"


def plugin_version() -> str:
    """The version in metadata.txt, which the engine shares."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(PLUGIN_ROOT / "metadata.txt", encoding="utf-8")
    return metadata.get("general", "version", fallback="")
