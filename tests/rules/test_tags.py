from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve

from anypod.model.chapter import Chapter, Segment, Span
from anypod.model.download import MediaFile
from anypod.model.feed import SourceMetadata
from anypod.model.settings import MetadataOverrides, Sponsorblock
from anypod.rules.tags import LONGEST, as_published, tags_of
from tests.rss.examples import FEED
from tests.support.make import details, download, settings

FILE = MediaFile(ext="m4a", mime="audio/x-m4a", size=1, duration=50.0, video=False)
FEED_ROW = evolve(FEED, metadata=SourceMetadata(title="The channel", author="Its people"))


def test_the_config_has_the_first_word_then_the_item_then_the_source() -> None:
    row = download("a", author="Its author", published=datetime(2026, 3, 1, 23, tzinfo=UTC))
    own = settings(metadata=MetadataOverrides(title="Mine", author="Me"))
    assert (tags_of(row, FEED_ROW, own).album, tags_of(row, FEED_ROW, own).artist) == ("Mine", "Me")
    assert (tags_of(row, FEED_ROW, settings()).album, tags_of(row, FEED_ROW, settings()).artist) == (
        "The channel",
        "Its author",
    )
    bare = tags_of(download("a"), None, settings())
    assert (bare.album, bare.artist, bare.date) == ("news", None, None)
    assert tags_of(row, FEED_ROW, own).date == "2026-03-01"


def test_what_only_the_program_reads_of_an_address_is_left_out() -> None:
    row = download("a", source_url="https://x.example/1#__youtubedl_smuggle=%7B%7D", description="x" * 9_999)
    tags = tags_of(row, None, settings())
    assert tags.page == "https://x.example/1"
    assert len(tags.description or "") == LONGEST


def test_a_page_that_its_site_names_by_a_fragment_keeps_it() -> None:
    row = download("a", source_url="https://x.example/#/episodes/1")
    assert tags_of(row, None, settings()).page == "https://x.example/#/episodes/1"


def test_a_file_gets_the_chapters_that_the_feed_will_show() -> None:
    chapters = (Chapter(start=0, title="a"), Chapter(start=20, title="b"))
    segments = (Segment(start=30, end=35, category="sponsor", title="Sponsor"),)
    found = details(chapters=chapters, segments=segments)
    row = as_published(download("a"), FILE, found, (Span(start=0, end=10),))
    marked = settings(sponsorblock=Sponsorblock(mark=("sponsor",)))
    told = [(one.start, one.title) for one in tags_of(row, None, marked).chapters or ()]
    assert told == [(0, "a"), (10, "b"), (20, "Sponsor"), (25, "b")]
    assert tags_of(row, None, settings(chapters=False)).chapters is None
