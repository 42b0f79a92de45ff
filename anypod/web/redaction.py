"""Values without the secrets in them, for whoever may look at a config without being its writer. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping

from anypod.config.problems import Key
from anypod.config.secrecy import Secrecy, in_urls, secrecy
from anypod.rules.passwords import without_password

HIDDEN = "(set, not shown)"


def without_values(args: Iterable[str]) -> list[str]:
    """Give which options there are, without what they are given: a password and a cookie look like any other word."""
    return [_bare(word) for word in args]


def redacted_table(table: Mapping[str, object], key: Key = ()) -> dict[str, object]:
    """Give a table of the config, and those in it, without secrets; `key` is where it stands in the config."""
    return {name: _redacted(value, (*key, name)) for name, value in table.items()}


def _redacted(value: object, key: Key) -> object:
    if isinstance(value, Mapping):
        return redacted_table(value, key)
    match secrecy(key):
        case Secrecy.WHOLE:
            return HIDDEN if value else ""
        case Secrecy.ARGUMENTS:
            return _args(value)
        case Secrecy.COMMAND:
            # Which program runs is no secret.
            return [*value[:1], *[HIDDEN] * bool(value[1:])] if isinstance(value, list | tuple) else HIDDEN
        case Secrecy.OPEN:
            return _open(value)


def _open(value: object) -> object:
    if isinstance(value, Mapping):
        return redacted_table(value)
    if isinstance(value, list | tuple):
        return [_open(item) for item in value]
    return _without_secrets(value) if isinstance(value, str) else value


def _without_secrets(text: str) -> str:
    text = without_password(text)
    for part in sorted(set(in_urls(text)), key=lambda part: part.start, reverse=True):
        text = text[: part.start] + HIDDEN + text[part.end :]
    return text


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
