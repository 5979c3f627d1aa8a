"""Vector features in files."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from rasterio.crs import CRS
from rasterio.errors import CRSError

from rv_engine.errors import VectorError
from rv_engine.geo import CRSTransformer
from rv_engine.types import Array, GeometryArray
from rv_engine.vector.features import UNKNOWN_CLASS_ID, Features
from rv_engine.vector.vector_transformer import VectorTransformer

log = logging.getLogger(__name__)


class OgrVectorSource:
    """Reads features with GDAL/OGR.

    Args:
        uris: Local paths, or anything that OGR opens.
        layer: The layer of each file; None takes the first.
        transformers: Applied in order.
    """

    def __init__(
        self,
        uris: Sequence[str],
        *,
        layer: str | None = None,
        transformers: Sequence[VectorTransformer] = (),
    ) -> None:
        self.uris = list(uris)
        self.layer = layer
        self.transformers = list(transformers)

    def read(self, crs_transformer: CRSTransformer) -> Features:
        """All features in pixel coordinates of an image.

        Features without a geometry are left out, collections are taken apart, and invalid polygons
        are mended.

        Raises:
            VectorError: A file is missing, damaged, or has no place in the image's CRS.
            LabelError: A transformer found no class.
        """
        features = _joined([self._read_one(uri, crs_transformer) for uri in self.uris])
        for transformer in self.transformers:
            features = transformer.transform(features, self.uris[0])
        return features

    def _read_one(self, uri: str, crs_transformer: CRSTransformer) -> Features:
        meta, wkb, columns = _read_layer(uri, self.layer)
        geometries = shapely.from_wkb(wkb, on_invalid="ignore")
        properties = dict(zip(meta["fields"], columns, strict=True))
        parts, index = _simple_parts(shapely.force_2d(geometries))
        left_out = len(geometries) - len(np.unique(index))
        if left_out:
            log.warning("%d features of '%s' have no geometry that can be used.", left_out, uri)
        crs = _crs(meta["crs"], uri)
        if (crs is None) != (crs_transformer.crs is None):
            log.warning(
                "'%s' is taken to be in the image's own coordinates, because one of them has no "
                "coordinate reference system.",
                uri,
            )
        pixels, mended_index = _mended(crs_transformer.map_to_pixel(parts, crs))
        index = index[mended_index]
        return Features(
            pixels,
            np.full(len(pixels), UNKNOWN_CLASS_ID),
            {name: values[index] for name, values in properties.items()},
        )


def _simple_parts(geometries: GeometryArray) -> tuple[GeometryArray, Array]:
    """Points, lines and polygons with a place, and the index of what each is a part of."""
    parts, index = shapely.get_parts(geometries, return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        index = index[inner]
    keep = ~shapely.is_missing(parts) & ~shapely.is_empty(parts)
    coordinates, owners = shapely.get_coordinates(parts, return_index=True)
    keep[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    return parts[keep], index[keep]


def _mended(geometries: GeometryArray) -> tuple[GeometryArray, Array]:
    """Valid geometries, and the index of what each was; a polygon remains one or several."""
    invalid = ~shapely.is_valid(geometries)
    if not invalid.any():
        return geometries, np.arange(len(geometries))
    geometries = geometries.copy()
    was_area = shapely.get_dimensions(geometries) == 2
    geometries[invalid] = shapely.make_valid(geometries[invalid])
    parts, index = _simple_parts(geometries)
    # Mending can leave lines, where a polygon had no width.
    keep = ~was_area[index] | (shapely.get_dimensions(parts) == 2)
    return parts[keep], index[keep]


def layer_fields(uri: str, layer: str | None = None) -> dict[str, str]:
    """The fields of a layer and their types, without reading its features.

    Raises:
        VectorError: The file cannot be read.
    """
    with _reading(uri, layer):
        info = pyogrio.read_info(_ogr_path(uri), layer=layer)
    return dict(zip(info["fields"], (str(dtype) for dtype in info["dtypes"]), strict=True))


def default_layer_name(uri: str) -> str:
    """The name of the first layer, which is read when none is named.

    Raises:
        VectorError: The file cannot be read.
    """
    with _reading(uri, None):
        return _layer_names(uri)[0]


def _read_layer(uri: str, layer: str | None) -> tuple[dict[str, Any], Array, Sequence[Array]]:
    with _reading(uri, layer):
        if layer is None:
            layer, *others = _layer_names(uri)
            if others:
                log.info("Of '%s' the layer %r is read; it also has %s.", uri, layer, others)
        meta, _, wkb, columns = pyogrio.raw.read(_ogr_path(uri), layer=layer, force_2d=True)
    if wkb is None:
        raise VectorError(
            f"'{uri}' is a table without geometries.", hint="Choose a layer with polygons.",
            where=uri,
        )  # fmt: skip
    return meta, wkb, columns


def _layer_names(uri: str) -> list[str]:
    names = [str(name) for name in pyogrio.list_layers(_ogr_path(uri))[:, 0]]
    if not names:
        raise VectorError(f"'{uri}' has no layers.", hint="Choose another file.", where=uri)
    return names


def _ogr_path(uri: str) -> str:
    # Pyogrio takes "!" for the border between an archive and a file in it.
    is_file = "!" in uri and Path(uri).is_file()
    return f"/vsisubfile/0_-1,{Path(uri).resolve()}" if is_file else uri


class _reading:  # noqa: N801 - reads as the statement that it is
    """Turns OGR's errors into ours."""

    def __init__(self, uri: str, layer: str | None) -> None:
        self.uri = uri
        self.layer = layer

    def __enter__(self) -> None:
        plain = "://" not in self.uri and not self.uri.startswith("/vsi")
        if plain and not Path(self.uri).exists():
            raise VectorError(
                f"The vector file '{self.uri}' does not exist.",
                hint="Check the path.",
                where=self.uri,
            )

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, DataLayerError) and self.layer is not None:
            names = ", ".join(repr(name) for name in _layer_names(self.uri))
            raise VectorError(
                f"'{self.uri}' has no layer {self.layer!r}.",
                hint=f"Choose one of {names}.",
                where=self.uri,
            ) from error
        if isinstance(error, (DataSourceError, DataLayerError, UnicodeDecodeError)):
            raise VectorError(
                f"'{self.uri}' is no vector file that can be read: {error}",
                hint="Choose a GeoPackage, GeoJSON, Shapefile or another format that OGR reads.",
                where=self.uri,
            ) from error


def _crs(text: str | None, uri: str) -> CRS | None:
    if not text:
        return None
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise VectorError(
            f"The coordinate reference system of '{uri}' is not understood: {error}.",
            hint="Assign a known one to the layer.",
            where=uri,
        ) from error


def _joined(parts: Sequence[Features]) -> Features:
    if len(parts) == 1:
        return parts[0]
    names = {name for part in parts for name in part.properties}
    properties = {
        name: np.concatenate(
            [
                np.asarray(part.properties.get(name, np.full(len(part), None)), object)
                for part in parts
            ]
        )
        for name in sorted(names)
    }
    return Features(
        np.concatenate([part.geometries for part in parts]),
        np.concatenate([part.class_ids for part in parts]),
        properties,
    )
