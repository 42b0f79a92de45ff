"""Names of other programs' feeds → names that ours may have. Knows no config."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from anypod.rules.identity import FEED_NAME, TAKEN_NAMES

_UNFIT = re.compile(r"[^a-z0-9_-]+")
_LONGEST = 64


def feed_name(former: str) -> str:
    """Give the nearest name that is allowed; "feed" where nothing of it is left."""
    return plain_name(former) or "feed"


def plain_name(former: str) -> str:
    """Lower case, without accents, everything else as "_"; may be empty."""
    if FEED_NAME.fullmatch(former):
        return former
    plain = unicodedata.normalize("NFKD", former.casefold()).encode("ascii", "ignore").decode()
    name = _UNFIT.sub("_", plain).strip("_-")[:_LONGEST]
    return f"{name}_feed" if name in TAKEN_NAMES else name


def free_name(name: str, taken: Container[str]) -> str:
    """Give the name, with the first number from 2 on that makes it free."""
    number, free = 1, name
    while free in taken:
        number += 1
        ending = f"_{number}"
        free = name[: _LONGEST - len(ending)] + ending
    return free
