"""/feeds/NAME.xml: the current edition of a feed or of one of its pages, packed or not, or 304 to who has it.

/NAME.xml is the same, in any case of letters: there podsync's feeds are, and who subscribed to an imported one asks for
it as before. No redirection leads away: some apps know an episode of podsync's by the feed's own address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from quart import Blueprint, Response, abort, request

from anypod.rules.http import Representation, decide
from anypod.rules.identity import FEED_NAME
from anypod.rules.imports.naming import plain_name
from anypod.web.conditional import conditions_of, respond
from anypod.web.crossing import open_to_all_origins
from anypod.web.editions import Edition, Editions
from anypod.web.packing import Coding, coding_for

_PAGE = re.compile(r"[1-9][0-9]{0,5}")
CONTENT_TYPE = "application/rss+xml; charset=utf-8"

# A new episode shows at the next look: asking again costs a 304, while an app's own cache would hide it from its user.
_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}


def feed_routes(editions: Editions, base_url: Callable[[], str], now: Callable[[], datetime]) -> Blueprint:
    """Give the route of the feeds. `base_url` is where links begin for the current request."""
    routes = Blueprint("feeds", __name__)
    open_to_all_origins(routes)

    @routes.get("/<former>.xml")
    async def former_address(former: str) -> Response:
        return await answer(f"{plain_name(former)}.xml")

    @routes.get("/feeds/<file>")
    async def feed(file: str) -> Response:
        return await answer(file)

    async def answer(file: str) -> Response:
        name = file.removesuffix(".xml")
        if name == file or not FEED_NAME.fullmatch(name):
            abort(404)
        page = _page(request.args.getlist("page"))
        edition = await editions.current(name, base_url(), page)
        if edition is None:
            abort(404)
        coding = coding_for(request.accept_encodings)
        response = _response(edition, coding, now())
        if response is None:
            edition = await editions.current(name, base_url(), page, content=True)
            response = None if edition is None else _response(edition, coding, now())
        return response or abort(404)

    return routes


def _page(given: list[str]) -> int:
    """Without a number it is the first."""
    if not given:
        return 1
    if len(given) > 1 or not _PAGE.fullmatch(given[0]):
        abort(404)
    return int(given[0])


def _response(edition: Edition, coding: Coding, now: datetime) -> Response | None:
    """None when bytes are asked for that the edition does not have any more."""
    answer = decide(conditions_of(request), _representation(edition, coding, now))
    if answer.has_content and edition.content is None:
        return None
    encoding = {"Content-Encoding": coding.value} if coding is not Coding.PLAIN and answer.has_content else {}
    content = None if edition.content is None else edition.content.forms[coding]
    return respond(answer, content, CONTENT_TYPE, _HEADERS | encoding)


def _representation(edition: Edition, coding: Coding, now: datetime) -> Representation:
    second = edition.changed_at.replace(microsecond=0)
    return Representation(
        size=edition.sizes[coding],
        etag=f'"{edition.digest}"' if coding is Coding.PLAIN else f'"{edition.digest}-{coding}"',
        # Within the second of a change there may be another, which a client that goes by the date would never see.
        last_modified=edition.changed_at if now >= second + timedelta(seconds=1) else None,
        ranges=False,
    )
