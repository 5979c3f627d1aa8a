"""Forms made from the engine's schema: every option of a Config, with its help, as widgets."""

from .config_schema import ConfigSchema
from .merge_patch import merge_patch, patch_between
from .schema_form import SchemaForm

__all__ = ["ConfigSchema", "SchemaForm", "merge_patch", "patch_between"]
