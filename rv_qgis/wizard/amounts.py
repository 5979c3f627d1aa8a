"""Times, sizes and lengths as people say them: no more exact than an estimate can be."""

from __future__ import annotations

from collections.abc import Callable


def duration_text(seconds: float, tr: Callable[[str], str]) -> str:
    """Such as "about 4 minutes"."""
    if seconds < 45:
        return tr("less than a minute")
    minutes = seconds / 60
    if minutes < 1.5:
        return tr("about a minute")
    if minutes < 90:
        return tr("about {count} minutes").format(count=_rounded(minutes))
    hours = minutes / 60
    if hours < 36:
        return tr("about {count} hours").format(count=_rounded(hours))
    return tr("about {count} days").format(count=_rounded(hours / 24))


def bytes_text(num_bytes: float) -> str:
    """Such as "24 MB"."""
    for unit, unit_bytes in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6)):
        if num_bytes >= unit_bytes:
            value = num_bytes / unit_bytes
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    return f"{max(1, round(num_bytes / 1000))} kB"


def length_text(length_m: float) -> str:
    """Such as "128 m"."""
    if length_m >= 1000:
        return f"{length_m / 1000:.3g} km"
    return f"{length_m:.3g} m"


def _rounded(value: float) -> str:
    """With two digits: nobody can say 37 minutes before."""
    if value < 10:
        return f"{value:.0f}"
    return f"{5 * round(value / 5):.0f}"
