"""What a feed says of itself: the config's overrides laid over what the source says. Knows no XML."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from attrs import asdict, frozen

from anypod.model.feed import Feed, SourceType
from anypod.model.settings import FeedSettings, Media, PodcastType
from anypod.rules.category import DEFAULT, Category, category_of
from anypod.rules.language import language_of
from anypod.rules.links import Links, ascii_url
from anypod.rules.ping import hubs

RENDERING = 4
"""Grows when feeds are written in another way, so that clients that go by dates alone notice an upgrade too."""


@frozen(kw_only=True)
class Channel:
    """A feed's face. No value is empty: what nobody gave is None, or its fallback where a feed must have one.

    Attributes:
        description: never empty; the title where there is nothing better.
        language: a code such as `en` or `pt-br`.
        link: the source's page, or the feed itself.
        owner_email: set only by the config; then `owner_name` is the author or the title.
        author_url: the author's own page, where the source is one.
        source: the page that the feed was made from, where the source names one.
        explicit: None where the config leaves that to each episode.
        image: the picture as the source or the config names it, not yet hosted here.
        video: whether its files are films.
        block: whether directories are asked to leave it out.
        chapters: whether episodes show theirs.
        hubs: WebSub hubs that are told of new episodes, where others may subscribe.
    """

    title: str
    subtitle: str | None
    description: str
    language: str
    author: str | None
    author_url: str | None
    owner_name: str | None
    owner_email: str | None
    link: str
    source: str | None
    category: Category
    explicit: bool | None
    type: PodcastType
    image: str | None
    video: bool
    block: bool
    chapters: bool
    hubs: tuple[str, ...] = ()


def channel_of(feed: Feed, settings: FeedSettings, links: Links) -> Channel:
    """Lay the overrides over the source's own words, and fallbacks under both."""
    own, source = settings.metadata, feed.metadata
    title = _first(own.title, source.title) or feed.name
    author = _first(own.author, source.author)
    email = _first(own.author_email)
    page = _first_address(source.link)
    own_page = feed.source_type is SourceType.CHANNEL and author == source.author
    return Channel(
        title=title,
        subtitle=_first(own.subtitle, source.subtitle),
        description=_first(own.description, source.description) or title,
        language=_first(*map(language_of, filter(None, (own.language, source.language)))) or "en",
        author=author,
        author_url=page if own_page else None,
        owner_name=(author or title) if email else None,
        owner_email=email,
        link=_first_address(own.link, source.link, *settings.urls) or links.feed(feed.name),
        source=page,
        category=_category(own.category),
        explicit=own.explicit,
        type=own.podcast_type or PodcastType.EPISODIC,
        image=_first_address(own.image_url, source.image_url),
        video=settings.media is Media.VIDEO,
        block=settings.private,
        chapters=settings.chapters,
        hubs=tuple(filter(None, map(ascii_url, hubs(settings.ping)))),
    )


def presentation(settings: FeedSettings, base_url: str) -> str:
    """Give a digest of every setting that a feed's XML shows: when it differs, so may the document.

    The same settings give the same digest in any process, so that a restart raises no revision.
    """
    shown = {
        "rendering": RENDERING,
        "base_url": base_url,
        "name": settings.name,
        "urls": settings.urls,
        "media": settings.media,
        "date": settings.date,
        "private": settings.private,
        "chapters": settings.chapters,
        "metadata": asdict(settings.metadata),
    }
    if named := hubs(settings.ping):
        shown["hubs"] = named
    if marked := settings.sponsorblock.mark:
        shown["marked"] = marked
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _category(text: str | None) -> Category:
    return (category_of(text) if text else None) or DEFAULT


def _first(*values: str | None) -> str | None:
    """The first that says something: an override of blanks says nothing."""
    return next((value for value in values if value and value.strip()), None)


def _first_address(*urls: str | None) -> str | None:
    return _next(ascii_url(url) for url in urls if url)


def _next(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
