"""Servers on this machine that behave as tests ask them to, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_S3 = """
import sys, threading
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
threading.Event().wait()
"""


class FileServer:
    """Serves a folder over HTTP with range requests, and misbehaves on request.

    Set with `behave` and read with `[...]`:
        requests: (method, path, status) of all requests.
        bytes_sent: Of bodies, in all.
        failures: How many of the next requests are answered with `failure_status`.
        drops: How many of the next bodies break off half-way.
        ranges: Whether parts of files may be asked for.
        marks: Whether versions are told apart by ETag and Last-Modified.
        broken_from: Requests for bytes from here on get none of them.
        silent_s: How long every answer takes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process = _started([str(Path(__file__).with_name("file_server.py")), str(folder)])
        self.url = f"http://127.0.0.1:{_port(self._process)}"

    def behave(self, **changes: Any) -> dict[str, Any]:
        """Changes the behaviour, and answers all that is known of it."""
        request = urllib.request.Request(f"{self.url}/", json.dumps(changes).encode())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request) as answer:
            state: dict[str, Any] = json.load(answer)
        return state

    def __getitem__(self, name: str) -> Any:
        return self.behave()[name]

    def forget(self) -> None:
        """Counts from 0 again."""
        self.behave(requests=[], bytes_sent=0)

    def stop(self) -> None:
        """Closes the port: further connections are refused."""
        _stop(self._process)


@contextmanager
def s3_server() -> Iterator[str]:
    """An S3 server (moto); its address."""
    process = _started(["-c", _S3])
    try:
        yield f"http://127.0.0.1:{_port(process)}"
    finally:
        _stop(process)


def _started(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True)


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def _stop(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
