"""Access to the Hugging Face hub, where most pretrained weights are."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from huggingface_hub import constants
from huggingface_hub.utils.tqdm import disable_progress_bars


@contextmanager
def hub_access() -> Iterator[None]:
    """Lets libraries use the hub, and only its cache on this machine while it cannot be reached.

    Without this, a machine without network waits up to 50 seconds for a series of retries.
    """
    disable_progress_bars()
    was_offline = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = was_offline or not _can_be_reached(constants.ENDPOINT)
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = was_offline


def _can_be_reached(url: str) -> bool:
    # Behind a proxy it is the proxy that knows the name.
    if urllib.request.getproxies():
        return True
    try:
        socket.getaddrinfo(urlsplit(url).hostname, 443)
    except OSError:
        return False
    return True
