"""What the service and its runner say to each other: one JSON object a line. Stdlib only: the runner imports it.

The request is one line on the runner's stdin, which then stays open: its end means that the service is gone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the runner is to do.

    Attributes:
        call: list, examine, fetch, caption or check.
        args: yt-dlp's options; for check those to be judged.
        urls: one for list, fetch and caption.
        tab: which tab a bare channel stands for.
        limit: entries at most, for list.
        folder: where fetch works.
        insist: fetch fails where SponsorBlock can't be asked, rather than go on without.
        allowed: option dests that check lets pass.
        lang, sources: the wanted subtitles' language, and who may have written them, the best first.
        fence: None where the call may go anywhere; else the URLs that it may reach although they are of this network.
    """

    call: str
    args: list[str]
    urls: list[str] = field(default_factory=list)
    tab: str = "all"
    limit: int = 0
    folder: str = ""
    insist: bool = False
    allowed: list[str] = field(default_factory=list)
    lang: str = ""
    sources: list[str] = field(default_factory=list)
    fence: list[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Hello:
    """The first line: yt-dlp could be imported."""

    protocol: int
    version: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What yt-dlp says of an item or a list, picked from its info; absent values are None.

    Attributes:
        url: to ask for it again; may end in a fragment that only the runner reads.
        page: as a person would open it.
        segments: [start, end, category, title] by SponsorBlock; None where it wasn't asked.
        timestamp, release: seconds since 1970.
        day: YYYYMMDD.
        exact: the timestamp comes from a feed's own text, not from words such as "3 weeks ago".
        size: bytes of what would be fetched.
        part: 1, 2 … of several media at one address.
        guid: the id is an RSS item's own.
        direct: the address is the media file itself, so that its name is no title and its date no publication.
        single: not a list.
        short: whether it's a short; None where nobody says.
        season, episode: numbers from 1.
        season_name: where that says more than the number.
        age_limit: years.
    """

    id: str | None = None
    extractor: str | None = None
    url: str | None = None
    page: str | None = None
    title: str | None = None
    description: str | None = None
    author: str | None = None
    author_id: str | None = None
    language: str | None = None
    timestamp: float | None = None
    release: float | None = None
    day: str | None = None
    exact: bool = False
    duration: float | None = None
    live: str | None = None
    availability: str | None = None
    thumbnail: str | None = None
    chapters: list[list[Any]] = field(default_factory=list)
    segments: list[list[Any]] | None = None
    size: int | None = None
    ext: str | None = None
    part: int | None = None
    guid: bool = False
    direct: bool = False
    single: bool = False
    short: bool | None = None
    season: int | None = None
    season_name: str | None = None
    episode: int | None = None
    age_limit: int | None = None


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why something failed.

    Attributes:
        chain: class names of the exceptions, the innermost first.
        expected: yt-dlp foresaw it, so that it's no bug of an extractor.
        retry_after: seconds.
        reason: where the runner itself decided: live, image, no_file, empty_tab, withheld.
    """

    message: str
    chain: list[str] = field(default_factory=list)
    expected: bool = False
    status: int | None = None
    retry_after: float | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class About:
    """What a list says of itself, before its entries."""

    facts: Facts


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One entry of a list."""

    facts: Facts


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of one URL: facts, trouble, or both.

    Attributes:
        path: of the file that fetch or caption made.
        cuts: the [start, end] that fetch cut out of it.
        lang, source: of the subtitles that caption took; None where there are none that are wanted.
    """

    url: str
    facts: Facts | None = None
    trouble: Trouble | None = None
    path: str | None = None
    cuts: list[list[float]] = field(default_factory=list)
    lang: str | None = None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class Moved:
    """How far a fetch is; `step` is the postprocessor at work."""

    phase: str
    done: int = 0
    total: int | None = None
    speed: float | None = None
    eta: float | None = None
    step: str | None = None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The runner will be silent for so many seconds, and that is as it should be."""

    seconds: float


@dataclass(frozen=True, kw_only=True)
class Alive:
    """A file grows though nobody tells how far it is."""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """An option that check doesn't let pass, or a value that yt-dlp doesn't take.

    Attributes:
        option: as it was written out in full; empty where it's about no option.
        dest: yt-dlp's name for what it sets; empty for a wrong value.
    """

    option: str
    dest: str
    message: str


Message = Hello | About | Listed | Answer | Moved | Waiting | Alive | Refused
_KINDS = {kind.__name__: kind for kind in (Hello, About, Listed, Answer, Moved, Waiting, Alive, Refused)}
_NESTED: dict[str, type[Facts | Trouble]] = {"facts": Facts, "trouble": Trouble}


def encode(message: Message | Request) -> bytes:
    """Give the line, with its end."""
    return json.dumps({"kind": type(message).__name__, **asdict(message)}).encode() + b"\n"


def decode(line: bytes) -> Message | None:
    """Read a line; None for what is none of ours. ValueError when it is cut off."""
    document = json.loads(line)
    kind = _KINDS.get(document.pop("kind", ""))
    if kind is None:
        return None
    known = {one.name for one in fields(kind)}
    values = {name: _nested(name, value) for name, value in document.items() if name in known}
    return kind(**values)


def _nested(name: str, value: Any) -> Any:
    kind = _NESTED.get(name)
    return kind(**value) if kind is not None and value is not None else value


def decode_request(line: bytes) -> Request:
    """Read the request."""
    document = json.loads(line)
    document.pop("kind")
    return Request(**document)
