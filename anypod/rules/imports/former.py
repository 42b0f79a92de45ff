"""The former anypod's YAML → our keys. Each key of it is either mapped here, or named with the reason why it is not."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from anypod.rules.imports.former_keys import duration, former_feed
from anypod.rules.imports.incoming import Incoming, IncomingFeed
from anypod.rules.imports.keys import Keys
from anypod.rules.imports.naming import feed_name, free_name
from anypod.rules.imports.periods import written

_LOGS = "say it when you start anypod: --log-level, --log-format"


def read_former(text: str) -> Incoming:
    """Read a config; raises ValueError for a text that is no YAML."""
    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ValueError(f"it is no YAML: {error}") from None
    if values is not None and not isinstance(values, Mapping):
        raise ValueError("it is no config: its YAML is no mapping")
    whole = Keys(values, "")
    sections = {"server": _server(whole), "ytdlp": _ytdlp(whole)}
    data_dir = whole.text("data_dir")
    for key in ("log_format", "log_level", "log_include_stacktrace", "debug_mode"):
        whole.drop(key, _LOGS)
    whole.drop("config_file", "say it when you start anypod: --config")
    whole.drop("tz", "it never had an effect; schedules and days go by the variable TZ, or the system's zone")
    tables = whole.take("feeds", dict) or {}
    feeds: list[IncomingFeed] = []
    for former, table in tables.items():
        name = free_name(feed_name(str(former)), {feed.name for feed in feeds})
        keys = Keys(table, f"feeds.{former}", whole.losses)
        feeds.append(IncomingFeed(name=name, former=str(former), table=former_feed(keys)))
    whole.rest()
    kept = {name: table for name, table in sections.items() if table}
    return Incoming(sections=kept, feeds=tuple(feeds), losses=tuple(whole.losses), data_dir=data_dir)


def _server(keys: Keys) -> dict[str, object]:
    table: dict[str, object] = {}
    for theirs, ours in (("base_url", "base_url"), ("server_host", "host")):
        if value := keys.text(theirs):
            table[ours] = value.rstrip("/")
    for theirs, ours in (("server_port", "port"), ("admin_server_port", "admin_port")):
        if number := keys.take(theirs, int):
            table[ours] = number
    if "port" in table and "base_url" not in table:
        table["base_url"] = f"http://localhost:{table['port']}"
    if keys.take("single_server_mode", bool):
        keys.lose("single_server_mode", "set single_server together with an admin_token, which it demands now")
    proxies = keys.take("trusted_proxies", list)
    if proxies:
        table["trusted_proxies"] = [str(proxy) for proxy in proxies]
    elif proxies is not None:
        keys.lose("trusted_proxies", "an empty list meant to trust everybody; name the proxies' networks")
    return table


def _ytdlp(keys: Keys) -> dict[str, object]:
    table: dict[str, object] = {}
    for theirs, ours in (("cookies_path", "cookies_file"), ("pot_provider_url", "pot_provider_url")):
        if value := keys.text(theirs):
            table[ours] = value
    channel = keys.text("yt_channel")
    if channel in {"stable", "nightly"}:
        table["channel"] = channel
    elif channel:
        keys.lose("yt_channel", f"{channel!r} can't be followed; stable and nightly can")
    frequency = keys.take("yt_dlp_update_freq", (str, int))
    if frequency is not None:
        period = duration(frequency)
        if period:
            table["update_every"] = written(period)
        else:
            keys.lose("yt_dlp_update_freq", f"{frequency!r} is no interval")
    return table
