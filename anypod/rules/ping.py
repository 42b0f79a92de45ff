"""Who is told of a new episode, with which request, and whether once more. Sends nothing.

A URL with a query, or with `{url}` in it, is a plain one and asked for as it is (`https://overcast.fm/ping?urlprefix=…`);
any other is a WebSub hub's and told by a form, as the specification has publishers and hubs agree
(`https://pubsubhubbub.appspot.com/`). Known hubs take no query, and known plain ones want the feed's address in theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from urllib.parse import quote, urlencode

from attrs import frozen

PLACE = "{url}"
"""Stands for the feed's address, encoded for a query."""
WAITS = (15.0, 60.0, 300.0)
"""Seconds after each attempt that may be followed by another. Listeners' apps look by themselves within hours."""
JITTER = 0.5
GATHERED_FOR = 10.0
"""Seconds after an episode in which others may come that are told of together."""
APART = 60.0
"""Seconds between two tellings of one feed: a backlog is not worth one for each of its episodes."""
_AGAIN = frozenset({408, 425, 429})


@frozen(kw_only=True)
class Notice:
    """A request to send.

    Attributes:
        to: the URL as the config has it, by which it is known.
        form: the body, in application/x-www-form-urlencoded; None for a GET.
    """

    to: str
    url: str
    form: bytes | None = None


class Heard(StrEnum):
    """What became of a notice."""

    TOLD = "told"
    LATER = "later"
    """It may go better another time."""
    REFUSED = "refused"


def is_hub(url: str) -> bool:
    """Whether a URL of `ping` is a WebSub hub's."""
    return "?" not in url and PLACE not in url


def hubs(ping: Sequence[str]) -> tuple[str, ...]:
    """Give the hubs among the URLs of `ping`, which a feed names so that others subscribe there."""
    return tuple(filter(is_hub, ping))


def tells_address(url: str) -> bool:
    """Whether whoever is there would learn the feed's address from us; else only what stands in the config."""
    return is_hub(url) or PLACE in url


def withheld(ping: Sequence[str], secret: bool) -> tuple[str, ...]:
    """Give the URLs that are not told: a feed with secret addresses has none that others may know."""
    return tuple(filter(tells_address, ping)) if secret else ()


def notices(ping: Sequence[str], topic: str, secret: bool) -> tuple[Notice, ...]:
    """Give the requests by which all that may be are told.

    Args:
        ping: a feed's URLs.
        topic: the feed's address.
        secret: whether the feed is served under secret addresses only.
    """
    left_out = withheld(ping, secret)
    return tuple(_notice(url, topic) for url in ping if url not in left_out)


def _notice(url: str, topic: str) -> Notice:
    if is_hub(url):
        # The specification leaves the words to hubs; all known ones take these, and some read hub.topic only.
        words = {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}
        return Notice(to=url, url=url, form=urlencode(words).encode("ascii"))
    return Notice(to=url, url=url.replace(PLACE, quote(topic, safe="")))


def heard(status: int) -> Heard:
    """Judge an answer by its HTTP status."""
    if 200 <= status < 300:
        return Heard.TOLD
    return Heard.LATER if status >= 500 or status in _AGAIN else Heard.REFUSED


def wait_before(attempt: int, jitter: float) -> float | None:
    """Give the seconds until attempt `attempt` (the second is 2); None when there is none.

    Args:
        attempt: from 2.
        jitter: a random number in [0, 1).
    """
    if attempt - 2 >= len(WAITS):
        return None
    return WAITS[attempt - 2] * (1 + JITTER * jitter)
