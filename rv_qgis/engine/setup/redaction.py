"""Takes out of a text what is nobody else's business."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LOGIN = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)[^\s/@]+@", re.IGNORECASE)
_HOME_VARIABLES = ("HOME", "USERPROFILE")
_USER_VARIABLES = ("USER", "USERNAME", "LOGNAME")
# A shorter name could be a part of any word.
_SHORTEST_USER = 4
_COMMON_USERS = frozenset({"root", "user", "admin", "default"})


def without_logins(text: str) -> str:
    """The text without user names and passwords in its addresses."""
    return _LOGIN.sub(r"\g<scheme>***@", text)


def redacted(text: str, environment: Mapping[str, str]) -> str:
    """The text with "~" for the home folder, and without the user's name and passwords."""
    text = without_logins(text)
    for variable in _HOME_VARIABLES:
        home = environment.get(variable, "").rstrip("/\\")
        if len(home) > 1:
            for spelling in {home, home.replace("\\", "/"), home.replace("\\", "\\\\")}:
                text = re.sub(re.escape(spelling) + r"(?![\w.-])", "~", text, flags=re.IGNORECASE)
    for variable in _USER_VARIABLES:
        user = environment.get(variable, "")
        if len(user) >= _SHORTEST_USER and user.lower() not in _COMMON_USERS:
            text = re.sub(rf"\b{re.escape(user)}\b", "<user>", text)
    return text
