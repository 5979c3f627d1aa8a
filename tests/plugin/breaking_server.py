"""A package server whose connection breaks off in the middle of a download."""

import base64
import hashlib
import io
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PADDING_BYTES = 3_000_000


def tiny_wheel(name="tiny", version="1.0"):
    """A package with one module and much ballast."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": b"ANSWER = 42\n",
        f"{name}_ballast.bin": bytes(PADDING_BYTES),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(content)}\n"
    files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)
    return packed.getvalue()


@contextmanager
def breaking_server(breaks):
    """Serves the package `tiny`.

    Args:
        breaks: How many times a download breaks off before one goes through.

    Yields:
        The address of its index, and a list that gets the first byte that each download asks for.
    """
    wheel, asked = tiny_wheel(), []
    name = "tiny-1.0-py3-none-any.whl"

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.do_GET()

        def do_GET(self):
            if not self.path.endswith(".whl"):
                page = f'<a href="/{name}">{name}</a>'.encode()
                self._answer(200, page, "text/html", len(page))
                return
            start = int(self.headers.get("Range", "bytes=0-")[6:].partition("-")[0])
            asked.append(start)
            rest = wheel[start:]
            part = rest[: len(rest) // 2] if len(asked) <= breaks else rest
            self._answer(206 if start else 200, part, "application/zip", len(rest), start)
            if len(part) < len(rest):
                self.close_connection = True

        def _answer(self, status, content, kind, announced, start=0):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(announced))
            self.send_header("ETag", '"tiny"')
            self.send_header("Accept-Ranges", "bytes")
            if status == 206:
                self.send_header("Content-Range", f"bytes {start}-{len(wheel) - 1}/{len(wheel)}")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple", asked
    finally:
        server.shutdown()
        server.server_close()
