"""docs/feeds.md and the feeds must name the same tags, and keys that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

from attrs import AttrsInstance, evolve, has
from lxml import etree

from anypod.model.chapter import Chapter
from anypod.model.settings import FeedSettings, MetadataOverrides, PodcastType, Settings, TranscriptSource
from anypod.model.transcript import Transcript
from anypod.rss.namespaces import NAMESPACES
from anypod.rss.render import render_feed
from tests.rss.examples import DOWNLOAD, FEED, LINKS, SETTINGS

TEXT = (Path(__file__).parents[2] / "docs" / "feeds.md").read_text()
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
FULL = evolve(
    SETTINGS,
    private=True,
    metadata=MetadataOverrides(
        subtitle="In short",
        author_email="me@a.example",
        podcast_type=PodcastType.SERIAL,
        category="Arts > Books",
    ),
)
EPISODE = evolve(
    DOWNLOAD,
    author="A Guest",
    season=2,
    season_name="At sea",
    episode=3,
    image="beef",
    description="word " * 2000,
    transcripts=(Transcript(lang="en", source=TranscriptSource.CREATOR),),
    chapters=(Chapter(start=0, title="Hello"), Chapter(start=30, title="Bye")),
)
CHANNEL_FEED = evolve(FEED, image="f00d", metadata=evolve(FEED.metadata, link="https://video.example/@talks"))


def rows(section: str) -> list[list[str]]:
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def documented(section: str) -> set[str]:
    return {row[0].strip("`") for row in rows(section)}


def written(element: etree._Element) -> set[str]:
    prefixes = {uri: prefix for prefix, uri in NAMESPACES.items()}
    names = [etree.QName(one) for one in element.iter("*") if one is not element]
    return {f"{prefixes[name.namespace]}:{name.localname}" if name.namespace else name.localname for name in names}


def keys_of(cls: type[AttrsInstance]) -> Iterator[str]:
    for name, kind in get_type_hints(cls).items():
        if has(kind):
            yield from (f"{name}.{key}" for key in keys_of(kind))
        else:
            yield name


def test_every_tag_is_documented_and_every_documented_tag_is_written() -> None:
    (channel,) = etree.fromstring(render_feed(CHANNEL_FEED, FULL, [EPISODE], LINKS))
    (item,) = channel.iterfind("item")
    assert written(item) == documented("An episode")
    channel.remove(item)
    assert written(channel) == documented("The feed")


def test_every_key_that_is_named_is_one() -> None:
    last = [row[2] for section in ("The feed", "An episode") for row in rows(section) if row[2]]
    named = {key.strip("`") for cell in last for key in cell.split(", ")}
    assert named <= {*keys_of(FeedSettings), *keys_of(Settings)}
