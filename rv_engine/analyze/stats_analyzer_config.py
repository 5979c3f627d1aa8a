"""Config of the statistics of bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import Config, display

if TYPE_CHECKING:
    from rv_engine.analyze.analyzer import Analyzer
    from rv_engine.analyze.stats_analyzer import StatsAnalyzer


class AnalyzerConfig(Config, abstract=True):
    """Measures something on the scenes before training."""

    type_hint: ClassVar[str] = "analyzer"

    def build(self) -> Analyzer:
        """The analyzer."""
        raise NotImplementedError


class StatsAnalyzerConfig(AnalyzerConfig):
    """Measures mean and spread of each band, for `StatsTransformerConfig`."""

    type_hint: ClassVar[str] = "stats_analyzer"

    output_uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder to write to; in the run folder when left out."""

    sample_prob: float | None = Field(
        default=0.1, gt=0, le=1, json_schema_extra=display(advanced=True)
    )
    """The share of the image that is read; all of it when null."""

    chip_sz: int = Field(default=300, gt=0, json_schema_extra=display(unit="px", advanced=True))
    """The side of the windows that are read, in pixels."""

    nodata_value: float | None = Field(None, json_schema_extra=display(advanced=True))
    """A further value that counts as no data, beside what the file declares."""

    def build(self) -> StatsAnalyzer:
        """The analyzer."""
        from rv_engine.analyze.stats_analyzer import StatsAnalyzer

        return StatsAnalyzer(
            self.sample_prob, self.chip_sz, self.nodata_value, output_uri=self.output_uri
        )
