"""What the end of a process means when it did not say why it ended."""

from __future__ import annotations

from typing import Optional

_INTERNAL_ERROR = 70
_USAGE_ERROR = 2

_MEMORY_HINT = (
    "Most likely the computer ran out of memory. Close other programs, or choose a smaller batch "
    "size or chip size."
)
_REPORT_HINT = (
    "This is a fault of RV Studio. Please report it with the log: "
    "https://github.com/rv-studio/rv-studio/issues"
)
_REINSTALL_HINT = (
    "A library in the engine's environment does not fit this computer. Open Raster > RV Studio > "
    "Set Up Engine and press Repair."
)

_SIGNALS = {
    4: ("used an instruction that this processor does not have", _REINSTALL_HINT),
    6: ("was aborted by one of its libraries", _REPORT_HINT),
    7: ("crashed while reading a file (bus error)", "The disk may be full or the file damaged."),
    9: ("was killed by the system", _MEMORY_HINT),
    11: ("crashed in one of its libraries (segmentation fault)", _REPORT_HINT),
    15: ("was stopped from outside", "Run it again."),
}
# https://learn.microsoft.com/openspecs/windows_protocols/ms-erref (NTSTATUS values)
_WINDOWS = {
    0xC0000005: ("crashed in one of its libraries (access violation)", _REPORT_HINT),
    0xC0000017: ("ran out of memory", _MEMORY_HINT),
    0xC000001D: ("used an instruction that this processor does not have", _REINSTALL_HINT),
    0xC0000135: (
        "could not load a library",
        (
            "Install the Microsoft Visual C++ Redistributable, then open Raster > RV Studio > Set Up "
            "Engine and press Repair."
        ),
    ),
    0xC0000142: ("could not start one of its libraries", _REINSTALL_HINT),
    0xC000013A: ("was stopped from outside", "Run it again."),
}


def explain_exit(exit_code: int, stderr_tail: str) -> tuple[str, str]:
    """A message and a hint for a process that ended without a last message.

    Args:
        exit_code: As `subprocess` gives it: negative for a signal.
        stderr_tail: The last lines that it wrote to stderr.
    """
    known = _known(exit_code)
    if known is not None:
        what, hint = known
        return f"The engine {what}.", hint
    last_line = _last_line(stderr_tail)
    if "No module named" in last_line or "ImportError" in last_line:
        return (
            f"The engine's Python lacks a package: {last_line}",
            (
                "Open Raster > RV Studio > Set Up Engine and press Update or Repair, or choose another "
                "Python in Settings > Options > RV Studio."
            ),
        )
    if "MemoryError" in last_line or "out of memory" in last_line.lower():
        return f"The engine ran out of memory: {last_line}", _MEMORY_HINT
    if exit_code == _USAGE_ERROR:
        return (
            f"The engine did not understand the plugin: {last_line}".rstrip(": "),
            "Install the engine and the plugin of the same release.",
        )
    said = f" Its last words: {last_line}" if last_line else ""
    return f"The engine ended without a result (exit code {exit_code}).{said}", _REPORT_HINT


def _known(exit_code: int) -> Optional[tuple[str, str]]:
    if exit_code == _INTERNAL_ERROR:
        return "ran into a fault of its own", _REPORT_HINT
    if exit_code < 0 and exit_code > -65:
        return _SIGNALS.get(-exit_code, (f"was ended by signal {-exit_code}", _REPORT_HINT))
    # A shell between us and the engine reports a signal as 128 and its number.
    if 128 < exit_code < 128 + 65:
        return _SIGNALS.get(exit_code - 128)
    return _WINDOWS.get(exit_code & 0xFFFFFFFF)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
