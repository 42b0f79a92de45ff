"""A request to the loopback site → what it asks for → the answer. Knows no faults and keeps no state."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path

from attrs import frozen

from anypod.demo.body import Body, File, Paced, Text
from anypod.demo.catalogue import Catalogue
from anypod.demo.documents import SITE, Json, channel_document, page_document, watch_document
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
    OTHER = "other"


@frozen
class Asked:
    """One request, understood.

    Attributes:
        name: the item's id, the list's name, or for another page its path.
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
            return Asked(Kind.WATCH, request.query.get("v", ""))
        case ["data", "list"]:
            return Asked(Kind.LIST, request.query.get("of", ""), request.query.get("page", "1"))
        case ["media", name, file]:
            return Asked(Kind.MEDIA, name, Path(file).stem)
        case ["thumbnail", file]:
            return Asked(Kind.THUMBNAIL, file.removesuffix(".jpg"))
        case ["avatar", file]:
            return Asked(Kind.AVATAR, file.removesuffix(".jpg"))
        case ["subtitles", name, source, file]:
            return Asked(Kind.SUBTITLES, name, f"{source} {file.removesuffix('.vtt')}")
        case _:
            return Asked(Kind.OTHER, request.path)


def answer(question: Asked, catalogue: Catalogue, base: str) -> Answer:
    """Answer from the catalogue. `base` is the site's scheme, host and port."""
    match question.kind:
        case Kind.WATCH:
            return _watch(question.name, catalogue, base)
        case Kind.LIST:
            return _list(question, catalogue, base)
        case Kind.MEDIA:
            return _media(question, catalogue)
        case Kind.SUBTITLES:
            return _subtitles(question, catalogue)
        case Kind.THUMBNAIL:
            return _picture(item.thumbnail if (item := catalogue.items.get(question.name)) else None)
        case Kind.AVATAR:
            return _picture(channel.avatar if (channel := catalogue.channels.get(question.name)) else None)
        case Kind.OTHER:
            return NOT_FOUND


def _json(document: Json) -> Answer:
    return Answer(mime="application/json", body=Text(json.dumps(document).encode()))


def _watch(name: str, catalogue: Catalogue, base: str) -> Answer:
    item = catalogue.items.get(name)
    return _json(watch_document(item, catalogue, base)) if item else _json({"id": name, "refusal": "Video unavailable"})


def _list(question: Asked, catalogue: Catalogue, base: str) -> Answer:
    if shelf := catalogue.shelves.get(question.name):
        return _json(page_document(shelf, catalogue, base, int(question.part)))
    handle, _, tab = question.name.partition("/")
    channel = catalogue.channels.get(handle)
    if channel is None:
        return NOT_FOUND
    if tab:
        return _json({"alert": f"This channel does not have a {tab} tab"})
    return _json(channel_document(channel, base))


def _media(question: Asked, catalogue: Catalogue) -> Answer:
    item = catalogue.items.get(question.name)
    for rendition in item.renditions if item else ():
        if rendition.format_id == question.part and rendition.file:
            body: Body = File(rendition.file)
            mime = MEDIA_TYPES.get(rendition.ext, "application/octet-stream")
            return Answer(mime=mime, body=Paced(body, item.rate) if item and item.rate else body)
    return NOT_FOUND


def _subtitles(question: Asked, catalogue: Catalogue) -> Answer:
    item = catalogue.items.get(question.name)
    source, _, lang = question.part.partition(" ")
    texts = (item.automatic if source == "auto" else item.subtitles) if item else {}
    text = texts.get(lang)
    return Answer(mime="text/vtt; charset=utf-8", body=Text(text.encode())) if text is not None else NOT_FOUND


def _picture(path: Path | None) -> Answer:
    return Answer(mime="image/jpeg", body=File(path)) if path else NOT_FOUND
