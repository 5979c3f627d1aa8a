"""What is measured on the images before training."""

from rv_engine.analyze.stats_analyzer_config import AnalyzerConfig, StatsAnalyzerConfig

__all__ = ["AnalyzerConfig", "StatsAnalyzerConfig"]
