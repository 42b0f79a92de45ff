"""Every key of a config and what it may hold. The defaults are the records' own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from functools import lru_cache

from anypod.config.addresses import BASE_URL, HOST, NETWORK, PORT, PROXY, WEB_URL
from anypod.config.kinds import Kind, Read, list_of, matching, named, one_of, optional, or_empty, whole
from anypod.config.plain import ARGS, DURATION, PATH, REGEX, SIZE, SOME_TIME, TEXT, YES_NO
from anypod.config.podcast import AUDIO_LANGUAGE, CATEGORY, LANGUAGE, MARKED, REMOVED, SCHEDULE, SPOKEN, since_in
from anypod.config.records import record_of
from anypod.model.event import EventKind
from anypod.model.settings import (
    AccessSettings,
    Backfill,
    DateBasis,
    DownloadsSettings,
    FeedSettings,
    Filters,
    Media,
    MetadataOverrides,
    PodcastType,
    Rule,
    ServerSettings,
    Settings,
    Sponsorblock,
    StorageSettings,
    Tab,
    ToolChannel,
    TranscriptSource,
    YtdlpSettings,
)

SECRET_FILES = {
    ("server", "admin_token_file"): "admin_token",
    ("ytdlp", "proxy_file"): "proxy",
    ("access", "tokens_file"): "tokens",
}
"""A key that names a file → the key, in the same table, whose value is read from there."""

_SECRET = matching(r"[A-Za-z0-9_-]{16,256}", "a secret of at least 16 letters, digits, - and _", secret=True)
_TOKEN = matching(r"[!-~]*", "a token without spaces", secret=True)
_RATE = matching(r"[0-9]+(?:\.[0-9]+)?(?:[KMGTkmgt]i?)?[Bb]?", 'a rate such as "500K" or "4.2M"')
_TEXT = optional(TEXT)

SERVER = record_of(
    ServerSettings,
    {
        "host": HOST,
        "port": PORT,
        "admin_host": HOST,
        "admin_port": PORT,
        "base_url": BASE_URL,
        "single_server": YES_NO,
        "trusted_proxies": list_of(NETWORK),
        "admin_token": _TOKEN,
        "admin_open": YES_NO,
        "listings": YES_NO,
    },
    also=("admin_token_file",),
)
STORAGE = record_of(
    StorageSettings,
    {
        "data_dir": PATH,
        "quota": optional(SIZE),
        "min_free": SIZE,
        "removed_grace": DURATION,
    },
)
DOWNLOADS = record_of(
    DownloadsSettings,
    {
        "concurrency": whole(1),
        "per_site": whole(1),
        "stall_timeout": SOME_TIME,
        "rate_limit": or_empty(_RATE),
        "sleep": DURATION,
    },
)
YTDLP = record_of(
    YtdlpSettings,
    {
        "channel": one_of(ToolChannel),
        "update_every": SOME_TIME,
        "cookies_file": optional(PATH),
        "pot_provider_url": or_empty(WEB_URL),
        "proxy": or_empty(PROXY),
        "plugin_dirs": list_of(PATH),
        "args": ARGS,
    },
    also=("proxy_file",),
)
ACCESS = record_of(
    AccessSettings,
    {
        "tokens": named(matching(r"[A-Za-z0-9_-]{1,64}", "a name of letters, digits, - and _"), _SECRET),
        "allow_private_urls": YES_NO,
    },
    also=("tokens_file",),
)
_WORD = Kind(TEXT.allowed, TEXT.read, secret=True)
_COMMAND = Kind("a list: a program and its arguments", list_of(_WORD, distinct=False).read, secret=True)
HOOKS = named(one_of(EventKind), _COMMAND)

FILTERS = record_of(
    Filters,
    {
        "title": REGEX,
        "not_title": REGEX,
        "description": REGEX,
        "not_description": REGEX,
        "min_duration": DURATION,
        "max_duration": optional(SOME_TIME),
        "shorts": one_of(Rule),
        "live": one_of(Rule),
    },
)
METADATA = record_of(
    MetadataOverrides,
    {
        "title": _TEXT,
        "subtitle": _TEXT,
        "description": _TEXT,
        "language": optional(SPOKEN),
        "author": _TEXT,
        "author_email": optional(matching(r"[^\s@<>]+@[^\s@<>]+", "an e-mail address")),
        "image_url": optional(WEB_URL),
        "podcast_type": optional(one_of(PodcastType)),
        "explicit": optional(YES_NO),
        "category": optional(CATEGORY),
        "link": optional(WEB_URL),
    },
)
SPONSORBLOCK = record_of(Sponsorblock, {"mark": MARKED, "remove": REMOVED})

SETTINGS = record_of(
    Settings,
    {
        "server": SERVER,
        "storage": STORAGE,
        "downloads": DOWNLOADS,
        "ytdlp": YTDLP,
        "access": ACCESS,
        "hooks": HOOKS,
    },
    also=("defaults", "feeds"),
)
"""A whole config but for its feeds, which are read one by one so that none harms another."""


@lru_cache(maxsize=8)
def feed_kind(zone: tzinfo) -> Kind[FeedSettings]:
    """The reader of a feed's table. It wants `name` beside the keys; `url` is to be made `urls` before."""
    kinds: Mapping[str, Read[object]] = {
        "name": TEXT,
        "urls": list_of(WEB_URL),
        "enabled": YES_NO,
        "schedule": SCHEDULE,
        "since": since_in(zone),
        "keep_last": whole(0),
        "keep_days": whole(0, 36_500),
        "min_last": whole(0),
        "max_errors": whole(1),
        "download_delay": DURATION,
        "media": one_of(Media),
        "max_height": whole(1),
        "format": TEXT,
        "audio_language": AUDIO_LANGUAGE,
        "yt_args": ARGS,
        "backfill": one_of(Backfill),
        "examine_limit": whole(1),
        "date": one_of(DateBasis),
        "tab": one_of(Tab),
        "transcript_lang": or_empty(LANGUAGE),
        "transcript_source_priority": list_of(one_of(TranscriptSource)),
        "chapters": YES_NO,
        "sponsorblock": SPONSORBLOCK,
        "refresh_after": optional(SOME_TIME),
        "private": YES_NO,
        "ping": list_of(WEB_URL),
        "filters": FILTERS,
        "metadata": METADATA,
    }
    return record_of(FeedSettings, kinds, also=("url",), unlisted=("name",))
