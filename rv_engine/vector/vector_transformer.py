"""The base of all vector transformers."""

from __future__ import annotations

from abc import ABC, abstractmethod

from rv_engine.geo import CRSTransformer
from rv_engine.vector.features import Features


class VectorTransformer(ABC):
    """Maps features to features."""

    @abstractmethod
    def transform(self, features: Features, where: str) -> Features:
        """The changed features.

        Args:
            features: In pixel coordinates.
            where: The file that they come from, for messages.
        """

    def transform_on(
        self, features: Features, where: str, crs_transformer: CRSTransformer
    ) -> Features:
        """The changed features, for transformers that must know where they are on the map.

        Args:
            features: In pixel coordinates.
            where: The file that they come from, for messages.
            crs_transformer: The grid of the image.
        """
        return self.transform(features, where)
