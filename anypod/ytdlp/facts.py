"""yt-dlp's info dicts → facts. Part of the runner; knows its field names, asks nothing of a site."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from anypod.ytdlp.addresses import Address, pack, unpack
from anypod.ytdlp.protocol import Facts

Info = Mapping[str, Any]
_LONGEST_TEXT = 100_000
_LARGEST = 1_000_000


def facts_of(info: Info, address: Address | None = None) -> Facts:
    """Pick what matters of an item's or a list's info.

    Args:
        info: as an extractor or YoutubeDL gave it.
        address: what was asked for, when it differs from what the info says of itself.
    """
    extractor = text(info.get("extractor_key") or info.get("ie_key") or info.get("extractor"))
    direct = bool(info.get("direct"))
    asked = address or unpack(str(info.get("url") or ""))
    return Facts(
        id=text(info.get("id")) or asked.guid,
        extractor=extractor,
        url=pack(asked),
        page=text(info.get("webpage_url") or info.get("original_url")),
        title=asked.title if direct and asked.title else _title(info, asked),
        description=text(info.get("description")),
        author=_author(info),
        author_id=text(info.get("channel_id") or info.get("uploader_id")),
        language=text(info.get("language")),
        timestamp=None if direct else number(info.get("timestamp")),
        release=number(info.get("release_timestamp")),
        day=None if direct else text(info.get("upload_date")),
        duration=number(info.get("duration")),
        live=text(info.get("live_status")) or ("is_live" if info.get("is_live") else None),
        availability=text(info.get("availability")),
        thumbnail=_thumbnail(info),
        chapters=_chapters(info),
        segments=_segments(info),
        size=_size(info),
        ext=text(info.get("ext")),
        part=asked.part,
        guid=asked.guid is not None,
        direct=direct,
        short=_short(info),
        season=_ordinal(info.get("season_number")),
        season_name=_season_name(info),
        episode=_ordinal(info.get("episode_number")),
        age_limit=_whole(info.get("age_limit")),
    )


def _title(info: Info, asked: Address) -> str | None:
    """The generic extractor numbers the players of a page, even where there is but one."""
    title = text(info.get("title"))
    alone = info.get("extractor") == "html5" and asked.part is None
    return title.removesuffix(" (1)") if title and alone else title


def text(value: object) -> str | None:
    """Give a value as text without surrogates, None where there is none."""
    if value is None or value == "":
        return None
    plain = str(value)[:_LONGEST_TEXT].encode("utf-8", "replace").decode()
    return plain.strip() or None


def number(value: object) -> float | None:
    """Give a value as a finite number, None where it isn't one."""
    try:
        found = float(value)  # type: ignore[arg-type] # sites put anything here; float says what it can take
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _whole(value: object) -> int | None:
    found = number(value)
    return int(found) if found is not None and found.is_integer() and 0 <= found < _LARGEST else None


def _ordinal(value: object) -> int | None:
    """Specials are numbered 0 by some sites, which podcasts don't know."""
    return _whole(value) or None


def _season_name(info: Info) -> str | None:
    """YoutubeDL calls a season without a name "Season 3"."""
    name = text(info.get("season"))
    return None if name == f"Season {info.get('season_number')}" else name


def _author(info: Info) -> str | None:
    found = next((info[key] for key in ("channel", "uploader", "creator", "artist", "series") if info.get(key)), None)
    # The generic extractor names the host as uploader.
    return None if found and found == info.get("webpage_url_domain") else text(found)


def _thumbnail(info: Info) -> str | None:
    pictures = [one for one in info.get("thumbnails") or () if one.get("url")]
    square = [one["url"] for one in pictures if "avatar" in str(one.get("id"))]
    best = [one["url"] for one in sorted(pictures, key=_rank)]
    return text(next(reversed(square), None) or info.get("thumbnail") or next(reversed(best), None))


def _rank(picture: Info) -> tuple[float, float]:
    return number(picture.get("preference")) or 0.0, number(picture.get("width")) or 0.0


def _short(info: Info) -> bool | None:
    """A full item has a media type; an entry of a list at most an address that says so."""
    if kind := info.get("media_type"):
        return bool(kind == "short")
    return True if "/shorts/" in str(info.get("webpage_url") or info.get("url") or "") else None


def _chapters(info: Info) -> list[list[Any]]:
    return [[number(one.get("start_time")) or 0.0, text(one.get("title")) or ""] for one in info.get("chapters") or ()]


def _segments(info: Info) -> list[list[Any]] | None:
    """yt-dlp's postprocessor leaves an empty list where there are none, and nothing for sites that have none."""
    found = info.get("sponsorblock_chapters")
    if found is None:
        return None
    return [
        [
            *(number(one.get(time)) or 0.0 for time in ("start_time", "end_time")),
            *(text(one.get(word)) or "" for word in ("category", "title")),
        ]
        for one in found
    ]


def _size(info: Info) -> int | None:
    chosen = info.get("requested_formats") or [info]
    sizes = [number(one.get("filesize") or one.get("filesize_approx")) for one in chosen]
    known = [size for size in sizes if size]
    return int(sum(known)) if known and len(known) == len(sizes) else None


def is_picture(info: Info) -> bool:
    """Whether the generic extractor took a picture for a film."""
    return bool(info.get("direct")) and bool(re.fullmatch(r"jpe?g|png|gif|webp|avif|bmp|svg", str(info.get("ext"))))
