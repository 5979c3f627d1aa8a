"""The base of all vector transformers."""

from __future__ import annotations

from abc import ABC, abstractmethod

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
