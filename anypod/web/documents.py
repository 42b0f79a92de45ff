"""Answers with small documents that are made anew for each request: their validators come from their bytes."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from quart import Response, request

from anypod.rules.http import Representation, decide
from anypod.web.conditional import conditions_of, respond

_REMEMBERED = 1_000
"""Documents; of one that was forgotten the date begins anew, which costs its readers one answer."""


class Documents:
    """Remembers since when each document has been as it is."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._since: OrderedDict[str, tuple[str, datetime]] = OrderedDict()

    def answer(self, name: str, body: bytes, content_type: str, headers: Mapping[str, str]) -> Response:
        """Answer the current GET or HEAD.

        Args:
            name: what tells this document from all others; its address, say.
            body: of the document as it is now.
            content_type: with its charset.
            headers: more of them.
        """
        digest = hashlib.sha256(body).hexdigest()[:32]
        representation = Representation(
            size=len(body), etag=f'"{digest}"', last_modified=self._dated(name, digest), ranges=False
        )
        return respond(decide(conditions_of(request), representation), body, content_type, headers)

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
