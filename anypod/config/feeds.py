"""One feed's table, with [defaults] laid under it. Looks at no other feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anypod.config.addresses import WEB_URL
from anypod.config.checks import feed_wrongs
from anypod.config.kinds import Kind
from anypod.config.problems import Refused, Wrong, below, shown, unknown
from anypod.model.settings import DateBasis, FeedSettings
from anypod.rules.identity import FEED_NAME, TAKEN_NAMES

_OWN = ("url", "urls", "name")
_MERGED = ("filters", "metadata")
_NAME = "up to 64 lower-case letters, digits, - and _, the first a letter or a digit"
_NO_URL = Wrong((), message='url is missing; only a feed with schedule = "manual" needs none')

Tables = Mapping[str, object]


def read_defaults(value: object, kind: Kind[FeedSettings]) -> tuple[Tables, tuple[Wrong, ...]]:
    """Give the defaults that can be used, and what is wrong with the others; keys begin below `defaults`."""
    if not isinstance(value, Mapping):
        return {}, (Wrong((), shown(value), "a table"),)
    own = [Wrong((key,), message="is a feed's own, and has no default") for key in _OWN if key in value]
    rest = {key: item for key, item in value.items() if key not in _OWN}
    wrongs = (*own, *_refusals(rest | {"name": "defaults"}, kind))
    refused = {wrong.key[0] for wrong in wrongs}
    return {key: item for key, item in rest.items() if key not in refused}, wrongs


def read_feed(name: str, value: object, defaults: Tables, kind: Kind[FeedSettings]) -> FeedSettings | tuple[Wrong, ...]:
    """Give a feed's settings, or all that is wrong with it; keys begin below `feeds.NAME`."""
    fits = FEED_NAME.fullmatch(name)
    wrongs = [] if fits else [Wrong((), shown(name), *_name_wanted(name))]
    if not isinstance(value, Mapping):
        return (*wrongs, Wrong((), shown(value), "a table"))
    if "name" in value:
        wrongs.append(unknown(("name",), ["enabled", "url", "schedule", "metadata"]))
    url_wrongs = [*_url_wrongs(value)]
    merged = _merged(defaults, value)
    if not url_wrongs and not merged.get("urls") and merged.get("schedule") != "manual":
        url_wrongs.append(_NO_URL)
    wrongs += url_wrongs
    named = merged | {"name": name if fits else "unnamed"}
    try:
        feed = kind(named)
    except Refused as refused:
        wrongs += refused.wrongs
        wrong = {each.key[0] for each in refused.wrongs}
        feed = kind({key: item for key, item in named.items() if key not in wrong})
    wrongs += feed_wrongs(feed)
    return tuple(wrongs) or feed


def _name_wanted(name: str) -> tuple[str, str]:
    if name in TAKEN_NAMES:
        return f"another name, such as {name}s", f"/api/feeds/{name} is an address of the API's own"
    return _NAME, "a name goes into URLs and folders"


def _refusals(value: object, kind: Kind[FeedSettings]) -> tuple[Wrong, ...]:
    try:
        kind(value)
    except Refused as refused:
        return refused.wrongs
    return ()


def _url_wrongs(value: Tables) -> Iterator[Wrong]:
    if "url" in value and "urls" in value:
        yield Wrong(("urls",), message="url is given too; one of both must go")
    if value.get("url"):
        try:
            WEB_URL(value["url"])
        except Refused as refused:
            yield from (below("url", wrong) for wrong in refused.wrongs)


def _merged(defaults: Tables, value: Tables) -> dict[str, object]:
    merged = {**defaults, **value}
    for key in _MERGED:
        lower, upper = defaults.get(key), value.get(key)
        if isinstance(lower, Mapping) and isinstance(upper, Mapping):
            merged[key] = {**lower, **upper}
    if merged.get("schedule") == "manual":
        # By publication an old item would be let go as soon as it is submitted.
        merged.setdefault("date", DateBasis.ADDED.value)
    url = merged.pop("url", "")
    # A wrong one is reported as `url` already.
    if isinstance(url, str) and url and "urls" not in merged and not [*_url_wrongs(value)]:
        merged["urls"] = [url]
    return merged
