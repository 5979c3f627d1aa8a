"""The warm engine: a process that keeps models loaded and answers requests."""

from rv_engine.serve.server import Server

__all__ = ["Server"]
