"""A linter for podcast feeds: one rule for each thing that breaks clients or that directories refuse.

It reads the bytes alone and shares no code with the renderer, so that a mistake there isn't repeated here.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

from tests.support.categories import CATEGORIES

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
PSC = "{http://podlove.org/simple-chapters}"
PREFIXES = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM, "content": CONTENT, "psc": PSC}
TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/x-m4a",
    "mp4": "video/mp4",
    "m4v": "video/x-m4v",
    "mov": "video/quicktime",
}
TRANSCRIPTS = {"vtt": "text/vtt", "srt": "application/x-subrip"}
_REPEATABLE = {"item", "category", f"{ATOM}link"} | {
    PODCAST + name for name in ("transcript", "person", "image", "txt", "contentLink")
}
_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:[A-Z][a-z]{2}) \d{4} \d\d:\d\d:\d\d \+0000")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_MARKUP = re.compile(r"</?(?:a|b|br|div|i|img|li|p|script|span|ul)(?:[\s/][^<>]*)?>", re.IGNORECASE)

Rule = Callable[[etree._Element], Iterator[str]]
RULES: dict[str, Rule] = {}


def lint(document: bytes, now: datetime | None = None) -> list[str]:
    """Give what is wrong with a feed, each as `rule: what`; none for a good one.

    Args:
        document: the XML as served.
        now: dates after it are in the future; the clock's time when None.
    """
    if not document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>'):
        return ["declaration: the document doesn't begin with an XML declaration in UTF-8"]
    try:
        root = etree.fromstring(document)
    except etree.XMLSyntaxError as error:
        return [f"xml: {error}"]
    if root.tag != "rss" or root.get("version") != "2.0" or [child.tag for child in root] != ["channel"]:
        return ["rss: not <rss version=2.0> with one <channel>"]
    found = [f"{name}: {problem}" for name, rule in RULES.items() for problem in rule(root[0])]
    return found + [f"future: {text}" for text in _future(root[0], now or datetime.now(UTC))]


def rule(check: Rule) -> Rule:
    """Register a rule under its function's name."""
    RULES[check.__name__] = check
    return check


@rule
def namespaces(channel: etree._Element) -> Iterator[str]:
    root = channel.getparent()
    declared = {} if root is None else root.nsmap
    for prefix, uri in PREFIXES.items():
        if declared.get(prefix) != uri.strip("{}"):
            yield f"{prefix} is not declared on the root as {uri}"


@rule
def required(channel: etree._Element) -> Iterator[str]:
    for tag in ("title", "link", "description", "language", f"{ITUNES}explicit", f"{PODCAST}guid", "lastBuildDate"):
        yield from _exactly_one(channel, tag)
    for number, item in enumerate(_items(channel)):
        for tag in ("title", "description", "guid", "pubDate", f"{ITUNES}duration"):
            yield from (f"item {number}: {problem}" for problem in _exactly_one(item, tag))


@rule
def spaces(channel: etree._Element) -> Iterator[str]:
    for element in channel.iter("*"):
        for value in [*([] if len(element) else [element.text or ""]), *element.attrib.values()]:
            if str(value) != str(value).strip():
                yield f"<{element.tag}> has space around its value"


@rule
def lengths(channel: etree._Element) -> Iterator[str]:
    short = ("title", "subtitle", "author", "name")
    for element in channel.iter("title", *(ITUNES + name for name in short)):
        if len(element.text or "") > 255:
            yield f"<{element.tag}> is longer than 255 characters"
    for element in channel.iter("description", f"{ITUNES}summary"):
        if len((element.text or "").encode()) > 4000:
            yield f"<{element.tag}> is longer than 4000 bytes"


@rule
def plain_titles(channel: etree._Element) -> Iterator[str]:
    for element in channel.iter("title", f"{ITUNES}title"):
        if "\n" in (element.text or "") or re.search(r"&(?:amp|lt|gt|quot|#\d+);", element.text or ""):
            yield f"title {element.text!r} is not one line of plain text"


@rule
def plain_channel_description(channel: etree._Element) -> Iterator[str]:
    if _MARKUP.search(channel.findtext("description") or ""):
        yield "the channel's description holds markup"


@rule
def safe_html(channel: etree._Element) -> Iterator[str]:
    allowed = re.compile(r"</?(?:p|ul|ol|li)>|<br>|<a href=\"https?://[^\"<>\s]+\"(?: rel=\"[a-z ]+\")?>|</a>")
    for item in _items(channel):
        for tag in ("description", f"{CONTENT}encoded"):
            rest = allowed.sub("", item.findtext(tag) or "")
            if "<" in rest or ">" in rest:
                yield f"<{tag}> holds other markup than paragraphs, lists and web links"


@rule
def language(channel: etree._Element) -> Iterator[str]:
    if not _LANGUAGE.fullmatch(channel.findtext("language") or ""):
        yield f"{channel.findtext('language')!r} is no language code"


@rule
def addresses(channel: etree._Element) -> Iterator[str]:
    for element in channel.iter("*"):
        texts = [element.text or ""] if element.tag in {"link", "url"} else []
        for value in [*texts, *(str(element.get(name)) for name in ("href", "url") if element.get(name) is not None)]:
            parts = urlsplit(value)
            good = value.isascii() and parts.scheme in {"http", "https"} and parts.hostname
            if not good or re.search(r"[\s<>\"{}|\\^`]", value):
                yield f"{value!r} in <{element.tag}> is not an absolute ASCII web address"


@rule
def images(channel: etree._Element) -> Iterator[str]:
    for element in channel.iter(f"{ITUNES}image"):
        if not element.get("href"):
            yield "an itunes:image without href"
    image = channel.find("image")
    if image is not None and image.findtext("title") != channel.findtext("title"):
        yield "the image's title is not the channel's"


@rule
def categories(channel: etree._Element) -> Iterator[str]:
    tops = channel.findall(f"{ITUNES}category")
    if len(tops) != 1:
        yield f"{len(tops)} categories"
    for top in tops:
        below = CATEGORIES.get(str(top.get("text")))
        if below is None or any(sub.get("text") not in below.split(", ") for sub in top):
            yield f"{[one.get('text') for one in top.iter()]} is not of Apple's categories"


@rule
def once(channel: etree._Element) -> Iterator[str]:
    for parent in (channel, *_items(channel)):
        counts = Counter(child.tag for child in parent)
        yield from (
            f"<{tag}> occurs {counts[tag]} times in <{parent.tag}>"
            for tag in counts
            if counts[tag] > 1 and tag not in _REPEATABLE
        )


@rule
def words_of_a_list(channel: etree._Element) -> Iterator[str]:
    allowed = {
        f"{PODCAST}locked": {"yes", "no"},
        f"{PODCAST}medium": {"podcast", "video", "music"},
        f"{ITUNES}block": {"Yes"},
        f"{PODCAST}block": {"yes", "no"},
        f"{ITUNES}episodeType": {"full", "trailer", "bonus"},
    }
    for tag, words in allowed.items():
        yield from (f"<{tag}> is {one.text!r}" for one in channel.iter(tag) if one.text not in words)


@rule
def numbers(channel: etree._Element) -> Iterator[str]:
    for name in ("season", "episode"):
        for element in [*channel.iter(ITUNES + name), *channel.iter(PODCAST + name)]:
            if not re.fullmatch(r"[1-9]\d*", element.text or ""):
                yield f"{name} {element.text!r} is no number from 1"


@rule
def persons(channel: etree._Element) -> Iterator[str]:
    for element in channel.iter(f"{PODCAST}person"):
        if not 0 < len(element.text or "") <= 128 or element.get("role") != "host":
            yield f"{element.text!r} is no name of a host"


@rule
def transcripts(channel: etree._Element) -> Iterator[str]:
    for element in channel.iter(f"{PODCAST}transcript"):
        url, kind = str(element.get("url")), element.get("type")
        if TRANSCRIPTS.get(url.rsplit(".", 1)[-1]) != kind or element.get("rel") != "captions":
            yield f"{url} is no transcript with times of type {kind!r}"
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(element.get("language"))):
            yield f"{element.get('language')!r} is no language of a transcript"


@rule
def chapters(channel: etree._Element) -> Iterator[str]:
    for item in _items(channel):
        linked, inline = item.find(f"{PODCAST}chapters"), item.find(f"{PSC}chapters")
        if (linked is None) != (inline is None):
            yield "chapters in one of the two forms only"
        if linked is not None and linked.get("type") != "application/json+chapters":
            yield f"chapters of type {linked.get('type')!r}"
        starts = [] if inline is None else [str(one.get("start")) for one in inline]
        if starts != sorted(starts) or not all(re.fullmatch(r"\d\d:[0-5]\d:[0-5]\d\.\d{3}", one) for one in starts):
            yield f"chapters begin at {starts}"
        if inline is not None and not (inline.get("version") == "1.2" and all(one.get("title") for one in inline)):
            yield "chapters without a title, or of no version"


@rule
def pages(channel: etree._Element) -> Iterator[str]:
    found = {str(link.get("rel")): str(link.get("href")) for link in channel.findall(f"{ATOM}link")}
    numbers = {rel: int((re.findall(r"\?page=(\d+)$", url) or ["1"])[0]) for rel, url in found.items()}
    own, last = numbers.get("self", 1), numbers.get("last", 1)
    expected = {"first": 1, "previous": own - 1, "next": own + 1, "last": last} if last > 1 else {}
    expected = {rel: number for rel, number in expected.items() if 1 <= number <= last}
    if {rel: number for rel, number in numbers.items() if rel != "self"} != expected or own > last:
        yield f"page {own} names {numbers}"
    if len({url.partition("?")[0] for url in found.values()}) > 1 or len(_items(channel)) > 1000:
        yield "a page of another feed, or of too many items"


@rule
def explicit(channel: etree._Element) -> Iterator[str]:
    for element in channel.iter(f"{ITUNES}explicit"):
        if element.text not in {"true", "false"}:
            yield f"explicit is {element.text!r}"


@rule
def self_link(channel: etree._Element) -> Iterator[str]:
    links = channel.findall(f"{ATOM}link")
    types = {link.get("type") for link in links}
    if [link.get("rel") for link in links].count("self") != 1 or types != {"application/rss+xml"}:
        yield "not exactly one atom:link to itself of type application/rss+xml"


@rule
def podcast_guid(channel: etree._Element) -> Iterator[str]:
    try:
        good = uuid.UUID(channel.findtext(f"{PODCAST}guid") or "").version == 5
    except ValueError:
        good = False
    if not good:
        yield "podcast:guid is no UUIDv5"


@rule
def kind(channel: etree._Element) -> Iterator[str]:
    value = channel.findtext(f"{ITUNES}type")
    if value not in {"episodic", "serial"}:
        yield f"itunes:type is {value!r}"
    if value == "serial" and any(item.find(f"{ITUNES}episode") is None for item in _items(channel)):
        yield "a serial item has no itunes:episode"


@rule
def guids(channel: etree._Element) -> Iterator[str]:
    elements = [item.find("guid") for item in _items(channel)]
    values = Counter(element.text for element in elements if element is not None)
    yield from (f"guid {value!r} occurs {count} times" for value, count in values.items() if count > 1)
    for element in elements:
        if element is not None and element.get("isPermaLink") != "false":
            yield f"guid {element.text!r} doesn't say isPermaLink=false"


@rule
def enclosures(channel: etree._Element) -> Iterator[str]:
    urls: Counter[str] = Counter()
    for number, item in enumerate(_items(channel)):
        found = item.findall("enclosure")
        if len(found) != 1:
            yield f"item {number} has {len(found)} enclosures"
            continue
        url = found[0].get("url") or ""
        urls[url] += 1
        ext = url.rsplit(".", 1)[-1]
        if "?" in url or "#" in url or found[0].get("type") != TYPES.get(ext, "none"):
            yield f"item {number}: {url!r} doesn't end in the extension of {found[0].get('type')!r}"
        if not re.fullmatch(r"[1-9]\d*", found[0].get("length") or ""):
            yield f"item {number}: length {found[0].get('length')!r}"
    yield from (f"{url} is the enclosure of {count} items" for url, count in urls.items() if count > 1)


@rule
def durations(channel: etree._Element) -> Iterator[str]:
    for element in channel.iter(f"{ITUNES}duration"):
        if not re.fullmatch(r"[1-9]\d*", element.text or ""):
            yield f"duration {element.text!r} is not whole seconds from 1"


@rule
def dates(channel: etree._Element) -> Iterator[str]:
    for element in channel.iter("pubDate", "lastBuildDate"):
        text = element.text or ""
        if not _DATE.fullmatch(text) or parsedate_to_datetime(text).strftime("%a") != text[:3]:
            yield f"{text!r} is no date of RFC 2822 in UTC"


@rule
def order(channel: etree._Element) -> Iterator[str]:
    shown = [_date(item) for item in _items(channel)]
    if shown != sorted(shown, reverse=True):
        yield "items are not newest first"
    if shown and channel.findtext("pubDate") and _date(channel) != shown[0]:
        yield "the channel's pubDate is not the newest item's"


def _future(channel: etree._Element, now: datetime) -> Iterator[str]:
    for element in channel.iter("pubDate", "lastBuildDate"):
        when = _read_date(element.text or "")
        if when is not None and when > now:
            yield f"{element.text} is in the future"


def _items(channel: etree._Element) -> list[etree._Element]:
    return channel.findall("item")


def _exactly_one(parent: etree._Element, tag: str) -> Iterator[str]:
    found = parent.findall(tag)
    if len(found) != 1 or not (found[0].text or "").strip():
        yield f"not exactly one <{tag}> with a value"


def _date(parent: etree._Element) -> datetime:
    return _read_date(parent.findtext("pubDate") or "") or datetime.min.replace(tzinfo=UTC)


def _read_date(text: str) -> datetime | None:
    return parsedate_to_datetime(text) if _DATE.fullmatch(text) else None
