"""podsync's config → our keys. Every key of it is either mapped here, or named with the reason why it is not."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from anypod.rules.imports.incoming import Incoming, IncomingFeed, Table
from anypod.rules.imports.keys import Keys
from anypod.rules.imports.naming import feed_name, free_name
from anypod.rules.imports.podsync_keys import podsync_feed
from anypod.rules.imports.sites import with_scheme

PAGE_SIZE = 50
"""podsync's own default, which stands for how much of a backlog it looks at."""
_PROXY = "let a reverse proxy do that; see docs/deploy"
_API = "yt-dlp needs none"


def is_podsync(values: Mapping[str, object]) -> bool:
    """Whether a TOML file is podsync's: its feeds have keys that ours have not."""
    feeds = values.get("feeds")
    tables = [table for table in feeds.values() if isinstance(table, Mapping)] if isinstance(feeds, Mapping) else []
    theirs = {"page_size", "update_period", "quality", "cron_schedule", "clean", "custom", "youtube_dl_args"}
    sections = {"tokens", "downloader", "database", "log"} & values.keys()
    return bool(sections) or any(theirs & table.keys() or table.get("format") in {"audio", "video"} for table in tables)


def read_podsync(text: str) -> Incoming:
    """Read a config; raises ValueError for a text that is no TOML."""
    whole = Keys(tomllib.loads(text.removeprefix("\ufeff")), "")
    server, data_dir = _server(whole.within("server"))
    storage = whole.within("storage")
    data_dir = _storage(storage) or data_dir
    ytdlp = _downloader(whole.within("downloader"))
    whole.drop("tokens", _API)
    whole.drop("database", "the catalogue is SQLite and needs no settings; podsync's own (Badger) can't be read here")
    whole.drop("log", "anypod logs to standard error; --log-level and --log-format say how")
    tables = whole.take("feeds", dict) or {}
    feeds: list[IncomingFeed] = []
    for former, table in tables.items():
        name = free_name(feed_name(str(former)), {feed.name for feed in feeds})
        keys = Keys(table, f"feeds.{former}", whole.losses)
        page_size = keys.take("page_size", int) or PAGE_SIZE
        feeds.append(IncomingFeed(name=name, former=str(former), table=podsync_feed(keys), page_size=page_size))
    whole.rest()
    sections = {name: table for name, table in (("server", server), ("ytdlp", ytdlp)) if table}
    return Incoming(sections=sections, feeds=tuple(feeds), losses=tuple(whole.losses), data_dir=data_dir)


def bounded(feed: IncomingFeed, oldest: str | None) -> Table:
    """Bound a feed that keeps everything: podsync never looks further back than a page, anypod at the whole list.

    Args:
        feed: as it came.
        oldest: the day of the oldest episode that comes over, None where there is none.
    """
    if feed.page_size is None or "keep_last" in feed.table:
        return feed.table
    return {**feed.table, "keep_last": 0, "since": oldest} if oldest else {**feed.table, "keep_last": feed.page_size}


def _server(keys: Keys) -> tuple[dict[str, object], str | None]:
    table: dict[str, object] = {}
    if port := keys.take("port", int):
        table["port"] = port
    if (host := keys.text("bind_address")) and host != "*":
        table["host"] = host
    hostname = keys.text("hostname") or ("http://localhost" + (f":{port}" if port and port != 80 else ""))
    path = (keys.text("path") or "").strip("/")
    if port or path or "localhost" not in hostname:
        table["base_url"] = with_scheme(hostname).rstrip("/") + (f"/{path}" if path else "")
    for key in ("tls", "certificate_path", "key_file_path"):
        keys.drop(key, _PROXY)
    keys.drop("web_ui", "the dashboard is on the admin port")
    keys.drop("debug_endpoints", "anypod has /metrics on the admin port")
    data_dir = keys.text("data_dir")
    keys.rest()
    return table, data_dir


def _storage(keys: Keys) -> str | None:
    if keys.text("type") == "s3":
        keys.lose("type", "files are kept on a disk; fetch the bucket's files into a folder and name it by --old-data")
    keys.drop("s3", "files are kept on a disk")
    local = keys.within("local")
    data_dir = local.text("data_dir")
    local.rest()
    keys.rest()
    return data_dir


def _downloader(keys: Keys) -> dict[str, object]:
    table: dict[str, object] = {}
    if keys.take("self_update", bool):
        table["channel"] = "stable"
    keys.drop("timeout", "a download ends when it makes no progress for downloads.stall_timeout, however long it takes")
    keys.drop("update_channel", "choose [ytdlp] channel yourself")
    keys.drop("update_version", "choose [ytdlp] channel yourself")
    keys.drop("custom_binary", "anypod brings yt-dlp with it")
    keys.rest()
    return table
