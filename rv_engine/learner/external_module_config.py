"""Raster Vision's way to bring in networks and losses from elsewhere, and what to use instead."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from rv_engine.config import Config, display


class ExternalModuleConfig(Config):
    """Code from elsewhere, as Raster Vision loads it by torch.hub; here a plugin is used instead.

    It can be written down, so that Raster Vision's scripts are read and get a clear answer.
    """

    type_hint: ClassVar[str] = "external-module"

    uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """A zip or a folder with a hubconf.py."""

    github_repo: str | None = Field(None, json_schema_extra=display(advanced=True))
    """A repository on GitHub, as "owner/name:branch"."""

    name: str | None = Field(None, json_schema_extra=display(advanced=True))
    """Where the code is kept."""

    entrypoint: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The function that builds the network or loss."""

    entrypoint_args: list[Any] = Field([], json_schema_extra=display(advanced=True))
    """Arguments for it."""

    entrypoint_kwargs: dict[str, Any] = Field({}, json_schema_extra=display(advanced=True))
    """Named arguments for it."""

    force_reload: bool = Field(False, json_schema_extra=display(advanced=True))
    """Fetch the code again."""
