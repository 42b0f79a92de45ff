"""The admin API of a running service, asked over HTTP: a path and a body in, a record or `Trouble` out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

import httpcore

from anypod import __version__
from anypod.cli.context import Exit
from anypod.cli.place import TOKEN_VARIABLE, Place
from anypod.cli.received import OtherVersion, received
from anypod.cli.trouble import Trouble, refusal
from anypod.cli.words import at_bottom

T = TypeVar("T")

CONNECT = 5.0
PATIENCE = 60.0
"""Seconds without a byte of an answer."""
AS_LONG_AS_THE_SOURCE = 1_800.0
"""Where the service asks yt-dlp first, which has limits of its own."""


class Admin:
    """Asks one service. Each question has a connection of its own: a command has few."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def get(self, path: str, kind: type[T]) -> T:
        """Read a record. Raises Trouble; so do the others."""
        return self._record("GET", path, None, kind, PATIENCE)

    def post(self, path: str, kind: type[T], body: object = None, *, patience: float = PATIENCE) -> T:
        """Ask for something to be done, and read what is answered."""
        return self._record("POST", path, body, kind, patience)

    def _record(self, method: str, path: str, body: object, kind: type[T], patience: float) -> T:
        response = ask(f"{self._place.admin}{path}", self._place, method, body=body, patience=patience)
        told = _parsed(response)
        if response.status == 401:
            raise unauthorized(self._place)
        if response.status >= 300:
            raise refusal(response.status, told) if told is not None else not_anypod(self._place, response.status)
        try:
            return received(told, kind)
        except OtherVersion as error:
            raise Trouble(
                f"the service at {self._place.admin} speaks another version of anypod's API: {error}"
            ) from None


def ask(
    url: str, place: Place, method: str = "GET", *, body: object = None, patience: float = PATIENCE
) -> httpcore.Response:
    """Send one request, and read the whole answer. Blocks; raises Trouble where nobody answers.

    Args:
        url: where; no redirect is followed.
        place: the service that it belongs to, whose token goes with it.
        method: of HTTP.
        body: JSON's values; None for no body.
        patience: seconds without a byte.
    """
    headers: list[tuple[bytes | str, bytes | str]] = [("User-Agent", f"anypod/{__version__}")]
    if method == "POST":
        headers.append(("Content-Type", "application/json"))
    if place.token:
        headers.append(("Authorization", f"Bearer {place.token}"))
    content = b"" if body is None else json.dumps(body).encode()
    timeout = {"connect": CONNECT, "read": patience, "write": PATIENCE, "pool": CONNECT}
    try:
        return httpcore.request(method, url, headers=headers, content=content, extensions={"timeout": timeout})
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, UnicodeError) as error:
        raise unreachable(url, place, error) from None


def unreachable(url: str, place: Place, error: BaseException) -> Trouble:
    """Say that nobody answers, where that was, and what to do."""
    why = at_bottom(error)
    return Trouble(
        f"no service answers at {url.split('/api/', maxsplit=1)[0]} (by {place.source}): {why}\n"
        "Is it running (anypod serve)? If it is elsewhere: --server URL, with the address of its admin port."
    )


def not_anypod(place: Place, status: int) -> Trouble:
    """Say that somebody else is there; mostly it is the public port, or a proxy."""
    return Trouble(
        f"{place.admin} (by {place.source}) answered {status}, and not as anypod's admin does; "
        "--server URL names another address, such as http://127.0.0.1:8001 for the admin port"
    )


def unauthorized(place: Place) -> Trouble:
    """Say that the token is missing or wrong, and where one may come from."""
    what = "refused the token that it was shown" if place.token else "asks for its admin token"
    why = f" ({place.why_none})" if place.why_none and not place.token else ""
    sources = f"--token-file FILE, {TOKEN_VARIABLE}, or [server] admin_token of the config"
    return Trouble(f"the service at {place.admin} {what}{why}; it may come from {sources}", Exit.WRONG)


def _parsed(response: httpcore.Response) -> Mapping[str, object] | None:
    """Give the body, where it is a JSON object."""
    try:
        told = json.loads(response.content)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, Mapping) else None
