"""`rv serve`: a process that keeps models loaded and answers requests."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rv_engine.serve import Server

_END_GRACE_S = 3.0
_LOOK_FOR_PARENT_S = 2.0


@click.command()
@click.option(
    "--stdio",
    is_flag=True,
    required=True,
    expose_value=False,
    help="Read requests from stdin and answer on stdout: JSON-RPC 2.0, one message a line.",
)
@click.option(
    "--idle-minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="Bundles that nobody has asked for as long are put away.",
)
@click.option(
    "--bundles",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Bundles that are kept loaded at once.",
)
def serve(idle_minutes: float, bundles: int) -> None:
    """Keep models loaded, and predict on request: what QGIS starts for one-click prediction.

    It ends when stdin closes, on the request `shutdown`, or when the program that started it is
    gone. docs/warm-engine.md lists the requests.
    """
    # Whatever else prints on stdout goes to stderr from now on.
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    sys.stdout = sys.stderr

    sending = threading.Lock()

    def send(line: str) -> None:
        try:
            with sending:
                stream.write(line)
                stream.flush()
        except OSError:  # nobody listens any more
            os._exit(0)

    parent = os.getppid()
    from rv_engine.cli.memory_limit import limit_memory
    from rv_engine.cli.session import EXIT_USER_ERROR
    from rv_engine.serve import Server
    from rv_engine.serve.bundle_shelf import BundleShelf
    from rv_engine.serve.json_rpc import message_line

    limit_memory(lambda message: send(message_line(None, message)), EXIT_USER_ERROR)
    server = Server(send, BundleShelf(idle_s=60 * idle_minutes, most=bundles))
    _end_with(parent, server)
    server.run(_lines())
    _leave(server)


def _leave(server: Server) -> None:
    # A running prediction stops at its next window and cleans up; it is not waited for without end.
    server.wait(_END_GRACE_S)
    sys.stderr.flush()
    os._exit(0)


def _lines() -> Iterator[bytes]:
    # Not `sys.stdin`: at its end the interpreter aborts when a thread holds the lock of a stream.
    rest = b""
    while part := os.read(0, 65536):
        *lines, rest = (rest + part).split(b"\n")
        yield from lines
    if rest:
        yield rest


def _end_with(parent: int, server: Server) -> None:
    """Ends this process when its parent is gone, even if others keep stdin open."""

    def watch() -> None:
        import psutil

        while os.getppid() == parent and psutil.pid_exists(parent):
            time.sleep(_LOOK_FOR_PARENT_S)
        server.end()
        _leave(server)

    threading.Thread(target=watch, name="parent", daemon=True).start()
