"""What a running program and all that it started take of the computer's memory."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Optional

from .tool import ask_tool

_PROC = Path("/proc")


def tree_memory_mb(process_id: int) -> Optional[float]:
    """The main memory of a process and its children, in MB; None where that cannot be told."""
    system = platform.system()
    if system == "Linux":
        return _on_linux(process_id)
    if system == "Darwin":
        output = ask_tool(["/bin/ps", "-axo", "pid=,ppid=,rss="], os.environ)
        return sum_of_tree(process_id, output)
    return None


def sum_of_tree(process_id: int, listing: str) -> Optional[float]:
    """Adds up the memory in a list of "number, parent's number, kilobytes"."""
    parents: dict[int, int] = {}
    memory_kb: dict[int, int] = {}
    for line in listing.splitlines():
        words = line.split()
        if len(words) == 3 and all(word.isdigit() for word in words):
            number, parent, size = (int(word) for word in words)
            parents[number], memory_kb[number] = parent, size
    if process_id not in memory_kb:
        return None
    total_kb = 0
    for number, size_kb in memory_kb.items():
        ancestor, steps = number, 0
        while ancestor not in (process_id, 0) and steps < len(parents):
            ancestor, steps = parents.get(ancestor, 0), steps + 1
        total_kb += size_kb if ancestor == process_id else 0
    return total_kb / 1e3


def _on_linux(process_id: int) -> Optional[float]:
    waiting, total_bytes = [process_id], 0
    page_bytes = os.sysconf("SC_PAGE_SIZE")
    found = False
    while waiting:
        number = waiting.pop()
        try:
            resident = (_PROC / str(number) / "statm").read_text().split()[1]
            children = (_PROC / str(number) / "task" / str(number) / "children").read_text()
        except (OSError, IndexError):
            continue
        found = True
        total_bytes += int(resident) * page_bytes
        waiting += [int(child) for child in children.split()]
    return total_bytes / 1e6 if found else None
