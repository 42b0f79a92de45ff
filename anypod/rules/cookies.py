"""What a cookie file is worth: whether yt-dlp takes it, and whose login in it runs out. Shows no cookie's value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from attrs import frozen

AHEAD = timedelta(days=7)
"""How long before a login runs out it is told of."""
_HEAD = re.compile(r"#( Netscape)? HTTP Cookie File")
_HTTP_ONLY = "#HttpOnly_"
_LOGINS = frozenset(
    {"LOGIN_INFO", "SID", "__Secure-1PSID", "__Secure-3PSID", "sessionid", "auth_token", "SESSDATA", "user_session"}
    | {"reddit_session", "sid_tt", "xs", "li_at", "vimeo", "session_id", "oauth_token"}
)
"""Names under which large sites keep a login. Elsewhere the cookie that lasts longest counts."""


@frozen(kw_only=True)
class Lapse:
    """When a site's login runs out."""

    domain: str
    at: datetime


@frozen(kw_only=True)
class Cookies:
    """What a cookie file holds.

    Attributes:
        problem: why yt-dlp doesn't take it, or not all of it; None for a right one.
        count: cookies in it.
        lapses: of each site whose login has an end, by domain.
    """

    problem: str | None
    count: int = 0
    lapses: tuple[Lapse, ...] = ()


@frozen
class _Row:
    domain: str
    name: str
    expires: float
    http_only: bool


def read_cookies(content: bytes) -> Cookies:
    """Read a cookie file as yt-dlp does."""
    lines = content.decode("utf-8", "replace").splitlines()
    if not lines or not _HEAD.match(lines[0]):
        first = lines[0].strip()[:1] if lines else ""
        kind = "it is JSON" if first in ("[", "{") else 'its first line isn\'t "# Netscape HTTP Cookie File"'
        return Cookies(problem=f"not in Netscape's format: {kind}")
    read = [(number, _row(line)) for number, line in enumerate(lines, 1) if _holds(line)]
    rows = [row for _, row in read if row is not None]
    wrong = next((number for number, row in read if row is None), None)
    problem = None if wrong is None else f"line {wrong} is no cookie: seven fields, with tabs between them"
    return Cookies(problem=problem, count=len(rows), lapses=tuple(_lapses(rows)))


def lapsing(cookies: Cookies, now: datetime) -> tuple[Lapse, ...]:
    """Give the logins that have run out or will soon, the first to go first."""
    return tuple(sorted((one for one in cookies.lapses if one.at <= now + AHEAD), key=lambda one: one.at))


def trouble(cookies: Cookies, now: datetime) -> str | None:
    """Say what is wrong with cookies, or soon will be; None where nothing is."""
    due = lapsing(cookies, now)
    return cookies.problem or (in_words(due[0], now) if due else None)


def in_words(lapse: Lapse, now: datetime) -> str:
    """Say of a login when it runs out, or that it did."""
    verb = "ran out on" if lapse.at <= now else "runs out on"
    return f"the login of {lapse.domain} {verb} {lapse.at.date()}"


def _holds(line: str) -> bool:
    return bool(line.strip()) and (not line.startswith("#") or line.startswith(_HTTP_ONLY))


def _row(line: str) -> _Row | None:
    fields = line.removeprefix(_HTTP_ONLY).split("\t")
    if len(fields) != 7 or not re.fullmatch(r"\d*(?:\.\d+)?", fields[4]):
        return None
    return _Row(fields[0].lstrip(".").lower(), fields[5], float(fields[4] or 0), line.startswith(_HTTP_ONLY))


def _lapses(rows: Iterable[_Row]) -> Iterable[Lapse]:
    sites: dict[str, list[_Row]] = {}
    for row in rows:
        sites.setdefault(row.domain, []).append(row)
    for domain, of_site in sorted(sites.items()):
        logins = [row.expires for row in of_site if row.name in _LOGINS]
        hidden = [row.expires for row in of_site if row.http_only]
        # A cookie without an end lasts as long as the site likes: nothing can be told of such a login.
        ends = min(logins) if logins else max(hidden, default=0)
        at = _moment(ends) if ends and 0 not in (logins or hidden) else None
        if at is not None:
            yield Lapse(domain=domain, at=at)


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
