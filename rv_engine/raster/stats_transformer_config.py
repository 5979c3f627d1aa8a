"""Config of the transformer that scales by statistics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import display
from rv_engine.errors import ConfigError, RasterError
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

    needs_channel_order: bool = Field(False, json_schema_extra=display(advanced=True))
    """Whether the statistics are of all bands of the file, and not of the chosen ones only: so in
    bundles of Raster Vision up to 0.30."""

    def fill_in_stats_uri(self, analyze_folder: Path) -> None:
        """Points to the statistics that ANALYZE writes, unless a file was given."""
        if self.stats_uri is None:
            self.stats_uri = str(analyze_folder / "stats" / self.scene_group / "stats.json")

    def build(self) -> StatsTransformer:
        """The transformer for a source that reads all bands; see `build_for`."""
        return self.build_for(None)

    def build_for(self, channel_order: list[int] | None) -> StatsTransformer:
        """The transformer; the statistics are read.

        Raises:
            ConfigError: It is not known where the statistics are.
            RasterError: They are missing (run ANALYZE first), or are not of all the bands.
        """
        from rv_engine.raster.raster_stats import RasterStats
        from rv_engine.raster.stats_transformer import StatsTransformer

        if self.stats_uri is None:
            raise ConfigError("A StatsTransformer needs stats_uri.", hint="Set it, or run ANALYZE.")
        stats = RasterStats.from_file(self.stats_uri)
        if not self.needs_channel_order or channel_order is None:
            return StatsTransformer(stats.means, stats.stds)
        if max(channel_order) >= stats.means.size:
            raise RasterError(
                f"Band {max(channel_order)} was asked for, but the statistics "
                f"'{self.stats_uri}' are of {stats.means.size} bands.",
                hint="Set needs_channel_order to false when they are of the chosen bands only.",
                where=self.stats_uri,
            )
        return StatsTransformer(stats.means[channel_order], stats.stds[channel_order])
