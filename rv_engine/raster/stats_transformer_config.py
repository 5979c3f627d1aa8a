"""Config of the transformer that scales by statistics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import display
from rv_engine.errors import ConfigError
from rv_engine.raster.raster_source_config import RasterTransformerConfig

if TYPE_CHECKING:
    from rv_engine.raster.stats_transformer import StatsTransformer


class StatsTransformerConfig(RasterTransformerConfig):
    """Scales each band to 0 to 255 by the mean and spread that ANALYZE measured."""

    type_hint: ClassVar[str] = "stats_transformer"

    stats_uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The file with the statistics; those of the scene group when left out."""

    scene_group: str = Field("train_scenes", json_schema_extra=display(advanced=True))
    """The group of scenes whose statistics are used."""

    def fill_in_stats_uri(self, analyze_folder: Path) -> None:
        """Points to the statistics that ANALYZE writes, unless a file was given."""
        if self.stats_uri is None:
            self.stats_uri = str(analyze_folder / "stats" / self.scene_group / "stats.json")

    def build(self) -> StatsTransformer:
        """The transformer; the statistics are read.

        Raises:
            ConfigError: It is not known where the statistics are.
            RasterError: They are missing; run ANALYZE first.
        """
        from rv_engine.raster.raster_stats import RasterStats
        from rv_engine.raster.stats_transformer import StatsTransformer

        if self.stats_uri is None:
            raise ConfigError("A StatsTransformer needs stats_uri.", hint="Set it, or run ANALYZE.")
        stats = RasterStats.from_file(Path(self.stats_uri))
        return StatsTransformer(stats.means, stats.stds)
