"""What the pages of the wizard ask of the world around them, so that tests can stand in for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Callable, Optional, Protocol

from .draft import AreaChoice, Draft, DraftClass

OnDone = Callable[[Any], None]
OnFailed = Callable[[Any], None]
"""Gets the `RvError`; None when the work was stopped."""

Ring = Sequence[tuple[float, float]]
"""The corners of a polygon on the map, as (x, y)."""


@dataclass(frozen=True)
class RasterFacts:
    """A raster layer of the project, or a raster file.

    Attributes:
        layer_id: "" for a file.
        path: The file; "" when the layer has none that the engine could read.
        band_names: In their order.
        extent: (xmin, ymin, xmax, ymax) in its own CRS.
        crs: As WKT; "" when it has none.
        pixel_size: The side of a pixel in units of the CRS.
        unit: Of the CRS: "m", "°" and so on.
        problem: Why it cannot be used; "" when it can.
    """

    layer_id: str
    name: str
    path: str
    band_names: tuple[str, ...] = ()
    width_px: int = 0
    height_px: int = 0
    extent: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    crs: str = ""
    pixel_size: float = 0.0
    unit: str = ""
    has_classes: bool = False
    problem: str = ""


@dataclass(frozen=True)
class VectorFacts:
    """A vector layer of the project, or a layer in a vector file.

    Attributes:
        layer_id: "" for a file.
        path: The file; "" when it is written before the run.
        layer: The layer in the file.
        geometry: "polygon", "line" or "point".
        field_names: In their order.
        class_field: The field by which the layer is coloured, or the likeliest; None for none.
        feature_count: -1 when unknown.
    """

    layer_id: str
    name: str
    path: str
    layer: Optional[str] = None
    geometry: str = "polygon"
    field_names: tuple[str, ...] = ()
    class_field: Optional[str] = None
    feature_count: int = -1


class Job(Protocol):
    """Work in the background."""

    def cancel(self) -> None:
        """Stops it; nobody is called back."""


class LayerAccess(Protocol):
    """The layers of the project."""

    def rasters(self) -> list[RasterFacts]:
        """Raster layers, that which is meant most likely first."""

    def vectors(self) -> list[VectorFacts]:
        """Vector layers, those with polygons and that which is meant most likely first."""

    def add_file(self, path: str) -> list[Any]:
        """Adds a file to the project; answers its `RasterFacts` or `VectorFacts`."""

    def split(
        self, image: RasterFacts, role: str, areas: AreaChoice, crs: str
    ) -> tuple[list[Ring], list[Ring]]:
        """The parts of an image for training and for validation, in a reference system."""

    def read_classes(
        self,
        layer_id: str,
        class_field: Optional[str],
        on_done: Callable[[list[DraftClass]], None],
        on_failed: OnFailed,
    ) -> Job:
        """The classes of a layer with the colours of its renderer, counted in the background."""


class MapMarks(Protocol):
    """Shapes that the wizard shows on the map."""

    def show(self, name: str, rings: Sequence[Ring], crs: str, colour: str) -> None:
        """Shows polygons under a name; those that had it go."""

    def clear(self, name: str = "") -> None:
        """Takes the shapes of a name away, or all."""

    def zoom_to(self, extent: tuple[float, float, float, float], crs: str) -> None:
        """Moves the map there."""

    def draw_polygon(self, on_done: Callable[[list[tuple[float, float]], str], None]) -> None:
        """Lets the user draw a polygon; answers its corners and their CRS, nothing when given up."""


class Services(Protocol):
    """The world around the wizard."""

    layers: LayerAccess
    marks: MapMarks

    def tr(self, text: str) -> str:
        """The text in the user's language."""

    def run(
        self,
        command: Sequence[str],
        on_done: OnDone,
        on_failed: Optional[OnFailed] = None,
        on_message: Optional[Callable[[Any], None]] = None,
    ) -> Job:
        """Runs a command of the engine in the background; answers the values of its result."""

    def work(
        self,
        title: str,
        function: Callable[[], Any],
        on_done: OnDone,
        on_failed: Optional[OnFailed] = None,
    ) -> Job:
        """Calls a function in the background that touches neither layers nor widgets."""

    def write_config(
        self,
        draft: Draft,
        on_done: Callable[[dict[str, Any]], None],
        on_failed: Optional[OnFailed] = None,
    ) -> Job:
        """Writes the files that the draft still lacks, and its config into the run folder.

        It answers the result of `rv new --draft`: {"config": path, "classes": [{"name", "color",
        "null", "ignored", "count"}], "suggested_chip_size_px", "chip_size_px", "object_sizes_px",
        "pixel_size_m", "warnings": [text], ...}. The same draft is not written twice.
        """

    def schema(self) -> dict[str, Any]:
        """The schema of all configs: `resources/config-schema.json`."""

    def start_run(self, config_path: str, run_folder: str) -> None:
        """Starts the run: it goes on, and its maps are loaded, when the wizard is closed."""

    def command_line(self, config_path: str) -> str:
        """What one types in a shell to run a config."""

    def open_help(self, page: str) -> None:
        """Opens the help at the place for a page."""

    def propose_run_folder(self) -> str:
        """A folder that does not exist yet, for the next run."""

    def sample_folder(self) -> str:
        """Where the sample data goes."""

    def default_device(self) -> str:
        """The device in the settings; "" lets the engine choose."""
