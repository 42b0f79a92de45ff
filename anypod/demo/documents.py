"""Catalogue → the JSON that the site's pages and lists are made of. Pure; knows neither files' bytes nor HTTP."""

from __future__ import annotations

from urllib.parse import quote

from anypod.demo.catalogue import Catalogue, Channel, Item, Rendition, Shelf
from anypod.model.download import LiveStatus

SITE = "/anypod-site"
"""Every path of the site begins so: the mark by which the plugin knows its own URLs."""
PAGE = 30
Json = dict[str, object]


def watch_url(base: str, item: Item) -> str:
    """Give the address that a person would use."""
    return f"{base}{SITE}/shorts/{quote(item.id)}" if item.short else f"{base}{SITE}/watch?v={quote(item.id)}"


def watch_document(item: Item, catalogue: Catalogue, base: str) -> Json:
    """Give one item in full, as yt-dlp's field names have it."""
    channel = catalogue.channels.get(item.channel or "")
    return _known(
        {
            **_shared(item, base),
            "description": item.description,
            "timestamp": int(item.published.timestamp()) if item.published else None,
            "release_timestamp": int(item.release.timestamp()) if item.release else None,
            "live_status": "not_live" if item.live is LiveStatus.NONE else item.live.value,
            "availability": item.availability,
            "media_type": _media_type(item),
            "season_number": item.season,
            "season": item.season_name,
            "episode_number": item.episode,
            "age_limit": item.age_limit,
            "formats": [] if item.refusal else [_format(item, rendition, base) for rendition in item.renditions],
            "chapters": _chapters(item),
            "subtitles": {lang: [_subtitle(item, lang, "creator", base)] for lang in item.subtitles},
            "automatic_captions": _automatic(item, base),
            "refusal": item.refusal,
            "countries": list(item.countries) or None,
            **(_channel(channel, base) if channel else {}),
        }
    )


def channel_document(channel: Channel, base: str) -> Json:
    """Give a bare channel: what it is and which tabs it has."""
    return {**_channel(channel, base), "id": channel.handle, "title": channel.title, "tabs": list(channel.tabs)}


def page_document(shelf: Shelf, catalogue: Catalogue, base: str, page: int) -> Json:
    """Give one page (from 1) of a list and the number of the next, if there is one."""
    names = shelf.items[(page - 1) * PAGE : page * PAGE]
    entries = [_entry(catalogue.items[name], base, undated=shelf.undated) for name in names if name in catalogue.items]
    channel = catalogue.channels.get(shelf.channel or "")
    return _known(
        {
            "id": shelf.name.partition("/")[0],
            "title": shelf.title,
            "description": shelf.description,
            "entries": entries,
            "next": page + 1 if page * PAGE < len(shelf.items) else None,
            **(_channel(channel, base) if channel else {}),
        }
    )


def _known(document: Json) -> Json:
    return {key: value for key, value in document.items() if value is not None}


def _shared(item: Item, base: str) -> Json:
    picture = f"{base}{SITE}/thumbnail/{quote(item.id)}.jpg"
    return {
        "id": item.id,
        "title": item.title,
        "duration": item.seconds,
        "webpage_url": watch_url(base, item),
        "thumbnails": [{"url": picture, "width": 1280, "height": 720}] if item.thumbnail else None,
    }


def _entry(item: Item, base: str, *, undated: bool) -> Json:
    """Give what a list shows of an item: `about` only is a date, and of no more than a day's precision."""
    told = item.live in (LiveStatus.UPCOMING, LiveStatus.LIVE, LiveStatus.WAS_LIVE)
    entry = {
        **_shared(item, base),
        "title": item.listed_as or item.title,
        "live_status": item.live.value if told else None,
        "availability": item.availability if item.availability == "subscriber_only" else None,
        "about": int(item.published.timestamp()) // 86_400 * 86_400 if item.published and not undated else None,
    }
    return _known({**entry, "duration": None} if item.short or item.listed_as else entry)


def _media_type(item: Item) -> str:
    if item.live is not LiveStatus.NONE:
        return "livestream"
    return "short" if item.short else "video"


def _format(item: Item, rendition: Rendition, base: str) -> Json:
    path = f"{SITE}/media/{quote(item.id)}/{rendition.format_id}.{rendition.ext}"
    return _known(
        {
            "format_id": rendition.format_id,
            "url": rendition.url or f"{base}{path}",
            "ext": rendition.ext,
            "protocol": rendition.protocol,
            "vcodec": rendition.vcodec,
            "acodec": rendition.acodec,
            "width": rendition.width,
            "height": rendition.height,
            "tbr": rendition.tbr,
            "filesize": rendition.file.stat().st_size if rendition.file else None,
            "language": rendition.language,
            "language_preference": rendition.preference,
        }
    )


def _chapters(item: Item) -> list[Json] | None:
    ends = [*(chapter.start for chapter in item.chapters[1:]), item.seconds]
    return [
        {"start_time": chapter.start, "end_time": end, "title": chapter.title}
        for chapter, end in zip(item.chapters, ends, strict=False)
    ] or None


def _automatic(item: Item, base: str) -> Json:
    # Translations are marked as YouTube marks its own.
    queries = {**dict.fromkeys(item.automatic, ""), **{lang: f"?tlang={lang}" for lang in item.translated}}
    return {lang: [_subtitle(item, lang, "auto", base, query)] for lang, query in queries.items()}


def _subtitle(item: Item, lang: str, source: str, base: str, query: str = "") -> Json:
    return {"url": f"{base}{SITE}/subtitles/{quote(item.id)}/{source}/{lang}.vtt{query}", "ext": "vtt"}


def _channel(channel: Channel, base: str) -> Json:
    address = f"{base}{SITE}/{quote(channel.handle, safe='@')}"
    picture = f"{base}{SITE}/avatar/{quote(channel.handle, safe='@')}.jpg"
    return _known(
        {
            "channel": channel.title,
            "channel_id": channel.handle,
            "channel_url": address,
            "uploader": channel.title,
            "uploader_id": channel.handle,
            "uploader_url": address,
            "channel_description": channel.description,
            "avatar": picture if channel.avatar else None,
        }
    )
