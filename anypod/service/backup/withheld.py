"""A config's text without its secrets: each one gives way to words that no config accepts. Knows no file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping

from anypod.config.keys_in_text import put
from anypod.config.kinds import LEFT_OUT
from anypod.config.problems import Key, dotted

_SECRETS: tuple[Key, ...] = (("server", "admin_token"), ("ytdlp", "proxy"), ("access", "tokens"))


def without_secrets(text: str) -> tuple[str, tuple[str, ...]]:
    """Give the text and the keys whose values were taken out; a text that is no TOML gives ValueError."""
    body = text.removeprefix("\ufeff")
    mark = text[: len(text) - len(body)]
    taken = tuple(_held(tomllib.loads(body)))
    for key in taken:
        body = put(body, key, LEFT_OUT)
    return mark + body, tuple(dotted(key) for key in taken)


def _held(values: Mapping[str, object]) -> Iterator[Key]:
    for section, name in _SECRETS:
        table = values.get(section)
        value = table.get(name) if isinstance(table, Mapping) else None
        if isinstance(value, Mapping):
            yield from ((section, name, each) for each in value)
        elif value:
            yield (section, name)
