"""What a GET or HEAD for something with validators is answered: RFC 9110's conditions, then ranges. Knows no bytes."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from anypod.rules.http_dates import http_date
from anypod.rules.preconditions import Conditions, applies_range, judged
from anypod.rules.ranges import Span, asked_span

__all__ = ["Answer", "Conditions", "Representation", "decide"]


@frozen(kw_only=True)
class Representation:
    """What there is to send.

    Attributes:
        size: bytes.
        etag: strong, with its quotes.
        last_modified: None where a client must not rely on a date.
        ranges: whether parts can be asked for.
    """

    size: int
    etag: str
    last_modified: datetime | None
    ranges: bool = True


@frozen(kw_only=True)
class Answer:
    """The answer, but for the headers that say what kind of thing it is.

    Attributes:
        status: 200, 206, 304, 412 or 416.
        offset, count: the bytes to send; nothing is sent with 304, 412, 416, and with none of them for HEAD.
        headers: validators, length and range, as they go on the wire.
    """

    status: int
    offset: int = 0
    count: int = 0
    headers: tuple[tuple[str, str], ...]

    @property
    def has_content(self) -> bool:
        """Whether it carries the representation or a part of it."""
        return self.status in {200, 206}


def decide(conditions: Conditions, representation: Representation) -> Answer:
    """Evaluate in the order of RFC 9110 §13.2.2; a failed condition comes before any range."""
    status = judged(conditions, representation.etag, representation.last_modified)
    validators = _validators(representation)
    if status == 304:
        return Answer(status=304, headers=validators)
    if status == 412:
        return Answer(status=412, headers=(*validators, ("Content-Length", "0")))
    span = _span(conditions, representation)
    if span is None:
        return _whole(representation, validators)
    if not span.count:
        headers = (*validators, ("Content-Range", f"bytes */{representation.size}"), ("Content-Length", "0"))
        return Answer(status=416, headers=headers)
    return _part(representation, validators, span)


def _span(conditions: Conditions, representation: Representation) -> Span | None:
    if conditions.method != "GET" or not representation.ranges or conditions.range is None:
        return None
    if not applies_range(conditions, representation.etag, representation.last_modified):
        return None
    return asked_span(conditions.range, representation.size)


def _validators(representation: Representation) -> tuple[tuple[str, str], ...]:
    headers = [("ETag", representation.etag)]
    if representation.last_modified is not None:
        headers.append(("Last-Modified", http_date(representation.last_modified)))
    if representation.ranges:
        headers.append(("Accept-Ranges", "bytes"))
    return tuple(headers)


def _whole(representation: Representation, validators: tuple[tuple[str, str], ...]) -> Answer:
    headers = (*validators, ("Content-Length", str(representation.size)))
    return Answer(status=200, count=representation.size, headers=headers)


def _part(representation: Representation, validators: tuple[tuple[str, str], ...], span: Span) -> Answer:
    shown = f"bytes {span.offset}-{span.offset + span.count - 1}/{representation.size}"
    headers = (*validators, ("Content-Range", shown), ("Content-Length", str(span.count)))
    return Answer(status=206, offset=span.offset, count=span.count, headers=headers)
