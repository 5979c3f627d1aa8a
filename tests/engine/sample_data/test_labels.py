"""The labels lie on what is drawn."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from rasterio.features import rasterize
from scipy.ndimage import binary_dilation, binary_erosion

from rv_engine.monitor import Monitor
from rv_engine.sample_data.frame import Frame
from rv_engine.sample_data.labels import CELL_PX, LAND_USE_CLASSES, LabelLayer, label_layers
from rv_engine.sample_data.masks import BoolArray
from rv_engine.sample_data.materials import BANDS
from rv_engine.sample_data.render import Rendering, render
from rv_engine.sample_data.town import Town, plan_town

SEED = 7


class Scene:
    """A planned, drawn and labelled town."""

    def __init__(self) -> None:
        self.town: Town = plan_town(Frame(512, 448), SEED)
        self.drawn: Rendering = render(self.town, SEED, Monitor())
        self.buildings, self.trees, self.land_use = label_layers(self.town, self.drawn)

    def mask(self, layer: LabelLayer) -> BoolArray:
        """The pixels whose middle a label of the layer covers."""
        frame = self.town.frame
        return (
            rasterize(layer.shapes, frame.shape, transform=frame.pixel_to_map, dtype="uint8") == 1
        )

    def pixel_bounds(self, shape: shapely.Polygon) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a label, in pixels."""
        frame = self.town.frame
        xmin, ymin, xmax, ymax = shape.bounds
        x_px, y_px = np.array([xmin, xmax]) - frame.left_m, frame.top_m - np.array([ymax, ymin])
        (left, right), (top, bottom) = x_px / frame.pixel_m, y_px / frame.pixel_m
        return left, top, right, bottom

    def band(self, name: str) -> np.ndarray:
        """One band as float."""
        return self.drawn.pixels[BANDS.index(name)].astype(float)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene()


def test_all_shapes_are_valid_polygons_with_a_class(scene: Scene) -> None:
    for layer in (scene.buildings, scene.trees, scene.land_use):
        assert layer.shapes
        assert shapely.is_valid(layer.shapes).all()
        assert (shapely.get_type_id(layer.shapes) == shapely.GeometryType.POLYGON).all()
        assert (shapely.area(layer.shapes) > 1.0).all()
        assert all(len(values) == len(layer.shapes) for values in layer.fields.values())
    assert set(scene.buildings.fields["class"]) == {"building"}
    assert set(scene.trees.fields["class"]) == {"tree"}
    assert set(scene.land_use.fields["class"]) <= set(LAND_USE_CLASSES)
    assert len(set(scene.land_use.fields["class"])) >= 2


def test_no_label_covers_nodata(scene: Scene) -> None:
    valid_area = scene.town.frame.to_map(scene.town.valid_area).buffer(1e-6)
    for layer in (scene.buildings, scene.trees, scene.land_use):
        assert shapely.covers(valid_area, layer.shapes).all()
        assert not (scene.mask(layer) & ~scene.drawn.valid).any()


def test_buildings_cover_a_believable_part_of_the_image(scene: Scene) -> None:
    share = scene.mask(scene.buildings).sum() / scene.drawn.valid.sum()
    assert 0.08 < share < 0.25


def test_buildings_are_no_vegetation_and_their_surroundings_mostly_are(scene: Scene) -> None:
    red, nir = scene.band("red"), scene.band("nir")
    ndvi = (nir - red) / np.maximum(nir + red, 1.0)
    roof = scene.mask(scene.buildings)
    around = scene.drawn.valid & ~roof
    assert np.median(ndvi[roof]) < 0.2
    assert np.median(ndvi[around]) > np.median(ndvi[roof]) + 0.2


def test_building_labels_fit_to_the_pixel(scene: Scene) -> None:
    """The image changes more along the outlines than along outlines shifted by a pixel or two."""
    steps_down, steps_right = np.gradient(np.log(scene.band("nir") + 1.0))
    change = np.hypot(steps_down, steps_right)
    roof = scene.mask(scene.buildings)
    outline = binary_dilation(roof) & ~binary_erosion(roof) & binary_erosion(scene.drawn.valid)
    here = change[outline].mean()
    for shift in ((1, 0), (-1, 0), (0, 1), (0, -1), (2, 2), (-2, -2), (2, -2), (-2, 2)):
        moved = np.roll(outline, shift, axis=(0, 1)) & binary_erosion(scene.drawn.valid)
        assert change[moved].mean() < here


def test_shadows_fall_to_the_north_west_of_buildings(scene: Scene) -> None:
    roof = scene.mask(scene.buildings)
    blue = scene.band("blue")
    north_west = np.roll(roof, (-4, -2), axis=(0, 1)) & ~roof & scene.drawn.valid
    south_east = np.roll(roof, (4, 2), axis=(0, 1)) & ~roof & scene.drawn.valid
    assert np.median(blue[north_west]) < 0.85 * np.median(blue[south_east])


def test_trees_are_bright_in_the_near_infrared(scene: Scene) -> None:
    crown = scene.drawn.tree >= 0
    nir, red = scene.band("nir"), scene.band("red")
    lit = crown & scene.drawn.valid
    assert np.median(nir[lit] / red[lit]) > 3.0


def test_tree_boxes_hold_one_crown_each(scene: Scene) -> None:
    shares = []
    for shape in scene.trees.shapes:
        xmin, ymin, xmax, ymax = shape.bounds
        assert shape.equals(shapely.box(xmin, ymin, xmax, ymax))
        left, top, right, bottom = scene.pixel_bounds(shape)
        window = scene.drawn.tree[round(top) : round(bottom), round(left) : round(right)]
        counts = np.bincount(window[window >= 0])
        shares.append(counts.max() / window.size)
    assert min(shares) > 0.3
    assert np.median(shares) > 0.6


def test_land_use_cells_lie_on_the_pixel_grid(scene: Scene) -> None:
    for shape in scene.land_use.shapes:
        left, top, right, bottom = scene.pixel_bounds(shape)
        assert (right - left, bottom - top) == pytest.approx((CELL_PX, CELL_PX))
        assert left % CELL_PX == pytest.approx(0.0)
        assert top % CELL_PX == pytest.approx(0.0)


@pytest.mark.parametrize("seed", range(4))
def test_every_seed_gives_houses_and_trees_even_in_a_small_image(seed: int) -> None:
    town = plan_town(Frame(256, 256), seed)
    buildings, trees, _ = label_layers(town, render(town, seed, Monitor()))
    assert len(buildings.shapes) > 5
    assert len(trees.shapes) > 5
