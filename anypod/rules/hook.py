"""What a hook's program is told of an event, as environment variables. Runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import evolve, frozen

from anypod.model.download import Download
from anypod.model.event import Event
from anypod.rules.pages import page_of

_LONGEST = 4_000
"""Characters of a text. One variable may have 128 KiB, and the whole event goes into one."""
_PASSED_ON = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "XDG_RUNTIME_DIR")
"""What programs need of the service's own environment. Not ANYPOD_…: there may be secrets in it."""


@frozen(kw_only=True)
class About:
    """The download that an event is about, as it is when its hook runs.

    Attributes:
        file: where its file lies; None while it has none.
        url: the file's address on the public port, without any secret.
    """

    download: Download
    file: Path | None = None
    url: str | None = None


def shortened(event: Event) -> Event:
    """Give the event with texts that fit into a variable."""
    return evolve(event, title=_short(event.title), message=_short(event.message))


def variables(event: Event, json: str, about: About | None, outer: Mapping[str, str]) -> dict[str, str]:
    """Give the whole environment of a hook. What doesn't concern an event is there and empty.

    Args:
        event: a shortened one.
        json: all of it.
        about: the download that it is about, where it's about one.
        outer: the service's own environment.
    """
    download = about.download if about is not None else None
    told = {
        "EVENT": event.kind,
        "AT": event.at.isoformat(),
        "FEED": event.feed,
        "ID": event.id,
        "TITLE": event.title or (_short(download.title) if download is not None else None),
        "STATUS": event.status or (download.status if download is not None else None),
        "FAILURE": event.failure,
        "MESSAGE": event.message,
        "SITE": event.site,
        "FILE": about.file if about is not None else None,
        "URL": about.url if about is not None else None,
        "SOURCE_URL": _short(page_of(download.source_url)) if download is not None else None,
        "EVENT_JSON": json,
    }
    kept = {name: outer[name] for name in _PASSED_ON if name in outer}
    return kept | {f"ANYPOD_{name}": "" if value is None else storable(str(value)) for name, value in told.items()}


def storable(text: str) -> str:
    """Give a text without what no variable can hold: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
