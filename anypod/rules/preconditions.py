"""The conditions of a request (RFC 9110 §13) against an ETag and a date. Knows no ranges and no answers' headers."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from attrs import frozen

from anypod.rules.http_dates import read_http_date

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')


@frozen(kw_only=True)
class Conditions:
    """What a request says of itself, header by header, as it came; None where the header is missing."""

    method: str = "GET"
    if_match: str | None = None
    if_unmodified_since: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None
    range: str | None = None
    if_range: str | None = None


def judged(conditions: Conditions, etag: str, last_modified: datetime | None) -> int | None:
    """Give 304 or 412 when a condition of a GET or HEAD says so, else None. §13.2.2's order; tags outweigh dates."""
    if conditions.if_match is not None:
        if not _matches(conditions.if_match, etag, weakly=False):
            return 412
    elif _changed_since(conditions.if_unmodified_since, last_modified) is True:
        return 412
    if conditions.if_none_match is not None:
        return 304 if _matches(conditions.if_none_match, etag, weakly=True) else None
    return 304 if _changed_since(conditions.if_modified_since, last_modified) is False else None


def applies_range(conditions: Conditions, etag: str, last_modified: datetime | None) -> bool:
    """Whether If-Range lets the Range count.

    A date must be the very Last-Modified: files here are put in place once and never written again, so within that
    second there is no second version.
    """
    given = conditions.if_range
    if given is None:
        return True
    if given.strip().startswith(('"', "W/")):
        return given.strip() == etag
    when = read_http_date(given)
    return when is not None and last_modified is not None and when == _whole_second(last_modified)


def _matches(tags: str, etag: str, *, weakly: bool) -> bool:
    """A weak tag is no match for a strong comparison; in a list that is malformed the tags that can be read count."""
    if tags.strip() == "*":
        return True
    return any(tag == etag and (weakly or not weak) for weak, tag in _TAG.findall(tags))


def _changed_since(date: str | None, last_modified: datetime | None) -> bool | None:
    when = None if date is None else read_http_date(date)
    if when is None or last_modified is None:
        return None
    return _whole_second(last_modified) > when


def _whole_second(when: datetime) -> datetime:
    return when.astimezone(UTC).replace(microsecond=0)
