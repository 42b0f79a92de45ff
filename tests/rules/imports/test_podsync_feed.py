from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.download import Status
from anypod.rules.imports.podsync_feed import read_podsync_feed, seconds

NOW = datetime(2026, 11, 25, tzinfo=UTC)
ITEM = """<item>
  <guid>dQw4w9WgXcQ</guid><title>Words &amp; more</title><link>https://youtube.com/watch?v=dQw4w9WgXcQ</link>
  <description>About</description><pubDate>Tue, 05 Mar 2024 10:11:12 +0000</pubDate>
  <enclosure url="https://pods.example/ID1/dQw4w9WgXcQ.mp4" length="1234" type="video/mp4"/>
  <itunes:image href="https://i.example/t.jpg"/><itunes:duration>1:02:03</itunes:duration>
</item>"""


def xml(items: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>Cats</title><link>https://youtube.com/channel/UC1</link><description>All of them</description>
<itunes:author>Me</itunes:author><itunes:image href="https://i.example/c.jpg"/>{items}</channel></rss>"""


def test_an_item_keeps_what_subscribers_know_it_by() -> None:
    (item,) = read_podsync_feed(xml(ITEM), "ID1", "id1", NOW).items
    row = item.download
    assert (row.guid, row.id, row.extractor) == ("dQw4w9WgXcQ", "dQw4w9WgXcQ", "youtube")
    assert row.published == datetime(2024, 3, 5, 10, 11, 12, tzinfo=UTC)
    assert (row.title, row.duration, row.status) == ("Words & more", 3723.0, Status.DOWNLOADED)
    assert item.file is not None
    assert (item.file.path, item.file.mime) == ("ID1/dQw4w9WgXcQ.mp4", "video/mp4")


def test_the_feed_is_described_as_it_was() -> None:
    metadata = read_podsync_feed(xml(ITEM), "ID1", "id1", NOW).metadata
    assert (metadata.title, metadata.author, metadata.image_url) == ("Cats", "Me", "https://i.example/c.jpg")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("<guid>dQw4w9WgXcQ</guid>", ""), "no guid"),
        (("https://youtube.com/watch?v=dQw4w9WgXcQ", "file:///etc/passwd"), "no guid, or no address"),
        (("https://pods.example/ID1/dQw4w9WgXcQ.mp4", "https://pods.example/ID1/.."), "names no file"),
        (("https://pods.example/ID1/dQw4w9WgXcQ.mp4", "https://pods.example/ID1/..%2f..%2fetc"), "names no file"),
        (("https://pods.example/ID1/dQw4w9WgXcQ.mp4", "https://[pods.example/ID1/dQw4w9WgXcQ.mp4"), "names no file"),
    ],
)
def test_what_cannot_be_used_is_told(change: tuple[str, str], why: str) -> None:
    history = read_podsync_feed(xml(ITEM.replace(*change)), "ID1", "id1", NOW)
    assert why in history.losses[0].why
    assert all(item.file is None for item in history.items)


def test_an_item_that_is_there_twice_counts_once() -> None:
    history = read_podsync_feed(xml(ITEM + ITEM), "ID1", "id1", NOW)
    assert len(history.items) == 1
    assert history.losses[0].why == "it is there twice"


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><rss><channel><title>&c;</title></channel></rss>'


@pytest.mark.parametrize("text", ["", "no xml", "<rss/>", "<rss><channel>", BOMB])
def test_a_text_that_is_no_feed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"XML|channel|entities"):
        read_podsync_feed(text, "ID1", "id1", NOW)


@pytest.mark.parametrize(
    ("text", "found"), [("90", 90.0), ("1:30", 90.0), ("1:00:01", 3601.0), ("0", None), ("a:b", None), (None, None)]
)
def test_durations_are_read_in_each_of_their_forms(text: str | None, found: float | None) -> None:
    assert seconds(text) == found


@given(st.text())
def test_any_text_of_a_duration_is_a_time_or_nothing(text: str) -> None:
    found = seconds(text)
    assert found is None or found > 0
