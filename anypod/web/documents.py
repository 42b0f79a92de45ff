"""Answers with small documents that are made anew for each request: their validators come from their bytes."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from quart import Response, request

from anypod.rules.http import Representation, decide
from anypod.web.conditional import conditions_of, respond
from anypod.web.packing import Coding, Content, coding_for

_REMEMBERED = 1_000
"""Documents; of one that was forgotten the date begins anew, which costs its readers one answer."""


class Documents:
    """Remembers since when each document has been as it is."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._since: OrderedDict[str, tuple[str, datetime]] = OrderedDict()

    def answer(self, name: str, body: bytes | Content, content_type: str, headers: Mapping[str, str]) -> Response:
        """Answer the current GET or HEAD.

        Args:
            name: what tells this document from all others; its address, say.
            body: of the document as it is now; packed, a client gets the form that it likes best.
            content_type: with its charset.
            headers: more of them.
        """
        plain, sent, coding = _form(body)
        digest = hashlib.sha256(plain).hexdigest()[:32]
        representation = Representation(
            size=len(sent),
            etag=f'"{digest}"' if coding is Coding.PLAIN else f'"{digest}-{coding}"',
            last_modified=self._dated(name, digest),
            ranges=False,
        )
        answer = decide(conditions_of(request), representation)
        more = {"Vary": "Accept-Encoding"} if isinstance(body, Content) else {}
        if coding is not Coding.PLAIN and answer.has_content:
            more["Content-Encoding"] = coding.value
        return respond(answer, sent, content_type, {**headers, **more})

    def _dated(self, name: str, digest: str) -> datetime | None:
        now = self._now()
        known, since = self._since.pop(name, ("", now))
        if known != digest:
            since = now
        self._since[name] = (digest, since)
        if len(self._since) > _REMEMBERED:
            self._since.popitem(last=False)
        # Within that second there may come another version, which a client that goes by dates would never see.
        return since if now >= since.replace(microsecond=0) + timedelta(seconds=1) else None


def _form(body: bytes | Content) -> tuple[bytes, bytes, Coding]:
    """Give the document itself, what is sent of it, and how that is coded."""
    if isinstance(body, bytes):
        return body, body, Coding.PLAIN
    coding = coding_for(request.accept_encodings)
    return body.plain, body.forms[coding], coding
