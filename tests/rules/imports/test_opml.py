from __future__ import annotations

import pytest

from anypod.rules.imports.opml import read_opml

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Tech">
  <outline type="rss" text="A Channel" xmlUrl="https://www.youtube.com/feeds/videos.xml?channel_id=UC1"/>
  <outline type="rss" text="A Podcast" xmlUrl="https://pod.example/feed.xml" htmlUrl="https://pod.example/"/>
</outline>
<outline text="A Page" htmlUrl="https://page.example/videos"/>
<outline text="A Podcast" xmlUrl="https://other.example/feed.xml"/>
<outline text="Again" xmlUrl="https://pod.example/feed.xml"/>
<outline text="Nothing"/>
<outline text="Odd" xmlUrl="ftp://pod.example/feed.xml"/>
</body></opml>"""


def test_each_outline_that_leads_somewhere_is_a_feed() -> None:
    assert {feed.name: feed.table["url"] for feed in read_opml(OPML).feeds} == {
        "a_channel": "https://www.youtube.com/channel/UC1",
        "a_podcast": "https://pod.example/feed.xml",
        "a_page": "https://page.example/videos",
        "a_podcast_2": "https://other.example/feed.xml",
    }


def test_a_feed_is_named_by_its_title_where_the_text_describes_it() -> None:
    (feed,) = read_opml(
        '<opml><body><outline title="Cats" text="All about cats" xmlUrl="https://pod.example/"/></body></opml>'
    ).feeds
    assert (feed.name, feed.former) == ("cats", "Cats")


def test_what_leads_nowhere_and_what_is_there_already_is_told() -> None:
    assert [loss.where for loss in read_opml(OPML).losses] == ["Again", "Nothing", "Odd"]


@pytest.mark.parametrize("text", ["", "<rss/>", "<opml><body>", "text"])
def test_a_text_that_is_no_opml_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"OPML|XML"):
        read_opml(text)
