"""From a Quart request to `rules.http` and back to a Quart response. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping

from quart import Request, Response, current_app
from quart.wrappers.response import ResponseBody

from anypod.rules.http import Answer, Conditions

_NAMES = {
    "if_match": "If-Match",
    "if_unmodified_since": "If-Unmodified-Since",
    "if_none_match": "If-None-Match",
    "if_modified_since": "If-Modified-Since",
    "range": "Range",
    "if_range": "If-Range",
}


def conditions_of(request: Request) -> Conditions:
    """Give the request's conditions; a header that came in several lines is one list, as RFC 9110 §5.3 says."""
    lines = {field: request.headers.getlist(name) for field, name in _NAMES.items()}
    return Conditions(method=request.method, **{field: ", ".join(got) for field, got in lines.items() if got})


def respond(answer: Answer, body: ResponseBody | bytes | None, content_type: str, more: Mapping[str, str]) -> Response:
    """Give the response to an answer. `body` is sent with 200 and 206 only, and never with HEAD.

    The type goes with every 200 and 206: players refuse a part whose type they are not told.
    """
    response = current_app.response_class(body if answer.has_content else None, status=answer.status)
    response.headers.pop("Content-Type", None)
    response.headers.update(answer.headers)
    response.headers.update(more)
    if answer.has_content:
        response.headers["Content-Type"] = content_type
    response.timeout = None
    return response
