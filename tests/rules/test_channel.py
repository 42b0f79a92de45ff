from __future__ import annotations

import pytest
from attrs import evolve

from anypod.model.feed import SourceMetadata
from anypod.model.settings import DateBasis, FeedSettings, Media, MetadataOverrides, PodcastType
from anypod.rules.category import Category
from anypod.rules.channel import Channel, channel_of, presentation
from tests.rss.examples import FEED, LINKS, SETTINGS


def _channel(overrides: MetadataOverrides | None = None, source: SourceMetadata | None = None) -> Channel:
    feed = evolve(FEED, metadata=source or SourceMetadata())
    return channel_of(feed, evolve(SETTINGS, metadata=overrides or MetadataOverrides()), LINKS)


def test_a_feed_of_which_nothing_is_known_has_its_name() -> None:
    channel = _channel()
    assert (channel.title, channel.description, channel.language) == ("talks", "talks", "en")
    assert channel.category == Category("TV & Film")
    assert channel.type is PodcastType.EPISODIC
    assert not channel.explicit


def test_the_source_speaks_where_the_config_is_silent() -> None:
    source = SourceMetadata(title="Source", description="Words", author="Them", language="pt_BR")
    channel = _channel(source=source)
    assert (channel.title, channel.description, channel.author) == ("Source", "Words", "Them")
    assert channel.language == "pt-br"


def test_the_config_has_the_first_word() -> None:
    source = SourceMetadata(title="Source", link="https://source.example", image_url="https://source.example/i.jpg")
    own = MetadataOverrides(
        title="Mine", link="https://mine.example", image_url="https://mine.example/i.png", category="Arts > Books"
    )
    channel = _channel(own, source)
    assert (channel.title, channel.link, channel.image) == (
        "Mine",
        "https://mine.example",
        "https://mine.example/i.png",
    )
    assert channel.category == Category("Arts", "Books")


def test_blanks_say_nothing() -> None:
    assert _channel(MetadataOverrides(title="  "), SourceMetadata(title="Source")).title == "Source"


def test_the_link_falls_back_to_the_source_its_url_and_the_feed_itself() -> None:
    assert _channel(source=SourceMetadata(link="https://source.example")).link == "https://source.example"
    assert _channel(source=SourceMetadata(link="nonsense")).link == SETTINGS.urls[0]
    manual = channel_of(evolve(FEED, metadata=SourceMetadata()), FeedSettings(name="talks"), LINKS)
    assert manual.link == LINKS.feed("talks")


def test_an_owner_is_there_only_with_an_address() -> None:
    assert _channel(MetadataOverrides(author="Me")).owner_name is None
    owned = _channel(MetadataOverrides(author="Me", author_email="me@a.example"))
    assert (owned.owner_name, owned.owner_email) == ("Me", "me@a.example")


@pytest.mark.parametrize(
    "changed",
    [
        evolve(SETTINGS, private=True),
        evolve(SETTINGS, media=Media.VIDEO),
        evolve(SETTINGS, date=DateBasis.FIRST_SEEN),
        evolve(SETTINGS, urls=("https://other.example",)),
        evolve(SETTINGS, metadata=MetadataOverrides(title="x")),
        evolve(SETTINGS, metadata=MetadataOverrides(link="x")),
        evolve(SETTINGS, metadata=MetadataOverrides(image_url="x")),
        evolve(SETTINGS, metadata=MetadataOverrides(category="x")),
        evolve(SETTINGS, metadata=MetadataOverrides(explicit=False)),
        evolve(SETTINGS, metadata=MetadataOverrides(podcast_type=PodcastType.SERIAL)),
    ],
)
def test_what_the_feed_shows_changes_the_presentation(changed: FeedSettings) -> None:
    assert presentation(changed, "http://a") != presentation(SETTINGS, "http://a")


def test_what_the_feed_does_not_show_leaves_the_presentation() -> None:
    other = evolve(SETTINGS, keep_last=7, schedule="@daily", max_errors=1)
    assert presentation(other, "http://a") == presentation(SETTINGS, "http://a")


def test_the_presentation_is_the_same_in_every_process() -> None:
    digest = "280bed16d6d2eb58349106a6a729e4ff5d86125589ecb7f3cf599797ebc1c313"
    assert presentation(FeedSettings(name="a"), "http://a") == digest
