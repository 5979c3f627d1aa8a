"""Servers on this machine that behave as tests ask them to."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit


class FileServer:
    """Serves a folder over HTTP with range requests, and misbehaves on request.

    Attributes:
        url: Where the folder is.
        requests: (method, path, status) of all requests.
        bytes_sent: Of bodies, in all.
        failures: How many of the next requests are answered with `failure_status`.
        drops: How many of the next bodies break off half-way.
        ranges: Whether parts of files may be asked for.
        marks: Whether versions are told apart by ETag and Last-Modified.
        broken_from: Requests for bytes from here on never get a whole answer.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.requests: list[tuple[str, str, int]] = []
        self.bytes_sent = 0
        self.failures = 0
        self.failure_status = 503
        self.drops = 0
        self.ranges = True
        self.marks = True
        self.broken_from: int | None = None
        self.lock = threading.Lock()
        owner = self

        class Handler(_Handler):
            server_of_files = owner

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def asked_for(self, name: str) -> int:
        """How many requests there were for a file."""
        return sum(path == f"/{name}" for _, path, _ in self.requests)

    def forget(self) -> None:
        """Counts from 0 again."""
        self.requests.clear()
        self.bytes_sent = 0

    def take(self, counter: str) -> bool:
        """Whether one more request shall misbehave."""
        with self.lock:
            left = int(getattr(self, counter))
            setattr(self, counter, max(0, left - 1))
            return left > 0

    def stop(self) -> None:
        """Closes the port: further connections are refused."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_of_files: FileServer

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        owner = self.server_of_files
        path = unquote(urlsplit(self.path).path)
        file = owner.folder / path.lstrip("/")
        if owner.take("failures"):
            self._refuse(owner.failure_status, path)
            return
        if not file.is_file():
            self._refuse(404, path)
            return
        content = file.read_bytes()
        start, end = 0, len(content)
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        status = 206 if asked and owner.ranges else 200
        if status == 206:
            start = int(asked[1])
            end = min(int(asked[2] or len(content) - 1) + 1, len(content))
            if start >= len(content):
                self._refuse(416, path)
                return
        body = content[start:end]
        owner.requests.append((self.command, path, status))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if owner.ranges:
            self.send_header("Accept-Ranges", "bytes")
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(content)}")
        if owner.marks:
            self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()[:16]}"')
            self.send_header("Last-Modified", formatdate(file.stat().st_mtime, usegmt=True))
        self.end_headers()
        if not with_body:
            return
        broken = owner.broken_from is not None and end > owner.broken_from
        if broken or owner.take("drops"):
            body = body[: len(body) // 2]
            self.close_connection = True
        owner.bytes_sent += len(body)
        self.wfile.write(body)

    def _refuse(self, status: int, path: str) -> None:
        self.server_of_files.requests.append((self.command, path, status))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        return


@contextmanager
def s3_server() -> Iterator[str]:
    """An S3 server (moto); its address."""
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()
