"""What is wrong with a config, in words that name the place. Knows no key and no format."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from anypod.rules.passwords import without_password

Key = tuple[str, ...]
"""A path into a config, such as `("feeds", "news", "keep_last")`; an element of a list is written `"[1]"`."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST = 80


@frozen
class Origin:
    """Where a value was given: a file and a line of it, an environment variable, or an option."""

    file: str
    line: int | None = None


@frozen
class Wrong:
    """A value that can't be taken, before it is known where it was written. Empty texts are left out when shown."""

    key: Key
    found: str = ""
    allowed: str = ""
    message: str | None = None


@frozen
class Problem:
    """A wrong value with the place where it was given.

    Attributes:
        file: the file as it was named, or the variable or option that gave the value.
        key: dotted; "" where the file itself is the problem.
    """

    file: str
    line: int | None
    key: str
    found: str = ""
    allowed: str = ""
    message: str | None = None

    def __str__(self) -> str:
        """One line, such as `anypod.toml:14: feeds.news.keep_last: found "ten", allowed: a whole number from 0`."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        words = [f"found {self.found}" if self.found else "", f"allowed: {self.allowed}" if self.allowed else ""]
        text = ", ".join(word for word in words if word)
        if self.message:
            text = f"{text} ({self.message})" if text else self.message
        return ": ".join(part for part in (place, self.key, text) if part)


class Refused(ValueError):
    """Raised while a value is read: carries everything that is wrong with it."""

    def __init__(self, wrongs: Iterable[Wrong]) -> None:
        self.wrongs = tuple(wrongs)
        super().__init__("; ".join(f"{dotted(wrong.key)}: {wrong.message or wrong.allowed}" for wrong in self.wrongs))


def dotted(key: Key) -> str:
    """Write a key as TOML would, quoting the parts that need it."""
    text = ""
    for part in key:
        if part.startswith("["):
            text += part
            continue
        text += ("." if text else "") + (part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False))
    return text


def shown(value: object) -> str:
    """Write a value as TOML would, shortened and without passwords in URLs: problems are told to all who look on."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _short(json.dumps(without_password(value), ensure_ascii=False))
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return _short(f"[{', '.join(shown(item) for item in value)}]")
    return _short(str(value))


def below(name: str, wrong: Wrong) -> Wrong:
    """Give `wrong` as seen from one table or list further up."""
    return evolve(wrong, key=(name, *wrong.key))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that was probably meant."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)), None)


def unknown(key: Key, known: Iterable[str]) -> Wrong:
    """Say that the last part of `key` is no key, and which one was probably meant, else which there are."""
    known = sorted(known)
    meant = nearest(key[-1], known)
    if meant is not None:
        return Wrong(key, message=f'unknown key; did you mean "{meant}"?')
    return Wrong(key, message="unknown key", allowed=", ".join(known))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
