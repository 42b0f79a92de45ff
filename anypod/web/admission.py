"""Who may use the admin app: whoever has the token, as a bearer or behind the dashboard's cookie. Knows no Quart."""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum, auto

import structlog
import trio
from structlog.typing import FilteringBoundLogger

log: FilteringBoundLogger = structlog.get_logger(__name__)

COOKIE = "anypod_admin"
GUESSES = 10
"""Different wrong tokens that one address may try in a minute. The same one again is no guess, but a stale cookie."""
MINUTE = 60.0
_REMEMBERED = 1_000
"""Addresses; beyond, those that guessed longest ago are forgotten."""


class Entry(Enum):
    """What became of somebody at the door."""

    GRANTED = auto()
    REFUSED = auto()
    TOO_MANY = auto()


class Admission:
    """Compares what is shown with the token; without a token everybody may come in.

    Args:
        token: the admin token, None for none.
        now: seconds of any clock that doesn't jump.
    """

    def __init__(self, token: str | None, now: Callable[[], float] = trio.current_time) -> None:
        self._token = None if token is None else token.encode()
        self._now = now
        self._guesses: OrderedDict[str, dict[bytes, float]] = OrderedDict()

    @property
    def open(self) -> bool:
        """Whether no token is asked for."""
        return self._token is None

    @property
    def cookie(self) -> str:
        """What the cookie of a browser that showed the token holds: it is made of the token, and gives none away."""
        return hmac.digest(self._token or b"", b"anypod dashboard", hashlib.sha256).hex()

    def enter(self, address: str, *, bearer: str | None = None, cookie: str | None = None) -> Entry:
        """Judge what somebody shows; a bearer counts before a cookie, which a browser sends unasked."""
        if self._token is None:
            return Entry.GRANTED
        shown, right = (bearer, self._token) if bearer is not None else (cookie, self.cookie.encode())
        if not shown:
            return Entry.REFUSED
        given = shown.encode("utf-8", "surrogateescape")
        if self._guessed_enough(address, given):
            return Entry.TOO_MANY
        if hmac.compare_digest(given, right):
            return Entry.GRANTED
        self._note(address, given)
        return Entry.REFUSED

    def _guessed_enough(self, address: str, given: bytes) -> bool:
        past = self._now() - MINUTE
        recent = {guess: when for guess, when in self._guesses.get(address, {}).items() if when > past}
        if address in self._guesses:
            self._guesses[address] = recent
        return len(recent) >= GUESSES and _digest(given) not in recent

    def _note(self, address: str, given: bytes) -> None:
        guesses = self._guesses.setdefault(address, {})
        if (digest := _digest(given)) not in guesses:
            # Once a token and minute: a page with a stale cookie asks again and again.
            log.warning("wrong_token", address=address)
        guesses[digest] = self._now()
        self._guesses.move_to_end(address)
        if len(self._guesses) > _REMEMBERED:
            self._guesses.popitem(last=False)


def _digest(given: bytes) -> bytes:
    """A wrong token may be a right one of elsewhere: it is not kept."""
    return hashlib.sha256(given).digest()


def bearer_of(authorization: str | None) -> str | None:
    """Give the token in an Authorization header; None where it is of another kind, or not there."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
