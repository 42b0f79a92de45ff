"""Values without the secrets in them, for whoever may look at a config without being its writer. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping

from anypod.rules.passwords import without_password

HIDDEN = "(set, not shown)"

_ARGS = frozenset({"yt_args", "args"})


def without_values(args: Iterable[str]) -> list[str]:
    """Give which options there are, without what they are given: a password and a cookie look like any other word."""
    return [_bare(word) for word in args]


def redacted_table(table: Mapping[str, object]) -> dict[str, object]:
    """Give a table of the config, and those in it, without passwords in URLs and what yt-dlp's options are given."""
    return {key: _args(value) if key in _ARGS else _redacted(value) for key, value in table.items()}


def _redacted(value: object) -> object:
    if isinstance(value, str):
        return without_password(value)
    if isinstance(value, Mapping):
        return redacted_table(value)
    return [_redacted(item) for item in value] if isinstance(value, list | tuple) else value


def _args(value: object) -> object:
    """A list, or one text quoted as for a shell; what is neither may hold anything."""
    if isinstance(value, list | tuple):
        return without_values(str(word) for word in value)
    try:
        return without_values(shlex.split(str(value)))
    except ValueError:
        return HIDDEN


def _bare(word: str) -> str:
    name, is_given, _ = word.partition("=")
    if re.fullmatch(r"--[\w-]+", name):
        return f"{name}={HIDDEN}" if is_given else name
    if re.match(r"-\w", word):
        return word if len(word) == 2 else f"{word[:2]} {HIDDEN}"
    return HIDDEN
