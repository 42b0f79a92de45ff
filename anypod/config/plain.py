"""The kinds of values that any program's config has: text, durations, sizes, paths, arguments, patterns."""

from __future__ import annotations

import re
import shlex
from datetime import timedelta
from pathlib import Path

from anypod.config.kinds import Kind, list_of, text_of
from anypod.config.quantities import duration, size


def _yes_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("")  # noqa: TRY004 - all wrong values are one thing to the caller
    return value


def _duration(value: object) -> timedelta:
    # A zero needs no unit; any other bare number is a guess.
    return timedelta(0) if value == 0 and not isinstance(value, bool | str) else duration(text_of(_united(value)))


def _size(value: object) -> int:
    return 0 if value == 0 and not isinstance(value, bool | str) else size(text_of(_united(value)))


def _united(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError("a number needs its unit")  # noqa: TRY004 - as above
    return value


def _positive(value: object) -> timedelta:
    length = _duration(value)
    if not length:
        raise ValueError("not zero")
    return length


def _args(value: object) -> tuple[str, ...]:
    if not isinstance(value, str):
        return list_of(_WORD, distinct=False).read(value)
    try:
        return tuple(shlex.split(text_of(value)))
    except ValueError as error:
        raise ValueError(str(error).lower() or "") from None


def _path(value: object) -> Path:
    if not text_of(value).strip():
        raise ValueError("")
    return Path(text_of(value))


def _regex(value: object) -> str:
    try:
        re.compile(text_of(value))
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from None
    return text_of(value)


TEXT = Kind("text in quotes", text_of)
YES_NO = Kind("true or false", _yes_no)
PATH = Kind("a path", _path)
DURATION = Kind('a duration such as "90s", "5m", "24h" or "1d12h"', _duration)
SOME_TIME = Kind(f"{DURATION.allowed}, longer than 0", _positive)
SIZE = Kind('a size such as "500 GB" or "1 GiB"', _size)
# What an option is given may be a password, and looks like any other word.
_WORD = Kind(TEXT.allowed, TEXT.read, secret=True)
ARGS = Kind("a list of strings, or one string quoted as for a shell", _args, secret=True)
REGEX = Kind("a regular expression", _regex)
