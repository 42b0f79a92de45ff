"""How long a feed takes to write, beside lxml and feedgen in the same run, and what a client's look at it costs.

Both are given less to do: lxml builds the finished document's elements once more, feedgen can't say half of them.
Episodes have a kilobyte of notes, as a weekly show's have. Run: python bench/render.py [ROUNDS]
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import trio
from attrs import evolve, field, frozen
from lxml import etree

from anypod.media.library import Library
from anypod.model.download import Download, MediaFile, Status
from anypod.model.feed import Feed, SourceMetadata, SourceType
from anypod.model.mutation import AddDownload, DescribeFeed, EnsureFeed
from anypod.model.settings import FeedSettings, ServerSettings, Settings
from anypod.rss.render import render_feed
from anypod.rules.channel import presentation
from anypod.rules.links import Links
from anypod.store.store import open_store
from anypod.web.packing import Coding, pack
from anypod.web.public import PublicParts, create_public
from anypod.web.server import bind, serve

COUNTS = (1_000, 3_000)
BASE = "http://127.0.0.1:8000"
BEGAN = datetime(2026, 3, 1, 12, tzinfo=UTC)
SETTINGS = FeedSettings(name="talks", urls=("https://video.example/@talks",))
AIM = 0.05
NOTES = """This is number {number}: a guest tells what happened last week, and what may come of it: the second part of
a conversation that began in spring, and that {word} will go on with in a month or two.

Mentioned:
https://example.org/articles/2026/{number}/the-long-read?utm_source=notes
https://shop.example/{word}
Support us: https://patrons.example/talks

00:00 Hello
01:23 News & what we think of them
12:34 The guest, and {word}
34:56 Questions <from you>
56:01 Bye

Music by Somebody, used with permission. Recorded at home, mixed by Someone Else. All opinions are our own; no part of
this may be taken for advice of any kind, as we are only people with microphones, and {word} is not even that.

Follow us: https://social.example/@talks #talks #science #history"""
WORDS = ("Ada", "Grace", "Émilie", "Hedy", "Mary", "Радия", "Karen")


@frozen
class Contestant:
    """A way to write a feed, and the seconds that it took each time.

    Attributes:
        before: done before each round, and not timed.
    """

    name: str
    items: int
    write: Callable[[], bytes]
    seconds: list[float] = field(factory=list)
    before: Callable[[], object] = lambda: None

    @property
    def middle(self) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds)

    @property
    def for_an_item(self) -> float:
        """Seconds."""
        return self.middle / self.items


def episode(number: int) -> Download:
    when = BEGAN - timedelta(days=number)
    return Download(
        feed="talks",
        id=f"talk{number:07}",
        extractor="youtube",
        source_id=f"talk{number:07}",
        source_url=f"https://video.example/watch?v=talk{number:07}",
        title=f"Talk {number}: {WORDS[number % 7]} & the long read",
        description=NOTES.format(number=number, word=WORDS[number % 7]),
        author="The Talks",
        published=when,
        first_seen=when,
        image=f"{number:012x}",
        status=Status.DOWNLOADED,
        file=MediaFile(ext="m4a", mime="audio/x-m4a", size=40_000_000 + number, duration=3600.0, video=False),
        downloaded_at=when + timedelta(hours=1),
    )


# writing ------------------------------------------------------------------------------------------------------------


@frozen
class Values:
    """An element, as nothing but what it says."""

    tag: str
    attributes: dict[str, str]
    text: str | None
    below: list[Values]


def values(element: etree._Element) -> Values:
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    return Values(str(element.tag), attributes, None if len(element) else element.text, [*map(values, element)])


def build(parent: etree._Element, children: list[Values]) -> None:
    for child in children:
        made = etree.SubElement(parent, child.tag, child.attributes)
        made.text = etree.CDATA(child.text) if child.text and "<p>" in child.text else child.text
        build(made, child.below)


def rebuild(document: bytes) -> Callable[[], bytes]:
    """Lxml makes the same document of values that are all at hand: nothing is decided, linked or cut."""
    root = etree.fromstring(document)
    namespaces, of_root = {str(prefix): uri for prefix, uri in root.nsmap.items()}, values(root)

    def write() -> bytes:
        made = etree.Element("rss", of_root.attributes, nsmap=namespaces)
        build(made, of_root.below)
        return bytes(etree.tostring(made, encoding="UTF-8", xml_declaration=True))

    return write


def feedgen(downloads: list[Download], links: Links) -> Callable[[], bytes] | None:
    try:
        from feedgen.feed import FeedGenerator  # noqa: PLC0415 - may be missing
    except ImportError:
        print("feedgen is not installed: left out")
        return None

    def write() -> bytes:
        made = FeedGenerator()
        made.load_extension("podcast")
        made.title("Talks")
        made.link(href="https://video.example/@talks")
        made.description("Every week.")
        for download in reversed(downloads):
            entry = made.add_entry()
            entry.id(download.guid)
            entry.title(download.title)
            entry.description(download.description)
            entry.link(href=download.source_url)
            entry.published(download.published)
            entry.enclosure(links.media("talks", download.id, "m4a"), "40000000", "audio/x-m4a")
            entry.podcast.itunes_duration(3600)
            entry.podcast.itunes_image(links.item_image("talks", download.id))
        return bytes(made.rss_str())

    return write


def writing(feed: Feed, downloads: list[Download]) -> Callable[[], bytes]:
    """Every page of the feed, with a new episode each time."""
    links, pages, numbers = Links(BASE), range(1, 1 + -(-len(downloads) // 1000)), count(1)

    def write() -> bytes:
        shown = [episode(-next(numbers)), *downloads[1:]]
        return b"".join([render_feed(feed, SETTINGS, shown, links, page) for page in pages])

    return write


def rewriting(feed: Feed, downloads: list[Download], rounds: int) -> Callable[[], bytes]:
    """The same with notes that were all never seen before, as after a start."""
    unseen = iter(
        [
            writing(feed, [evolve(one, description=f"{number}. {one.description}") for one in downloads])
            for number in range(rounds)
        ]
    )

    def write() -> bytes:
        return next(unseen)()

    return write


def contest(feed: Feed, downloads: list[Download], rounds: int) -> bytes:
    document = render_feed(feed, SETTINGS, downloads, Links(BASE))
    size = len(downloads)
    again = writing(feed, downloads)
    contestants = [
        Contestant("anypod, one new episode", size, again, before=again),
        Contestant("anypod, all notes new", size, rewriting(feed, downloads, rounds)),
        Contestant("lxml, first page", min(size, 1000), rebuild(document)),
    ]
    other = feedgen(downloads, Links(BASE))
    if other is not None:
        contestants.append(Contestant("feedgen", size, other))
    for _ in range(rounds):
        for one in contestants:
            one.before()
            began = time.perf_counter()
            one.write()
            one.seconds.append(time.perf_counter() - began)
    for one in contestants:
        ratio = contestants[0].for_an_item / one.for_an_item
        shown = f"  {one.name:24}{one.middle * 1000:7.1f} ms for {one.items} items"
        print(f"{shown}; an item takes the first {ratio:.2f} of that")
    print(f"  {contestants[0].for_an_item * 1e6:.0f} ms for 1000 items (aim {AIM * 1000:.0f})")
    return document


def show_packing(document: bytes, rounds: int) -> None:
    seconds, content = [], pack(document)
    for _ in range(rounds):
        began = time.perf_counter()
        pack(document)
        seconds.append(time.perf_counter() - began)
    sizes = ", ".join(f"{coding} {content.sizes[coding]:,} B" for coding in reversed(Coding))
    print(f"  first page: {sizes}; packed both ways in {statistics.median(seconds) * 1000:.1f} ms")


# asking -------------------------------------------------------------------------------------------------------------


def ask(port: int, headers: Mapping[str, str], times: int) -> tuple[float, str]:
    """Give the median milliseconds of GETs on one connection, and the last tag."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    took, tag = [], ""
    for _ in range(times):
        began = time.perf_counter()
        connection.request("GET", "/feeds/talks.xml", headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - began) * 1000)
        tag = answer.headers["ETag"]
    connection.close()
    return statistics.median(took), tag


async def look(feed_folder: Path, downloads: list[Download]) -> Feed:
    """Serve a catalogue of these downloads, show what a client's looks cost, and give the feed's row."""
    library = Library(feed_folder)
    await library.prepare()
    settings = Settings(feeds={"talks": SETTINGS}, server=ServerSettings(base_url=BASE))
    async with open_store(feed_folder / "db" / "anypod.db") as store:
        metadata = SourceMetadata(title="Talks", description="Every week.", author="The Talks")
        presented = presentation(SETTINGS, BASE)
        ensure = EnsureFeed(
            feed="talks",
            enabled=True,
            urls=SETTINGS.urls,
            podcast_guid="9b024349-ccf0-5f69-a609-6b82873eab3c",
            presentation=presented,
            at=BEGAN,
        )
        describe = DescribeFeed(feed="talks", source_type=SourceType.CHANNEL, metadata=metadata, at=BEGAN)
        await store.commit([[ensure, describe], [AddDownload(download=one, at=BEGAN) for one in downloads]])
        feed = await store.queries.feed("talks")
        assert feed is not None  # noqa: S101 - it was just made
        app = create_public(
            PublicParts(queries=store.queries, library=library, settings=lambda: settings, ready=lambda: None)
        )
        bound, stopping = bind("127.0.0.1", 0, "bench"), trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(lambda: serve(app, bound, stopping=stopping))
            await trio.to_thread.run_sync(show_looks, bound.port)
            stopping.set()
    return feed


def show_looks(port: int) -> None:
    first, tag = ask(port, {"Accept-Encoding": "gzip"}, 1)
    packed, _ = ask(port, {"Accept-Encoding": "gzip"}, 100)
    unchanged, _ = ask(port, {"Accept-Encoding": "gzip", "If-None-Match": tag}, 300)
    print(f"  GET: the first after a change {first:.1f} ms, then {packed:.1f} ms packed, {unchanged:.1f} ms for a 304")


def main(rounds: int) -> None:
    for size in COUNTS:
        downloads = [episode(number) for number in range(size)]
        print(f"{size} items")
        with tempfile.TemporaryDirectory() as folder:
            feed = trio.run(look, Path(folder), downloads)
        show_packing(contest(feed, downloads, rounds), rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 9)
