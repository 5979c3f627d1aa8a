from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.features import rasterize

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError, LabelError
from rv_engine.geo import Box
from rv_engine.labels import RasterizedSourceConfig, RasterizerConfig
from rv_engine.labels.rasterized_source import RasterizedSource, draw
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.types import Array, GeometryArray
from rv_engine.vector import ClassInferenceTransformerConfig, OgrVectorSourceConfig
from rv_engine.vector.features import Features
from tests.engine.rasters import random_raster, write_raster
from tests.engine.vector.test_ogr_vector_source import write_layer

SIZE = (90, 110)


def random_features(seed: int) -> Features:
    """Blobs of few and of many vertices, lines and points, over each other and over the edges."""
    rng = np.random.default_rng(seed)
    geometries: list[shapely.Geometry] = []
    for vertices in (4, 30, 900, 2000, 5):
        angles = np.sort(rng.uniform(0, 2 * np.pi, vertices))
        radius = rng.uniform(10, 50, vertices) if vertices < 40 else 30 + 9 * np.sin(7 * angles)
        centre = rng.uniform(0, 100, 2)
        ring = centre + np.column_stack([np.cos(angles), np.sin(angles)]) * radius[:, None]
        geometries.append(shapely.make_valid(shapely.Polygon(ring)))
    geometries.append(shapely.LineString(rng.uniform(-20, 130, (700, 2))))
    geometries.append(shapely.Point(rng.uniform(0, 90, 2)))
    geometries = list(shapely.get_parts(np.array(geometries)))
    return Features(np.array(geometries), np.arange(1, len(geometries) + 1) % 200, {})


def drawn_whole(features: Features, *, all_touched: bool) -> Array:
    pairs = zip(features.geometries, features.class_ids, strict=True)
    return rasterize(
        [(geometry, int(value)) for geometry, value in pairs],
        out_shape=SIZE, fill=250, all_touched=all_touched, dtype="uint8",
    )  # fmt: skip


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> RasterioSource:
    path = tmp_path_factory.mktemp("image") / "image.tif"
    return RasterioSource(write_raster(path, random_raster(SIZE)))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 500), all_touched=st.booleans(),
    y=st.integers(0, 80), x=st.integers(0, 100), side=st.integers(1, 60),
)  # fmt: skip
def test_any_window_shows_what_drawing_the_whole_extent_at_once_shows(
    image: RasterioSource, seed: int, all_touched: bool, y: int, x: int, side: int
) -> None:
    features = random_features(seed)
    source = RasterizedSource(features, image, background_class_id=250, all_touched=all_touched)
    window = Box.of_size(y, x, side, side)
    chip = source.read(window)
    inside = window.intersection(Box(0, 0, *SIZE))
    rows, columns = inside.slices_in(window)
    expected = drawn_whole(features, all_touched=all_touched)[inside.slices_in(Box(0, 0, *SIZE))]
    np.testing.assert_array_equal(chip.array[rows, columns, 0], expected)
    assert chip.valid_pixels.sum() == inside.height * inside.width


def test_a_pixel_belongs_to_what_covers_its_centre() -> None:
    shapes = np.array([shapely.box(0.6, 0.4, 2.6, 1.6)], object)
    labels = draw(shapes, np.array([3]), Box(0, 0, 3, 4))
    assert labels.tolist() == [[0, 3, 3, 0], [0, 3, 3, 0], [0, 0, 0, 0]]


def test_later_features_lie_on_top() -> None:
    shapes: GeometryArray = np.array([shapely.box(0, 0, 3, 1), shapely.box(1, 0, 2, 1)], object)
    assert draw(shapes, np.array([1, 2]), Box(0, 0, 1, 3)).tolist() == [[1, 2, 1]]
    assert draw(shapes[::-1], np.array([2, 1]), Box(0, 0, 1, 3)).tolist() == [[1, 1, 1]]


CLASSES = ClassConfig(names=["house", "null"])


def labels_config(path: str, *, infer: bool = True, **rasterizer: int) -> RasterizedSourceConfig:
    transformers = [ClassInferenceTransformerConfig(class_field="kind")] if infer else []
    return RasterizedSourceConfig(
        vector_source=OgrVectorSourceConfig(uris=path, transformers=transformers),
        rasterizer_config=RasterizerConfig(**rasterizer),
    )


def test_the_background_is_the_null_class_unless_another_is_named(
    tmp_path: Path, image: RasterioSource
) -> None:
    path = write_layer(tmp_path / "a.gpkg", [shapely.box(0, 0, 1, 1)], kind=["house"])
    corner = Box(0, 0, 1, 1)
    source = labels_config(path).build_for(image, CLASSES)
    assert source.read(corner).array.item() == 1
    source = labels_config(path, background_class_id=0).build_for(image, CLASSES)
    assert source.read(corner).array.item() == 0
    with pytest.raises(ConfigError, match="There is no null class"):
        labels_config(path).build_for(image, ClassConfig(names=["house"]))


def test_features_whose_class_nobody_infers_are_refused_and_not_drawn_as_255(
    tmp_path: Path, image: RasterioSource
) -> None:
    path = write_layer(tmp_path / "a.gpkg", [shapely.box(0, 0, 1, 1)], kind=["house"])
    with pytest.raises(LabelError, match="a.gpkg' have no class.*ClassInferenceTransformer"):
        labels_config(path, infer=False).build_for(image, CLASSES)
