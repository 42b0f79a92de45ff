"""A request to the loopback site → what it asks for → the answer. Knows no faults and keeps no state."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path

from attrs import frozen

from anypod.demo.body import Body, File, Paced, Text
from anypod.demo.catalogue import Catalogue, Item
from anypod.demo.documents import SITE, Json, channel_document, page_document, watch_document
from anypod.demo.pages import channel_page, watch_page
from anypod.demo.server import Answer, Request
from anypod.rules.mime import MEDIA_TYPES

NOT_FOUND = Answer(status=404, body=Text(b"not found"))


class Kind(StrEnum):
    """What a request is for."""

    LIST = "list"
    WATCH = "watch"
    MEDIA = "media"
    THUMBNAIL = "thumbnail"
    AVATAR = "avatar"
    SUBTITLES = "subtitles"
    PAGE = "page"
    OTHER = "other"


@frozen
class Asked:
    """One request, understood.

    Attributes:
        name: the item's id, the list's name, the channel's handle, or for another page its path.
        part: the page of a list, the format of media, source and language of subtitles.
    """

    kind: Kind
    name: str
    part: str = ""


def asked(request: Request) -> Asked:
    """Say what a request is for."""
    place = request.path.removeprefix(f"{SITE}/").split("/")
    match place if request.path.startswith(f"{SITE}/") else []:
        case ["data", "watch"]:
            found = Asked(Kind.WATCH, request.query.get("v", ""))
        case ["data", "list"]:
            found = Asked(Kind.LIST, request.query.get("of", ""), request.query.get("page", "1"))
        case ["media", name, file]:
            found = Asked(Kind.MEDIA, name, Path(file).stem)
        case ["thumbnail" | "avatar" as kind, file]:
            found = Asked(Kind(kind), file.removesuffix(".jpg"))
        case ["subtitles", name, source, file]:
            found = Asked(Kind.SUBTITLES, name, f"{source} {file.removesuffix('.vtt')}")
        case ["watch"]:
            found = Asked(Kind.PAGE, request.query.get("v", ""))
        case ["shorts", name] | [name] | [name, _] if place[0] == "shorts" or name.startswith("@"):
            found = Asked(Kind.PAGE, name)
        case _:
            found = Asked(Kind.OTHER, request.path)
    return found


def answer(question: Asked, catalogue: Catalogue, base: str) -> Answer:
    """Answer from the catalogue. `base` is the site's scheme, host and port."""
    channel, item = catalogue.channels.get(question.name), catalogue.items.get(question.name)
    if question.kind is Kind.LIST:
        return _list(question, catalogue, base)
    if question.kind is Kind.WATCH:
        return _watch(question.name, catalogue, base)
    if channel:
        return (
            _picture(channel.avatar) if question.kind is Kind.AVATAR else _page(channel_page(channel, catalogue, base))
        )
    return _of_item(question, item, base) if item else NOT_FOUND


def _of_item(question: Asked, item: Item, base: str) -> Answer:
    match question.kind:
        case Kind.MEDIA:
            return _media(item, question.part)
        case Kind.SUBTITLES:
            return _subtitles(item, question.part)
        case Kind.THUMBNAIL:
            return _picture(item.thumbnail)
        case Kind.PAGE:
            return _page(watch_page(item, base))
        case _:
            return NOT_FOUND


def _json(document: Json) -> Answer:
    return Answer(mime="application/json", body=Text(json.dumps(document).encode()))


def _page(html: str) -> Answer:
    return Answer(mime="text/html; charset=utf-8", body=Text(html.encode()))


def _watch(name: str, catalogue: Catalogue, base: str) -> Answer:
    item = catalogue.items.get(name)
    return _json(watch_document(item, catalogue, base)) if item else _json({"id": name, "refusal": "Video unavailable"})


def _list(question: Asked, catalogue: Catalogue, base: str) -> Answer:
    if shelf := catalogue.shelves.get(question.name):
        page = question.part
        known = page.isdecimal() and len(page) < 7
        return _json(page_document(shelf, catalogue, base, int(page))) if known else NOT_FOUND
    handle, _, tab = question.name.partition("/")
    channel = catalogue.channels.get(handle)
    if channel is None:
        return NOT_FOUND
    if tab:
        return _json({"alert": f"This channel does not have a {tab} tab"})
    return _json(channel_document(channel, base))


def _media(item: Item, format_id: str) -> Answer:
    for rendition in item.renditions:
        if rendition.format_id == format_id and rendition.file:
            body: Body = File(rendition.file)
            mime = MEDIA_TYPES.get(rendition.ext, "application/octet-stream")
            return Answer(mime=mime, body=Paced(body, rendition.rate) if rendition.rate else body)
    return NOT_FOUND


def _subtitles(item: Item, part: str) -> Answer:
    source, _, lang = part.partition(" ")
    text = ({**item.automatic, **item.translated} if source == "auto" else item.subtitles).get(lang)
    return Answer(mime="text/vtt; charset=utf-8", body=Text(text.encode())) if text is not None else NOT_FOUND


def _picture(path: Path | None) -> Answer:
    return Answer(mime="image/jpeg", body=File(path)) if path else NOT_FOUND
