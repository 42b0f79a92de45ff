"""A feed's keys as the document shows them. What they may hold is judged by `config`, all at once and in its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from attrs import frozen

from anypod.model.settings import Backfill, DateBasis, Media, PodcastType, Rule, Tab, TranscriptSource
from anypod.rules.identity import FEED_NAME
from anypod.web.api.limits import MOST, Limits, Shown, WebUrl

_Count = Annotated[int, Limits(least=0, most=MOST)]
_Some = Annotated[int, Limits(least=1, most=MOST)]
_Duration = Annotated[
    str,
    Limits(
        pattern=r"(?:[0-9]{1,3}[dhms]){1,4}",
        about='A duration such as "90s", "24h" or "1d12h".',
    ),
]
_Perhaps = Annotated[
    str,
    Limits(pattern=r"(?:(?:[1-9][0-9]{0,2}[dhms]){1,4})?", about='A duration such as "24h", or "" for none.'),
]
_Args = Annotated[tuple[str, ...] | str, Limits(about="A list, or one string quoted as for a shell.")]
_Schedule = Annotated[str, Limits(about='Five fields of cron, @daily and its like, or "manual".')]


@frozen(kw_only=True)
class FiltersConfig:
    """What an item must be like."""

    title: Annotated[str | None, Limits(about="A regular expression that must match.")] = None
    not_title: str | None = None
    description: str | None = None
    not_description: str | None = None
    min_duration: _Duration | None = None
    max_duration: _Perhaps | None = None
    shorts: Rule | None = None
    live: Rule | None = None


@frozen(kw_only=True)
class MetadataConfig:
    """What the feed says in the place of its source."""

    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    language: Annotated[str | None, Limits(about='Such as "en" or "pt-BR".')] = None
    author: str | None = None
    author_email: str | None = None
    image_url: WebUrl | None = None
    podcast_type: PodcastType | None = None
    explicit: bool | None = None
    category: Annotated[str | None, Limits(about='Such as "News" or "News > Politics".')] = None
    link: WebUrl | None = None


@frozen(kw_only=True)
class SponsorblockConfig:
    """Categories of SponsorBlock."""

    mark: tuple[str, ...] | None = None
    remove: tuple[str, ...] | None = None


@frozen(kw_only=True)
class FeedConfig:
    """The keys of a feed, as in the config file; null takes one out, and what is not given has its default."""

    url: WebUrl | None = None
    urls: tuple[WebUrl, ...] | None = None
    enabled: bool | None = None
    schedule: _Schedule | None = None
    since: Annotated[str | None, Limits(about="A day, or a day with offset.")] = None
    keep_last: _Count | None = None
    keep_days: Annotated[int, Limits(least=0, most=36_500)] | None = None
    min_last: _Count | None = None
    max_errors: _Some | None = None
    download_delay: _Duration | None = None
    media: Media | None = None
    max_height: _Some | None = None
    format: str | None = None
    audio_language: Annotated[str | None, Limits(about='"original", "default" or a language.')] = None
    yt_args: _Args | None = None
    backfill: Backfill | None = None
    examine_limit: _Some | None = None
    date: DateBasis | None = None
    tab: Tab | None = None
    transcript_lang: str | None = None
    transcript_source_priority: tuple[TranscriptSource, ...] | None = None
    chapters: bool | None = None
    sponsorblock: SponsorblockConfig | None = None
    refresh_after: _Perhaps | None = None
    private: bool | None = None
    ping: tuple[WebUrl, ...] | None = None
    filters: FiltersConfig | None = None
    metadata: MetadataConfig | None = None


@frozen(kw_only=True)
class NewFeedConfig(FeedConfig):
    """A new feed: its name, which is in its addresses, and its keys."""

    name: Annotated[str, Limits(pattern=FEED_NAME.pattern)]


@frozen(kw_only=True)
class PreviewConfig(FeedConfig):
    """A feed that there may be: its keys, and perhaps its name."""

    name: Annotated[str, Limits(pattern=FEED_NAME.pattern)] | None = None


FeedBody = Annotated[Mapping[str, object], Shown(FeedConfig)]
NewFeedBody = Annotated[Mapping[str, object], Shown(NewFeedConfig)]
PreviewBody = Annotated[Mapping[str, object], Shown(PreviewConfig)]

EXAMPLE = {"url": "https://www.youtube.com/@example", "schedule": "0 3 * * *", "keep_last": 20, "media": "audio"}
