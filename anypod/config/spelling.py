"""How keys and values are spelled in TOML: on one line, in the plainest form. Knows no document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time

from anypod.config.problems import Key

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class NotToml(ValueError):
    """Raised for a value that TOML has no spelling for, such as null in a list."""


def key_text(key: Key) -> str:
    """Spell a dotted key."""
    return ".".join(part if _BARE.fullmatch(part) else _string(part) for part in key)


def value_text(value: object) -> str:
    """Spell a value; raises NotToml."""
    match value:
        case str():
            return _string(value)
        case bool() | int() | float():
            # Of the numbers only True and False are spelled otherwise in Python.
            return repr(value).lower()
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            pairs = ", ".join(f"{key_text((str(name),))} = {value_text(item)}" for name, item in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case list() | tuple():
            return f"[{', '.join(value_text(item) for item in value)}]"
        case _:
            raise NotToml("null" if value is None else type(value).__name__)


def table_text(key: Key, table: Mapping[str, object]) -> list[str]:
    """Give the lines of a table with its header, tables in it as tables below it; raises NotToml."""
    below = {name: item for name, item in table.items() if isinstance(item, Mapping) and item}
    own = {name: item for name, item in table.items() if name not in below}
    lines = [f"[{key_text(key)}]", *(f"{key_text((name,))} = {value_text(item)}" for name, item in own.items())]
    for name, item in below.items():
        lines += ["", *table_text((*key, name), item)]
    return lines


def _string(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotToml("a text with half of a character") from None
    # All of JSON's escapes are TOML's too; but JSON leaves DEL as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
