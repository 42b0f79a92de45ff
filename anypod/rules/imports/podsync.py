"""podsync's config → our keys. Every key of it is either mapped here, or named with the reason why it is not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta

from anypod.rules.category import CATEGORIES, category_of
from anypod.rules.imports.incoming import Incoming, IncomingFeed, Loss, Table
from anypod.rules.imports.keys import Keys
from anypod.rules.imports.naming import feed_name, free_name
from anypod.rules.imports.options import translated
from anypod.rules.imports.periods import every, go_duration, written
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
        feeds.append(IncomingFeed(name=name, former=str(former), table=_feed(keys), page_size=page_size))
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


def _feed(keys: Keys) -> dict[str, object]:
    table: dict[str, object] = {}
    if url := keys.text("url"):
        table["url"] = with_scheme(url)
    _schedule(keys, table)
    _media(keys, table)
    clean = keys.within("clean")
    if keep := clean.take("keep_last", int):
        table["keep_last"] = keep
    clean.rest()
    keys.take("playlist_sort", str)
    options, more = translated(keys.take("youtube_dl_args", list) or [])
    # Whether it is audio or video its format has said already; an expression of one's own wins over that of custom.
    table |= {key: value for key, value in more.items() if key != "media"} | ({"yt_args": options} if options else {})
    if keys.take("private_feed", bool):
        table["private"] = True
    if keys.take("opml", bool) is False:
        keys.lose("opml", "anypod's OPML holds all feeds but those that are private")
    keys.drop("post_episode_download", "write it into [hooks] download_finished, which is for all feeds")
    keys.drop("filename_template", "files are called by their ids; their titles are offered to browsers")
    filters, delay = _filters(keys.within("filters"))
    table |= delay
    metadata = _custom(keys.within("custom"))
    keys.rest()
    tables = (("filters", filters), ("metadata", metadata))
    return table | {name: found for name, found in tables if found}


def _schedule(keys: Keys, table: dict[str, object]) -> None:
    cron, period = keys.text("cron_schedule"), keys.text("update_period")
    key, interval = ("update_period", period)
    if cron and cron.startswith("@every "):
        key, interval = "cron_schedule", cron.removeprefix("@every ").strip()
    elif cron:
        zoned = re.match(r"(?:CRON_)?TZ=\S+\s+", cron)
        if zoned:
            keys.lose("cron_schedule", "its time zone is left out: schedules go by TZ, or the system's zone")
        table["schedule"] = cron[zoned.end() :] if zoned else cron
        return
    if interval is None:
        return
    duration = go_duration(interval)
    if duration is None:
        keys.lose(key, f"{interval!r} is no interval; anypod's default is every six hours")
        return
    table["schedule"], exact = every(duration)
    if not exact:
        keys.lose(key, f"cron can't say every {interval}: {table['schedule']!r} comes nearest")


def _media(keys: Keys, table: dict[str, object]) -> None:
    form, quality = keys.text("format") or "video", keys.text("quality") or "high"
    height = keys.take("max_height", int)
    custom = keys.within("custom_format")
    if form == "custom":
        table["media"] = "as_is"
        if expression := custom.text("youtube_dl_format"):
            table["format"] = expression
        custom.drop("extension", "the file keeps the extension that the format has; [feeds.NAME] media says more")
    else:
        table["media"] = "audio" if form == "audio" else "video"
        custom.drop("youtube_dl_format", 'it only acts with format = "custom"')
        custom.drop("extension", 'it only acts with format = "custom"')
    custom.rest()
    if form == "audio":
        keys.lose("format", "new episodes are m4a, as the source has them, not re-encoded to mp3; old ones stay mp3")
    if height and form == "video":
        table["max_height"] = height
    elif quality == "low" and form == "video":
        table["max_height"] = 360
        keys.lose("quality", "max_height = 360 stands for low")
    elif quality == "low":
        keys.lose("quality", "the source's best audio is taken; a format such as worstaudio would take the worst")


def _filters(keys: Keys) -> tuple[dict[str, object], dict[str, object]]:
    found: dict[str, object] = {}
    for key in ("title", "not_title", "description", "not_description"):
        if (pattern := keys.text(key)) is None:
            continue
        try:
            re.compile(pattern)
        except re.error as error:
            keys.lose(key, f"Python reads this expression otherwise than Go: {error}")
            continue
        found[key] = pattern
    for key in ("min_duration", "max_duration"):
        if seconds := keys.take(key, int):
            found[key] = written(timedelta(seconds=seconds))
    keys.drop("max_age", "keep_days would also remove older episodes that are there; since is a fixed day")
    days = keys.take("min_age", int)
    keys.rest()
    return found, {"download_delay": f"{days}d"} if days else {}


def _custom(keys: Keys) -> dict[str, object]:
    found: dict[str, object] = {}
    names = ("title", "description", "author", ("cover_art", "image_url"), "link", ("lang", "language"))
    for name in (*names, ("ownerEmail", "author_email")):
        theirs, ours = name if isinstance(name, tuple) else (name, name)
        if value := keys.text(theirs):
            found[ours] = value
    if keys.take("explicit", bool):
        found["explicit"] = True
    _category(keys, found)
    keys.drop("ownerName", "the owner is called as the author is")
    keys.take("cover_art_quality", str)
    keys.rest()
    return found


def _category(keys: Keys, found: dict[str, object]) -> None:
    main, subs = keys.text("category"), [str(sub) for sub in keys.take("subcategories", list) or []]
    if main is None:
        if subs:
            keys.lose("subcategories", "there is no category above them")
        return
    category = category_of(main)
    if category is None:
        keys.lose("category", f"{main!r} is none of Apple's: {', '.join(CATEGORIES)}")
        return
    fitting = next((both for sub in subs if (both := category_of(f"{main} > {sub}")) and both.sub), None)
    found["category"] = f"{fitting.main} > {fitting.sub}" if fitting else category.main
    for sub in subs:
        if fitting is None or sub.casefold() != (fitting.sub or "").casefold():
            keys.losses.append(
                Loss(keys.place("subcategories"), f"{sub!r}: one category that Apple has is all there is")
            )
