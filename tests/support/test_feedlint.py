"""The linter's own test: a good feed is broken one way at a time, and each must be caught by its rule."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve

from anypod.model.chapter import Chapter
from anypod.rss.render import render_feed
from tests.rss.examples import DOWNLOAD, FEED, LINKS, SETTINGS, numbered
from tests.support.feedlint import RULES, lint

RICH = evolve(
    DOWNLOAD,
    author="A Guest",
    image="beef",
    chapters=(Chapter(start=0, title="Hello"), Chapter(start=51.5, title="Bye <3")),
)
GOOD = render_feed(evolve(FEED, image="f00d"), SETTINGS, [RICH, *numbered(3)[1:]], LINKS).decode()

MUTATIONS = {
    "declaration": [('<?xml version="1.0" encoding="UTF-8"?>', "")],
    "xml": [("The first talk", "The \x01 first talk"), ("</channel>", "")],
    "rss": [('version="2.0"', 'version="1.0"'), ("</channel>", "</channel><channel/>")],
    "namespaces": [("podcast-1.0.dtd", "Podcast-1.0.dtd"), ("podcastindex.org/namespace", "example/namespace")],
    "required": [
        ("<title>Talks &amp; more</title>", ""),
        ("<title>The first talk</title>", ""),
        ("<description>Every week.</description>", "<description> </description>"),
        ("<language>en</language>", ""),
        ("<link>https://video.example/@talks</link>\n<desc", "<desc"),
        ("<itunes:explicit>false</itunes:explicit>\n<itunes:cat", "<itunes:cat"),
        ("<lastBuildDate>", "<lastBuildDate>Tue</lastBuildDate><lastBuildDate>"),
        ('<guid isPermaLink="false">youtube:abc_-1</guid>', ""),
        ("<pubDate>Sun, 01 Mar 2026 12:00:00 +0000</pubDate>\n<desc", "<desc"),
        ("<itunes:duration>61</itunes:duration>", ""),
    ],
    "spaces": [("The first talk", " The first talk"), ("abc_-1.m4a", "abc_-1.m4a "), ("youtube:abc_-1", "a ")],
    "lengths": [
        ("The first talk", "x" * 256),
        ("A. Speaker", "x" * 256),
        ("Every week.", "ü" * 2001),
        ("<p>Bye</p>", "x" * 4001),
    ],
    "plain_titles": [("The first talk", "The &amp;amp; talk"), ("The first talk", "The\ntalk")],
    "plain_channel_description": [("Every week.", "Every &lt;b&gt;week&lt;/b&gt;.")],
    "safe_html": [
        ("<p>Bye</p>", "<script>x</script>"),
        ("<p>Bye</p>", '<p onclick="x">Bye</p>'),
        ('<a href="https://a.example', '<a href="javascript:a'),
    ],
    "language": [("<language>en<", "<language>english<")],
    "addresses": [
        ('url="https://pods.example/anypod/media/talks/abc_-1.m4a"', 'url="/media/talks/abc_-1.m4a"'),
        ("https://video.example/watch?v=abc_-1</link>", "https://video.example/wätch</link>"),
        ('href="https://video.example/abc.jpg"', 'href="ftp://video.example/abc.jpg"'),
        ("<link>https://video.example/@talks<", "<link>video.example/@talks<"),
        ("talks.xml", "ta lks.xml"),
    ],
    "images": [
        ('<itunes:image href="https://pods.example/anypod/images/talks.f00d.jpg"/>', "<itunes:image/>"),
        ("<title>Talks &amp; more</title>\n<link>", "<title>Other</title>\n<link>"),
    ],
    "categories": [
        ('text="TV &amp; Film"', 'text="Films"'),
        ('<itunes:category text="TV &amp; Film"/>', ""),
        (
            '<itunes:category text="TV &amp; Film"/>',
            '<itunes:category text="TV &amp; Film"><itunes:category text="Books"/></itunes:category>',
        ),
    ],
    "once": [
        ("<itunes:type>", "<itunes:type>episodic</itunes:type><itunes:type>"),
        ("<itunes:title>The first talk", "<itunes:title>x</itunes:title><itunes:title>The first talk"),
    ],
    "words_of_a_list": [
        ("<podcast:locked>yes", "<podcast:locked>true"),
        ("<podcast:medium>podcast", "<podcast:medium>film"),
        (">full</itunes:episodeType>", ">whole</itunes:episodeType>"),
    ],
    "numbers": [("<itunes:duration>61<", "<itunes:episode>0</itunes:episode><itunes:duration>61<")],
    "persons": [
        (">A. Speaker</podcast:person>", "></podcast:person>"),
        ('role="host">A Guest', 'role="gast">A Guest'),
        (">A Guest</podcast:person>", f">{'x' * 129}</podcast:person>"),
    ],
    "transcripts": [
        ("<itunes:duration>61<", f'<podcast:transcript url="https://a.example/x.{rest}/><itunes:duration>61<')
        for rest in (
            'vtt" type="text/plain" language="en" rel="captions"',
            'txt" type="text/vtt" language="en" rel="captions"',
            'vtt" type="text/vtt" language="english!" rel="captions"',
            'vtt" type="text/vtt" language="en"',
        )
    ],
    "chapters": [
        ("application/json+chapters", "application/json"),
        ('start="00:00:00.000"', 'start="00:02:00.000"'),
        ('start="00:00:51.500"', 'start="51.5"'),
        ('title="Hello"', 'title=""'),
        ('<psc:chapters version="1.2">', "<psc:chapters>"),
        ("podcast:chapters", "podcast:chaptres"),
    ],
    "pages": [
        (
            "<podcast:guid>",
            '<atom:link rel="next" type="application/rss+xml" href="https://a.example/x.xml?page=2"/><podcast:guid>',
        ),
        ("talks.xml", "talks.xml?page=2"),
    ],
    "explicit": [
        (">false</itunes:explicit>", ">no</itunes:explicit>"),
        (">false</itunes:explicit>", ">False</itunes:explicit>"),
    ],
    "self_link": [('rel="self"', 'rel="next"'), ('type="application/rss+xml"', 'type="text/xml"')],
    "podcast_guid": [("9b024349-ccf0-5f69", "9b024349-ccf0-4f69"), ("9b024349-ccf0", "abc")],
    "kind": [("episodic", "weekly"), ("episodic", "serial")],
    "guids": [
        ("youtube:item-1", "youtube:abc_-1"),
        ('isPermaLink="false"', 'isPermaLink="true"'),
        (' isPermaLink="false"', ""),
    ],
    "enclosures": [
        ("abc_-1.m4a", "abc_-1"),
        ("abc_-1.m4a", "abc_-1.m4a?x=1"),
        ("abc_-1.m4a", "item-1.m4a"),
        ("audio/x-m4a", "audio/mp4"),
        ('length="1234567"', 'length="0"'),
        ('length="1234567"', 'length="1.5"'),
        (' length="1234567"', ""),
        ("<enclosure ", '<enclosure url="https://a.example/a.mp3" length="1" type="audio/mpeg"/><enclosure '),
        (
            '<enclosure url="https://pods.example/anypod/media/talks/abc_-1.m4a" length="1234567" type="audio/x-m4a"/>',
            "",
        ),
    ],
    "durations": [(">61<", ">61.0<"), (">61<", ">0<"), (">61<", ">1:01<")],
    "dates": [("Sun, 01 Mar", "Mon, 01 Mar"), ("Tue, 31 Mar 2026 12:00:00 +0000", "2026-03-31T12:00:00Z")],
    "order": [
        ("Sat, 28 Feb 2026", "Sat, 07 Mar 2026"),
        ("<pubDate>Sun, 01 Mar 2026 12", "<pubDate>Sun, 01 Mar 2026 13"),
    ],
    "future": [("Tue, 31 Mar 2026", "Wed, 31 Mar 2100")],
}
CASES = [(name, old, new) for name, pairs in MUTATIONS.items() for old, new in pairs]


def test_a_good_feed_passes() -> None:
    assert lint(GOOD.encode()) == []


def test_an_empty_feed_is_a_good_feed() -> None:
    assert lint(render_feed(FEED, SETTINGS, [], LINKS)) == []


def test_every_rule_has_a_mutation() -> None:
    assert MUTATIONS.keys() - {"declaration", "xml", "rss", "future"} == RULES.keys()


@pytest.mark.parametrize(("rule", "old", "new"), CASES)
def test_each_way_to_break_a_feed_is_caught_by_its_rule(rule: str, old: str, new: str) -> None:
    assert old in GOOD
    problems = lint(GOOD.replace(old, new, 1).encode())
    assert rule in {problem.partition(":")[0] for problem in problems}


def test_a_date_is_judged_by_the_time_that_is_given() -> None:
    problems = lint(GOOD.encode(), now=datetime(2026, 3, 1, tzinfo=UTC))
    assert {problem.partition(":")[0] for problem in problems} == {"future"}


def test_a_type_that_podcast_apps_cannot_play_is_caught() -> None:
    assert DOWNLOAD.file is not None
    webm = evolve(DOWNLOAD, file=evolve(DOWNLOAD.file, ext="webm", mime="video/webm"))
    assert lint(render_feed(FEED, SETTINGS, [webm], LINKS)) != []
