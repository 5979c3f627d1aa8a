"""How far a run is, in words."""

from __future__ import annotations

from ..rv_engine.messages import Progress
from .engine_words import in_words_of_the_user, unit_of_the_user
from .translation import tr


def describe_progress(message: Progress) -> str:
    """One line such as "Training: 3 of 10 epochs, about 4 minutes left"."""
    text = in_words_of_the_user(message.what)
    if message.total and message.done:
        text += tr(": {done} of {total} {unit}").format(
            done=_number(message.done),
            total=_number(message.total),
            unit=unit_of_the_user(message.unit),
        )
    if message.eta_s is not None:
        text += ", " + describe_duration_left(message.eta_s)
    return text


def describe_duration_left(eta_s: float) -> str:
    """The time left, no more exact than an estimate can be."""
    if eta_s < 60:
        return tr("less than a minute left")
    minutes = round(eta_s / 60)
    if minutes == 1:
        return tr("about a minute left")
    if minutes < 90:
        return tr("about {minutes} minutes left").format(minutes=minutes)
    return tr("about {hours} hours left").format(hours=round(eta_s / 3600))


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.1f}"
