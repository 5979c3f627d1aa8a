"""Serves a folder over HTTP with range requests, and misbehaves on request: `servers.FileServer`.

A program of its own: GDAL holds Python's lock while it waits for an answer.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import threading
import time
from contextlib import suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

LOCK = threading.Lock()
FOLDER = Path(sys.argv[1])
STATE: dict[str, Any] = {
    "requests": [],
    "bytes_sent": 0,
    "failures": 0,
    "failure_status": 503,
    "drops": 0,
    "ranges": True,
    "marks": True,
    "broken_from": None,
    "silent_s": 0,
}


def take(counter: str) -> bool:
    with LOCK:
        left = STATE[counter]
        STATE[counter] = max(0, left - 1)
        return left > 0


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        with suppress(ConnectionError):
            self.answer(with_body=True)

    def do_POST(self) -> None:
        changes = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with LOCK:
            STATE.update(changes)
            body = json.dumps(STATE).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self, *, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        file = FOLDER / path.lstrip("/")
        time.sleep(STATE["silent_s"])
        if take("failures"):
            self.refuse(STATE["failure_status"], path)
            return
        if not file.is_file():
            self.refuse(404, path)
            return
        content = file.read_bytes()
        start, end = 0, len(content)
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        status = 206 if asked and STATE["ranges"] else 200
        if asked and status == 206:
            start = int(asked[1])
            end = min(int(asked[2] or len(content) - 1) + 1, len(content))
            if start >= len(content):
                self.refuse(416, path)
                return
        body = content[start:end]
        STATE["requests"].append((self.command, path, status))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if STATE["ranges"]:
            self.send_header("Accept-Ranges", "bytes")
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(content)}")
        if STATE["marks"]:
            self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()[:16]}"')
            self.send_header("Last-Modified", formatdate(file.stat().st_mtime, usegmt=True))
        self.end_headers()
        if not with_body:
            return
        broken = STATE["broken_from"] is not None and end > STATE["broken_from"]
        if broken or take("drops"):
            # Half a body would do for a reader that asks for the rest, again and again.
            body = b"" if broken else body[: len(body) // 2]
            self.close_connection = True
        with LOCK:
            STATE["bytes_sent"] += len(body)
        self.wfile.write(body)

    def refuse(self, status: int, path: str) -> None:
        STATE["requests"].append((self.command, path, status))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        return


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()
