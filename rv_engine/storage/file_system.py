"""The fsspec file system of a URI, set up so that it and GDAL speak to the same servers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from rv_engine.storage.connection import ConnectionPolicy
from rv_engine.storage.uri import archived_file, container_of, fsspec_uri, protocol_of

_YES = {"yes", "true", "on", "1"}
_S3 = {"s3", "s3a"}
_HTTP = {"http", "https"}


def file_system(uri: str) -> tuple[Any, str]:
    """The file system that a file is in, and its path there.

    Not guarded: call it inside `persistently`.
    """
    from fsspec.core import url_to_fs

    protocol = protocol_of(container_of(uri))
    options = {protocol: _options(protocol)}
    archived = archived_file(uri)
    if archived is not None:
        # A kept one would know the archive as it was when it was opened first.
        options[archived.kind] = {"skip_instance_cache": True}
    found: tuple[Any, str] = url_to_fs(fsspec_uri(uri), **options)
    return found


def s3_endpoint(environment: Mapping[str, str] = os.environ) -> str | None:
    """The address of an S3 server that is not Amazon's, from the names that are in use for it."""
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "FSSPEC_S3_ENDPOINT_URL"):
        if environment.get(name):
            return environment[name]
    endpoint = environment.get("AWS_S3_ENDPOINT")  # GDAL's name, without a scheme
    if not endpoint:
        return None
    secure = environment.get("AWS_HTTPS", "YES").lower() in _YES
    return f"{'https' if secure else 'http'}://{endpoint}"


def is_set(name: str) -> bool:
    """Whether a variable of the environment says yes."""
    return os.environ.get(name, "").lower() in _YES


def _options(protocol: str) -> dict[str, Any]:
    timeout_s = ConnectionPolicy.from_environment().timeout_s
    if protocol in _HTTP:
        import aiohttp

        # No limit for a whole file, which may be large: only for silence.
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=timeout_s, sock_read=timeout_s)
        return {"client_kwargs": {"timeout": timeout, "trust_env": True}}
    if protocol in _S3:
        # What another process has written counts at once: listings are not kept.
        options: dict[str, Any] = {
            "use_listings_cache": False,
            "config_kwargs": {
                "connect_timeout": timeout_s,
                "read_timeout": timeout_s,
                # Tried again from outside: one after the other, not each times each.
                "retries": {"total_max_attempts": 1, "mode": "standard"},
            },
        }
        endpoint = s3_endpoint()
        if endpoint:
            options["endpoint_url"] = endpoint
        if is_set("AWS_NO_SIGN_REQUEST"):
            options["anon"] = True
        if os.environ.get("AWS_REQUEST_PAYER", "") == "requester":
            options["requester_pays"] = True
        return options
    return {}
