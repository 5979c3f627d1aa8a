"""Whether an image fits a model, and what can be done when it does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem

from ...rv_engine.errors import RasterError
from ..library import BundleInfo
from ..translation import tr
from .image_facts import ImageFacts, metres

# Objects do not look alike to a model when pixels are that many times larger or smaller.
_RATIO = 1.5
_BYTE = "uint8"


@dataclass(frozen=True)
class Misfit:
    """What does not fit.

    Attributes:
        bands: Why the bands have to be chosen; "" when they are clear.
        resolution: Why the model may see little; "" when pixels are about as large as they should.
        dtype: Why the values mean something else; "" when they do not.
        factor: How many times larger the image's pixels are than those that the model knows.
        can_stretch: Whether values can be brought to what the model knows.
    """

    bands: str = ""
    resolution: str = ""
    dtype: str = ""
    factor: float = 1.0
    can_stretch: bool = False

    def __bool__(self) -> bool:
        return bool(self.bands or self.resolution or self.dtype)


@dataclass(frozen=True)
class Mapping:
    """How an image is handed to a model.

    Attributes:
        bands: The band of the image for each band of the model, from 1; empty: as the bundle says.
        scale: The image is resampled to pixels that many times as large; 1 leaves it.
        stretch: The lowest and highest value of each band of the image, which are brought to 0 and
            255; empty leaves the values.
    """

    bands: tuple[int, ...] = ()
    scale: float = 1.0
    stretch: tuple[tuple[float, float], ...] = field(default=())

    def channel_order(self) -> list[int]:
        """The bands as the engine counts them."""
        return [band - 1 for band in self.bands]


def find_misfit(bundle: BundleInfo, image: ImageFacts) -> Misfit:
    """What of an image does not fit a bundle."""
    ratio = _pixel_ratio(bundle, image)
    is_close = ratio is None or 1 / _RATIO <= ratio <= _RATIO
    is_known = bundle.rescales or not bundle.dtype or image.dtype == bundle.dtype
    return Misfit(
        bands=_bands_problem(bundle, image),
        resolution="" if is_close else _resolution_text(ratio),
        dtype=""
        if is_known
        else tr(
            "The model was trained on {trained} values, but the image has {given}, which mean "
            "something else to it."
        ).format(trained=bundle.dtype, given=image.dtype or tr("others")),
        factor=ratio or 1.0,
        can_stretch=bundle.dtype == _BYTE,
    )


def likely_bands(bundle: BundleInfo, image: ImageFacts) -> tuple[int, ...]:
    """A first guess at the mapping: the bundle's own bands as far as the image has them."""
    wanted = bundle.bands or tuple(range(1, bundle.num_channels + 1))
    count = len(image.bands)
    return tuple(min(band, count) for band in wanted)


def prepared_image(path: Path, mapping: Mapping, target: Path) -> Path:
    """The file for the engine: a small virtual raster over the image where it has to be changed.

    Args:
        target: Where the virtual raster goes.

    Raises:
        RasterError: The image cannot be read.
    """
    if mapping.scale == 1.0 and not mapping.stretch:
        return path
    options: dict[str, object] = {"format": "VRT"}
    if mapping.scale != 1.0:
        percent = 100.0 / mapping.scale
        options.update(widthPct=percent, heightPct=percent)
        options["resampleAlg"] = "average" if mapping.scale > 1 else "bilinear"
    if mapping.stretch:
        options["outputType"] = gdal.GDT_Byte
        # 0 stays for what has no value: or the darkest, or brightest, pixels would have none.
        lowest = 1 if _has_no_data(path) else 0
        options["scaleParams"] = [[low, high, lowest, 255] for low, high in mapping.stretch]
        if lowest:
            # An exponent of 1 changes nothing, but values beyond the range end at its borders.
            options.update(noData=0, exponents=[1.0] * len(mapping.stretch))
    if gdal.Translate(str(target), str(path.resolve()), **options) is None:
        raise RasterError(
            tr("'{path}' cannot be read: {reason}").format(
                path=path, reason=gdal.GetLastErrorMsg()
            ),
            where=str(path),
        )
    return target


def _has_no_data(path: Path) -> bool:
    dataset = gdal.Open(str(path))
    return dataset is not None and any(
        dataset.GetRasterBand(number).GetNoDataValue() is not None
        for number in range(1, dataset.RasterCount + 1)
    )


def _bands_problem(bundle: BundleInfo, image: ImageFacts) -> str:
    needed, given = bundle.num_channels, len(image.bands)
    if max(bundle.bands) <= given if bundle.bands else needed in (0, given):
        return ""
    return tr("The model looks at {needed} bands; the image has {given}.").format(
        needed=needed, given=given
    )


def _pixel_ratio(bundle: BundleInfo, image: ImageFacts) -> Optional[float]:
    if bundle.pixel_size is None or bundle.pixel_size[1] <= 0 or image.pixel_size[1] <= 0:
        return None
    crs = QgsCoordinateReferenceSystem.fromWkt(bundle.crs) if bundle.crs else image.crs
    if not image.crs.isValid() or crs == image.crs:
        return image.pixel_size[1] / bundle.pixel_size[1]
    trained_m = metres(bundle.pixel_size[1], crs)
    if trained_m is None or image.pixel_m is None:
        return None
    return image.pixel_m / trained_m


def _resolution_text(ratio: float) -> str:
    if ratio > 1:
        return tr(
            "The pixels of the image are {ratio:.1f} times as large as those that the model was "
            "trained on: it will hardly recognise anything."
        ).format(ratio=ratio)
    return tr(
        "The pixels of the image are {ratio:.1f} times smaller than those that the model was "
        "trained on: it will hardly recognise anything."
    ).format(ratio=1 / ratio)
