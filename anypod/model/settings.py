"""The config as records: every key with its default. Values are valid by the time they are here.

Durations are timedelta, sizes bytes, instants aware datetimes. `config` makes these from TOML and the environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from attrs import field, frozen

GB = 1_000_000_000


class Media(StrEnum):
    """What a feed's files are."""

    AUDIO = "audio"
    VIDEO = "video"
    AS_IS = "as_is"


class Backfill(StrEnum):
    """Which end of a backlog comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"


class DateBasis(StrEnum):
    """What pubDate and the order of a feed go by."""

    PUBLISHED = "published"
    ADDED = "added"
    FIRST_SEEN = "first_seen"


class Tab(StrEnum):
    """Which tab a bare channel stands for."""

    VIDEOS = "videos"
    SHORTS = "shorts"
    STREAMS = "streams"
    PODCASTS = "podcasts"
    ALL = "all"


class Rule(StrEnum):
    """A three-way filter."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    ONLY = "only"


class TranscriptSource(StrEnum):
    """Who wrote a transcript."""

    CREATOR = "creator"
    AUTO = "auto"


class ToolChannel(StrEnum):
    """Which yt-dlp runs."""

    BUNDLED = "bundled"
    STABLE = "stable"
    NIGHTLY = "nightly"


class PodcastType(StrEnum):
    """itunes:type."""

    EPISODIC = "episodic"
    SERIAL = "serial"


@frozen(kw_only=True)
class ServerSettings:
    """[server]."""

    host: str = "0.0.0.0"  # noqa: S104 - a podcast app must reach it; admin stays on loopback
    port: int = 8000
    admin_host: str = "127.0.0.1"
    admin_port: int = 8001
    base_url: str = "http://localhost:8000"
    single_server: bool = False
    trusted_proxies: tuple[str, ...] = ()
    admin_token: str = field(default="", repr=False)
    admin_open: bool = False
    listings: bool = True


@frozen(kw_only=True)
class StorageSettings:
    """[storage]. `quota` None means no limit; `min_free` 0 means no floor."""

    data_dir: Path = Path("data")
    quota: int | None = None
    min_free: int = GB
    removed_grace: timedelta = timedelta(hours=24)


@frozen(kw_only=True)
class DownloadsSettings:
    """[downloads]. `rate_limit` is yt-dlp's -r as written, "" for none."""

    concurrency: int = 2
    per_site: int = 1
    stall_timeout: timedelta = timedelta(minutes=5)
    rate_limit: str = ""
    sleep: timedelta = timedelta(0)


@frozen(kw_only=True)
class YtdlpSettings:
    """[ytdlp]."""

    channel: ToolChannel = ToolChannel.BUNDLED
    update_every: timedelta = timedelta(hours=24)
    cookies_file: Path | None = None
    pot_provider_url: str = ""
    proxy: str = field(default="", repr=False)
    plugin_dirs: tuple[Path, ...] = ()
    args: tuple[str, ...] = ()


@frozen(kw_only=True)
class AccessSettings:
    """[access]. Tokens are name → secret; empty means open feeds."""

    tokens: Mapping[str, str] = field(factory=dict, repr=False)
    allow_private_urls: bool = False


@frozen(kw_only=True)
class Filters:
    """[feeds.NAME.filters]. Patterns are regular expressions that compile; "" and zero mean no filter."""

    title: str = ""
    not_title: str = ""
    description: str = ""
    not_description: str = ""
    min_duration: timedelta = timedelta(0)
    max_duration: timedelta | None = None
    shorts: Rule = Rule.INCLUDE
    live: Rule = Rule.INCLUDE


@frozen(kw_only=True)
class MetadataOverrides:
    """[feeds.NAME.metadata]. None falls back to the source."""

    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    language: str | None = None
    author: str | None = None
    author_email: str | None = None
    image_url: str | None = None
    podcast_type: PodcastType | None = None
    explicit: bool | None = None
    category: str | None = None
    link: str | None = None


@frozen(kw_only=True)
class Sponsorblock:
    """`sponsorblock = { mark = [], remove = [] }`, SponsorBlock's category names."""

    mark: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@frozen(kw_only=True)
class FeedSettings:
    """[feeds.NAME], with [defaults] laid under it. `schedule` is a cron expression, an @alias or "manual"."""

    name: str
    urls: tuple[str, ...] = ()
    enabled: bool = True
    schedule: str = "0 */6 * * *"
    since: datetime | None = None
    keep_last: int = 50
    keep_days: int = 0
    min_last: int = 1
    max_errors: int = 5
    download_delay: timedelta = timedelta(0)
    media: Media = Media.AUDIO
    max_height: int = 1080
    format: str = ""
    audio_language: str = "original"
    yt_args: tuple[str, ...] = ()
    backfill: Backfill = Backfill.NEWEST
    examine_limit: int = 50
    date: DateBasis = DateBasis.PUBLISHED
    tab: Tab = Tab.VIDEOS
    transcript_lang: str = ""
    transcript_source_priority: tuple[TranscriptSource, ...] = (TranscriptSource.CREATOR, TranscriptSource.AUTO)
    chapters: bool = True
    sponsorblock: Sponsorblock = Sponsorblock()
    refresh_after: timedelta | None = None
    private: bool = False
    ping: tuple[str, ...] = ()
    filters: Filters = Filters()
    metadata: MetadataOverrides = MetadataOverrides()

    @property
    def manual(self) -> bool:
        """Whether it is fed by submissions only."""
        return self.schedule == "manual"


@frozen(kw_only=True)
class Settings:
    """A whole config file, as it acts."""

    server: ServerSettings = ServerSettings()
    storage: StorageSettings = StorageSettings()
    downloads: DownloadsSettings = DownloadsSettings()
    ytdlp: YtdlpSettings = YtdlpSettings()
    access: AccessSettings = AccessSettings()
    hooks: Mapping[str, tuple[str, ...]] = field(factory=dict)
    feeds: Mapping[str, FeedSettings] = field(factory=dict)
