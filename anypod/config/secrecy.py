"""Which values of a config are secrets, by the names of their keys, and which parts of a text are. Reads no TOML.

Wrong configs are shown too: a name that no key has is judged by what it says, and by the key that was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from enum import Enum, auto
from functools import lru_cache

from attrs import fields

from anypod.config.environment import shapes
from anypod.config.problems import Key
from anypod.config.splice import Span
from anypod.model.event import EventKind
from anypod.model.settings import FeedSettings, Filters, MetadataOverrides, Sponsorblock


class Secrecy(Enum):
    """What of a value nobody may see."""

    OPEN = auto()
    """Nothing but what stands in its URLs."""
    WHOLE = auto()
    ARGUMENTS = auto()
    """What yt-dlp's options are given; which options there are may be seen."""
    COMMAND = auto()
    """All but the program: keys of chat services and the like are arguments."""


_SECRETS = {
    "admin_token": Secrecy.WHOLE,
    "proxy": Secrecy.WHOLE,
    "tokens": Secrecy.WHOLE,
    "password": Secrecy.WHOLE,
    "args": Secrecy.ARGUMENTS,
    "yt_args": Secrecy.ARGUMENTS,
    "hooks": Secrecy.COMMAND,
    **{kind.value: Secrecy.COMMAND for kind in EventKind},
}
_SAYS_SO = re.compile(
    r"(?:(?:token|pass(?:word|wd|phrase|code)|pwd|secret|credential|cookie|auth|signature|jwt)s?"
    r"|(?:api|access|secret|private|license)keys?|^keys?|^pass|^pw|^sig)$"
)
_LIKE_ONE = 0.8
"""How near a name has to be to a secret's, as difflib measures it, to be taken for a slip of the pen."""

_IN_AUTHORITY = re.compile(r"[a-z][a-z0-9+.-]*://([^/?#\s]+)@", re.IGNORECASE)
# A port that is no number: a password holds a character that would have to be written otherwise.
_IN_BROKEN_AUTHORITY = re.compile(r"[a-z][a-z0-9+.-]*://(?!\[)([^/?#\s@:]*:(?!\d*(?:[/?#\s]|$))\S+)@", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"\s*([^/?#\s@:]+:[^/?#\s@]+)@")
_IN_QUERY = re.compile(r"[?&;#]([\w.~-]+)=([^&;#\s\"'<>]+)")
_WORD = re.compile(r"[^ \t\r\n]+")
_OPTION = re.compile(r"--[\w-]+(=?)|-\w", re.ASCII)


@lru_cache(maxsize=1024)
def of_name(name: str) -> Secrecy:
    """Give what a key of this name holds, wherever it stands."""
    if name in _SECRETS:
        return _SECRETS[name]
    if name in _open_names():
        return Secrecy.OPEN
    if says_so(name):
        return Secrecy.WHOLE
    plain = name.lower().replace("-", "_")
    # A variable, ANYPOD_YTDLP_PROXY, ends in the name of its key.
    meant = [known for known in _SECRETS if plain.endswith(f"_{known}")]
    near = meant or get_close_matches(plain, _SECRETS, n=1, cutoff=_LIKE_ONE)
    return _SECRETS[near[0]] if near else Secrecy.OPEN


def secrecy(key: Key) -> Secrecy:
    """Give what the value of a key holds: what its own name or that of a table about it says. A feed's says nothing."""
    names = (*key[:1], *key[2:]) if key[0] == "feeds" and len(key) > 2 else key
    return next((found for name in names if (found := of_name(name)) is not Secrecy.OPEN), Secrecy.OPEN)


def says_so(name: str) -> bool:
    """Whether a name, of a key or in a query, says that what it stands for is a secret."""
    return _SAYS_SO.search(re.sub(r"[\W_]", "", name.lower())) is not None


def secret_parts(kind: Secrecy, text: str, *, in_list: bool, first: bool = False) -> tuple[Span, ...]:
    """Give what to hide of a text.

    Args:
        kind: of the key that it is a value of.
        text: the value.
        in_list: whether it stands directly in the key's list.
        first: whether as the first one there.
    """
    if kind is Secrecy.WHOLE or (kind is Secrecy.COMMAND and not first):
        return (Span(0, len(text)),) if text else ()
    if kind is not Secrecy.ARGUMENTS:
        return tuple(in_urls(text))
    if in_list:
        return tuple(_of_argument(text, 0))
    if re.search(r"[\"'\\]", text):
        # Quoted as for a shell: which word it is that ends where, only a shell could tell for certain.
        return (Span(0, len(text)),)
    return tuple(part for word in _WORD.finditer(text) for part in _of_argument(word.group(), word.start()))


def in_urls(text: str) -> Iterator[Span]:
    """Give the names and passwords before hosts, and the values of queries that say that they are secrets."""
    for pattern in (_IN_AUTHORITY, _IN_BROKEN_AUTHORITY):
        yield from (Span(*found.span(1)) for found in pattern.finditer(text))
    if found := _WITHOUT_SCHEME.match(text):
        yield Span(*found.span(1))
    yield from (Span(*found.span(2)) for found in _IN_QUERY.finditer(text) if says_so(found[1]))


def _of_argument(word: str, at: int) -> Iterator[Span]:
    option = _OPTION.match(word)
    shown = option.end() if option and (option[1] or option.end() == len(word) or not word.startswith("--")) else 0
    if shown < len(word):
        yield Span(at + shown, at + len(word))


@lru_cache(maxsize=1)
def _open_names() -> frozenset[str]:
    known = {name for key in shapes() for name in key} | {"feeds", "url"}
    known |= {field.name for cls in (FeedSettings, Filters, MetadataOverrides, Sponsorblock) for field in fields(cls)}
    return frozenset(known - _SECRETS.keys())
