"""What the user can set, and its page in QGIS's options."""

from .live_settings import LiveSettings
from .options_part import OptionsPart
from .settings import (
    ComputeSettings,
    after_closing,
    compute_settings,
    engine_python,
    homes_folder_setting,
    set_after_closing,
    set_engine_python,
    set_homes_folder,
)

__all__ = [
    "ComputeSettings",
    "LiveSettings",
    "OptionsPart",
    "after_closing",
    "compute_settings",
    "engine_python",
    "homes_folder_setting",
    "set_after_closing",
    "set_engine_python",
    "set_homes_folder",
]
