"""Pages and files for yt-dlp's generic extractor: what other sites look like. Knows nothing of channels.

/pages/NAME.xml   RSS 2.0 of what stands in the shelf "rss/NAME", with enclosures
/pages/NAME.html  video, audios, jsonld, opengraph, nothing
/files/SECONDS/NAME, /files/thumbnail.jpg   a file as it is
/hls/SECONDS/master.m3u8, /live/SECONDS/live.m3u8   a recording, and a stream that goes on
"""

from __future__ import annotations

import json
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from anypod.demo.answers import NOT_FOUND
from anypod.demo.body import File, Text
from anypod.demo.catalogue import Catalogue, Item, Shelf
from anypod.demo.documents import SITE
from anypod.demo.server import Answer
from anypod.rules.mime import MEDIA_TYPES
from tests.site.media import MediaCache

SECONDS = 5
"""Length of the media in the pages."""
_M3U8 = "application/vnd.apple.mpegurl"
_TYPES = {**MEDIA_TYPES, "m3u8": _M3U8, "ts": "video/mp2t", "jpg": "image/jpeg", "png": "image/png"}


def page(path: str, media: MediaCache, base: str, catalogue: Catalogue) -> Answer:
    """Answer for a path outside the site's own."""
    match path.removeprefix("/").split("/"):
        case ["pages", name]:
            return _page(name, base, catalogue)
        case ["files", name]:
            return _file(media.picture(name))
        case ["files", seconds, name] if seconds.isdecimal():
            return _file(media.file(name, int(seconds)))
        case ["live", seconds, "live.m3u8"] if seconds.isdecimal():
            return _ongoing(media.hls(int(seconds)) / "0.m3u8")
        case ["hls" | "live", seconds, name] if seconds.isdecimal():
            return _file(media.hls(int(seconds)) / name)
        case _:
            return NOT_FOUND


def _page(name: str, base: str, catalogue: Catalogue) -> Answer:
    if name == "subtitles.vtt":
        return _text("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nspoken\n", "text/vtt")
    if name == "subtitles.ttml":
        return _text(_TTML, "application/ttml+xml")
    if name in _PAGES:
        return _text(_PAGES[name].replace("{base}", base), "text/html")
    shelf = catalogue.shelves.get(f"rss/{name.removesuffix('.xml')}")
    return _text(_rss(shelf, catalogue, base), "application/rss+xml") if shelf else NOT_FOUND


def _ongoing(recorded: Path) -> Answer:
    playlist = recorded.read_text().replace("#EXT-X-ENDLIST", "").replace("#EXT-X-PLAYLIST-TYPE:VOD\n", "")
    return _text(playlist, _M3U8)


def _text(text: str, mime: str) -> Answer:
    return Answer(mime=f"{mime}; charset=utf-8", body=Text(text.encode()))


def _file(path: Path) -> Answer:
    if not path.is_file():
        return NOT_FOUND
    # Unchanged since 2024, as yt-dlp takes this for a direct file's date.
    headers = (("Last-Modified", "Mon, 05 Feb 2024 10:00:00 GMT"),)
    return Answer(mime=_TYPES.get(path.suffix[1:], "application/octet-stream"), body=File(path), headers=headers)


def _rss(shelf: Shelf, catalogue: Catalogue, base: str) -> str:
    items = "".join(_rss_item(catalogue.items[name], base) for name in shelf.items if name in catalogue.items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>'
        f"<title>{escape(shelf.title)}</title><description>{escape(shelf.description)}</description>"
        f"<link>{base}/</link>{items}</channel></rss>"
    )


def _rss_item(item: Item, base: str) -> str:
    sound = item.renditions[0]
    url = f"{base}{SITE}/media/{item.id}/{sound.format_id}.{sound.ext}"
    size = sound.file.stat().st_size if sound.file else 0
    date = f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else ""
    return (
        f'<item><title>{escape(item.title)}</title><guid isPermaLink="false">{escape(item.id)}</guid>{date}'
        f"<description>{escape(item.description)}</description><itunes:duration>{item.seconds}</itunes:duration>"
        f"{_numbers(item)}"
        f"<enclosure url={quoteattr(url)} length={quoteattr(str(size))} type={quoteattr(_TYPES[sound.ext])}/></item>"
    )


def _numbers(item: Item) -> str:
    numbers = {"season": item.season, "episode": item.episode, "explicit": item.age_limit and "true"}
    return "".join(f"<itunes:{name}>{value}</itunes:{name}>" for name, value in numbers.items() if value)


def _html(head: str, body: str) -> str:
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>A page</title>{head}</head><body>{body}</body></html>"
    )


_JSON_LD = {
    "@context": "https://schema.org",
    "@type": "VideoObject",
    "name": "A talk",
    "description": "About tides",
    "contentUrl": f"{{base}}/files/{SECONDS}/muxed.mp4",
    "thumbnailUrl": "{base}/files/thumbnail.jpg",
    "uploadDate": "2024-03-01T12:00:00Z",
    "duration": f"PT{SECONDS}S",
    "hasPart": [
        {"@type": "Clip", "name": "Ebb", "startOffset": 0, "endOffset": 2},
        {"@type": "Clip", "name": "Flow", "startOffset": 2, "endOffset": SECONDS},
    ],
}
_FILES = f"{{base}}/files/{SECONDS}"
_TTML = (
    '<tt xmlns="http://www.w3.org/ns/ttml"><body><div>'
    '<p begin="00:00:00.000" end="00:00:02.000">spoken</p></div></body></tt>'
)
_PAGES = {
    "video.html": _html(
        "",
        f'<video poster="{{base}}/files/thumbnail.jpg"><source src="{_FILES}/muxed.mp4" type="video/mp4">'
        '<track kind="subtitles" srclang="en" src="{base}/pages/subtitles.vtt"></video>',
    ),
    "ttml.html": _html(
        "",
        f'<video><source src="{_FILES}/muxed.mp4" type="video/mp4">'
        '<track kind="subtitles" srclang="en-US" src="{base}/pages/subtitles.ttml"></video>',
    ),
    "audios.html": _html("", f'<audio src="{_FILES}/audio.mp3"></audio><audio src="{_FILES}/audio.m4a"></audio>'),
    "jsonld.html": _html(f'<script type="application/ld+json">{json.dumps(_JSON_LD)}</script>', ""),
    "opengraph.html": _html(
        f'<meta property="og:video" content="{_FILES}/muxed.mp4"><meta property="og:title" content="Shared">'
        '<meta property="og:description" content="Of a page">'
        '<meta property="og:image" content="{base}/files/thumbnail.jpg">',
        "",
    ),
    "nothing.html": _html("", "<p>Only words.</p>"),
}
