"""Vector features in files."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
from rv_engine.storage import check_exists, gdal_options, gdal_path, is_streamed
from rv_engine.types import Array
from rv_engine.vector.features import UNKNOWN_CLASS_ID, Features
from rv_engine.vector.mending import mended, simple_parts
from rv_engine.vector.placing import placed
from rv_engine.vector.surfaces import from_wkb
from rv_engine.vector.vector_transformer import VectorTransformer

log = logging.getLogger(__name__)


class OgrVectorSource:
    """Reads features with GDAL/OGR.

    Args:
        uris: Paths, URIs, or anything that OGR opens; remote files are copied here first.
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
        are mended. A few features without a place in the image's reference system are left out.

        Raises:
            VectorError: A file is missing, damaged, or has no place in the image's CRS.
            StorageError: A remote file cannot be reached.
            LabelError: A transformer found no class.
        """
        features = _joined([self._read_one(uri, crs_transformer) for uri in self.uris])
        for transformer in self.transformers:
            features = transformer.transform_on(features, self.uris[0], crs_transformer)
        return features

    def _read_one(self, uri: str, crs_transformer: CRSTransformer) -> Features:
        meta, wkb, columns = _opened(uri).read(self.layer)
        geometries = from_wkb(wkb)
        properties = dict(zip(meta["fields"], columns, strict=True))
        parts, index = simple_parts(shapely.force_2d(geometries))
        left_out = len(geometries) - len(np.unique(index))
        if left_out:
            log.warning("Left out of '%s': %d without a geometry that can be used.", uri, left_out)
        crs = _crs(meta["crs"], uri)
        if (crs is None) != (crs_transformer.crs is None):
            log.warning(
                "'%s' is taken to be in the image's own coordinates, because one of them has no "
                "coordinate reference system.",
                uri,
            )
        pixels, placed_index = placed(parts, crs, crs_transformer)
        if len(pixels) < len(parts):
            log.warning(
                "%d of %d geometries of '%s' have no place in %s and are left out.",
                len(parts) - len(pixels), len(parts), uri, crs_transformer.crs,
            )  # fmt: skip
        pixels, mended_index = mended(pixels)
        index = index[placed_index][mended_index]
        return Features(
            pixels,
            np.full(len(pixels), UNKNOWN_CLASS_ID),
            {name: values[index] for name, values in properties.items()},
        )


def default_layer_name(uri: str) -> str:
    """The name of the first layer, which is read when none is named.

    Raises:
        VectorError: The file cannot be read.
        StorageError: A remote file cannot be reached.
    """
    return _opened(uri).layer_names()[0]


@dataclass(frozen=True)
class _File:
    """A vector file, and what OGR opens to read it."""

    uri: str
    path: str

    def read(self, layer: str | None) -> tuple[dict[str, Any], Array, Sequence[Array]]:
        """Its meta data, geometries in well-known binary, and the values of each field."""
        if layer is None:
            layer, *others = self.layer_names()
            if others:
                log.info("Of '%s' the layer %r is read; it also has %s.", self.uri, layer, others)
        with self._errors(layer):
            meta, _, wkb, columns = pyogrio.raw.read(self.path, layer=layer, force_2d=True)
        if wkb is None:
            raise VectorError(
                f"'{self.uri}' is a table without geometries.",
                hint="Choose a layer with polygons.",
                where=self.uri,
            )
        return meta, wkb, columns

    def layer_names(self) -> list[str]:
        """The names of its layers, at least one."""
        with self._errors(None):
            names = [str(name) for name in pyogrio.list_layers(self.path)[:, 0]]
        if not names:
            raise VectorError(
                f"'{self.uri}' has no layers.", hint="Choose another file.", where=self.uri
            )
        return names

    @contextmanager
    def _errors(self, layer: str | None) -> Iterator[None]:
        """Turns OGR's errors into ours."""
        try:
            yield
        except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
            if isinstance(error, DataLayerError) and layer is not None:
                names = ", ".join(repr(name) for name in self.layer_names())
                raise VectorError(
                    f"'{self.uri}' has no layer {layer!r}.",
                    hint=f"Choose one of {names}.",
                    where=self.uri,
                ) from error
            raise VectorError(
                f"'{self.uri}' is no vector file that can be read: {error}",
                hint="Choose a GeoPackage, GeoJSON, Shapefile or another format that OGR reads.",
                where=self.uri,
            ) from error


def _opened(uri: str) -> _File:
    check_exists(uri, VectorError, "vector file")
    # All features are read anyway, and a copy is read again without the network.
    path = gdal_path(uri, streaming=False)
    if is_streamed(path):
        pyogrio.set_gdal_config_options(gdal_options())
    # Pyogrio takes "!" for the border between an archive and a file in it.
    is_file = "!" in path and Path(path).is_file()
    return _File(uri, f"/vsisubfile/0_-1,{Path(path).resolve()}" if is_file else path)


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
