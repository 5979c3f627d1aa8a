"""Configs: what describes every part, is read from JSON, and builds the part.

No heavy package is imported here, nor by any module that holds a Config.
"""

from rv_engine.config.config import Config
from rv_engine.config.display import display
from rv_engine.config.problems import Problem
from rv_engine.config.registry import Registry, default_registry

__all__ = ["Config", "Problem", "Registry", "default_registry", "display"]
