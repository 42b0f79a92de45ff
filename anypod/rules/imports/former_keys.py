"""One feed of the former anypod's YAML → the keys of ours, and its ways to write durations."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from anypod.rules.category import category_of
from anypod.rules.imports.keys import Keys
from anypod.rules.imports.options import translated
from anypod.rules.imports.periods import lasting, written
from anypod.rules.imports.sites import with_scheme

_ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_WORDS = re.compile(
    r"(\d+(?:\.\d+)?)\s*(weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)", re.IGNORECASE
)
_UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_WEEKDAY = re.compile(r"\d")


def former_feed(keys: Keys) -> dict[str, object]:
    """Give the table; `keys.losses` has the rest."""
    table: dict[str, object] = {}
    if keys.take("enabled", bool) is False:
        table["enabled"] = False
    if url := keys.text("url"):
        table["url"] = with_scheme(url)
    if schedule := keys.text("schedule"):
        table["schedule"] = _schedule(keys, schedule)
    table["keep_last"] = keys.take("keep_last", int) or 0
    if day := _day(keys):
        table["since"] = day
    table["max_errors"] = keys.take("max_errors", int) or 3
    if lang := keys.text("transcript_lang"):
        table["transcript_lang"] = lang.lower()
    priority = keys.take("transcript_source_priority", list)
    if priority:
        table["transcript_source_priority"] = [str(source).lower() for source in priority]
    delay = keys.take("download_delay", (str, int))
    if delay is not None:
        period = duration(delay)
        if period is None:
            keys.lose("download_delay", f"{delay!r} is no duration")
        elif period:
            table["download_delay"] = written(period)
    table |= _options(keys)
    metadata = _metadata(keys.within("metadata"))
    keys.rest()
    return table | ({"metadata": metadata} if metadata else {})


def _schedule(keys: Keys, text: str) -> str:
    fields = text.split()
    if len(fields) == 6:
        keys.lose("schedule", "its sixth field, the second, is left out")
        fields = fields[:5]
    if len(fields) == 5 and _WEEKDAY.search(fields[4]) and not re.fullmatch(r"\*/\d+", fields[4]):
        keys.lose("schedule", "weekdays by number are cron's now (0 and 7 are Sunday); there 0 was Monday")
    return " ".join(fields)


def _day(keys: Keys) -> str | None:
    value = keys.take("since", (str, int, date))
    if value is None or value == "":
        return None
    match = _DAY.match(str(value))
    if match is None:
        keys.lose("since", f"{value!r} is no day")
        return None
    return f"{match[1]}-{match[2]}-{match[3]}"


def _options(keys: Keys) -> dict[str, object]:
    """Without a format of its own, what yt-dlp takes for the best was fetched, mostly video."""
    given = keys.take("yt_args", (str, list))
    try:
        words = shlex.split(given) if isinstance(given, str) else [str(word) for word in given or []]
    except ValueError as error:
        keys.lose("yt_args", f"they can't be taken apart: {error}")
        words = []
    left, found = translated(words)
    return {"media": "as_is"} | found | ({"yt_args": left} if left else {})


def _metadata(keys: Keys) -> dict[str, object]:
    found: dict[str, object] = {}
    for key in ("title", "subtitle", "description", "language", "author", "author_email", "image_url", "link"):
        if value := keys.text(key):
            found[key] = value
    if kind := keys.text("podcast_type"):
        found["podcast_type"] = kind.lower()
    explicit = keys.take("explicit", (bool, str))
    if explicit is not None:
        found["explicit"] = str(explicit).lower() in {"true", "yes"}
    category = keys.take("category", (str, list, dict))
    if category is not None:
        _category(keys, category, found)
    keys.rest()
    return found


def _category(keys: Keys, value: object, found: dict[str, object]) -> None:
    listed = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
    names = [_pair(one) for one in listed]
    for name in names:
        category = category_of(name)
        if category is None:
            keys.lose("category", f"{name!r} is none of Apple's")
        elif "category" in found:
            keys.lose("category", f"{name!r}: a feed has one category")
        else:
            found["category"] = category.main if category.sub is None else f"{category.main} > {category.sub}"


def _pair(one: object) -> str:
    if isinstance(one, Mapping):
        sub = one.get("sub")
        return f"{one.get('main')} > {sub}" if sub else str(one.get("main"))
    if isinstance(one, list | tuple):
        return " > ".join(map(str, one))
    return str(one).strip()


def duration(value: object) -> timedelta | None:
    """Read `24h`, `3d`, `2 hours`, `PT12H`, `12:00:00`, or a number of seconds; None for anything else."""
    text = str(value).strip()
    if text.isascii() and text.isdecimal():
        return lasting(float(text))
    if (iso := _ISO.fullmatch(text.upper())) and any(iso.groups()):
        return _summed(zip(iso.groups(), "dhms", strict=True))
    clock = text.split(":")
    if 2 <= len(clock) <= 3 and all(part.isascii() and part.isdecimal() for part in clock):
        return _summed(zip(clock, "hms", strict=False))
    parts = _WORDS.findall(text)
    if not parts or _WORDS.sub("", text).replace(",", "").replace("and", "").strip():
        return None
    return _summed(parts)


def _summed(parts: Iterable[tuple[str | None, str]]) -> timedelta | None:
    """Add up numbers, each with a unit that its first letter tells."""
    return lasting(sum(float(number or 0) * _UNITS[unit[0].lower()] for number, unit in parts))
