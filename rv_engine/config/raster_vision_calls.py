"""How plugins for Raster Vision register: what does not fit is answered by its name."""

from __future__ import annotations

from rv_engine.errors import PluginError

_BUILDERS = "Builders need no registration: derive a Config and call registry.add_config(Config)."
_DEFAULTS = (
    "Defaults by file type are registered by add_default_raster_source(extension, Config) and "
    "add_default_vector_source(extension, Config); those of a task belong to its pipeline's Config."
)

# Of 0.8 and 0.9, then of 0.12 and later.
_REFUSED = {
    "register_config_builder": _BUILDERS,
    "register_default_evaluator": _DEFAULTS,
    "register_default_label_source": _DEFAULTS,
    "register_default_label_store": _DEFAULTS,
    "register_default_raster_source": _DEFAULTS,
    "register_default_vector_source": _DEFAULTS,
    "register_experiment_runner": "Call registry.add_runner(name, factory).",
    "register_filesystem": "Call registry.add_file_system(protocol, fsspec class).",
    "add_rv_config_schema": "Read settings from the environment, or from a file of your own.",
    "get_plugin_version": "`registry.add_upgrade` counts the versions of a plugin.",
    "set_plugin_aliases": "Call registry.add_renamed_type_hint(old, new) for each type.",
}


def refused_call(name: str) -> PluginError | None:
    """The error for a method of Raster Vision's registry that is not here; None for any other."""
    if name not in _REFUSED:
        return None
    return PluginError(
        f"Raster Vision's registry.{name} is not supported by RV Studio.", hint=_REFUSED[name]
    )
