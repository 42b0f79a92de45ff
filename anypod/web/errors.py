"""What goes wrong with a request, told to the client: plain text for podcast apps, problem+json for the API.

Nothing of the request is repeated in an answer, and a fault of ours is told to the log alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

import structlog
from quart import Response, request
from quart_trio import QuartTrio
from structlog.typing import FilteringBoundLogger
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from anypod.web.basis import small_answer

log: FilteringBoundLogger = structlog.get_logger(__name__)

TEXT = "text/plain; charset=utf-8"
PROBLEM = "application/problem+json"

Tell = Callable[[HTTPStatus, str | None], Response]


def tell_in_text(app: QuartTrio) -> None:
    """Answer errors of `app` with a line of text."""

    def tell(status: HTTPStatus, _detail: str | None) -> Response:
        return small_answer(app, f"{status.value} {status.phrase}\n", status.value, TEXT)

    _install(app, tell)


def tell_as_problem(app: QuartTrio) -> None:
    """Answer errors of `app` as RFC 9457 says; `detail` is the sentence that the code itself gave to `abort`."""

    def tell(status: HTTPStatus, detail: str | None) -> Response:
        problem = {"type": "about:blank", "title": status.phrase, "status": status.value}
        return small_answer(app, json.dumps(problem | ({"detail": detail} if detail else {})), status.value, PROBLEM)

    _install(app, tell)


def _install(app: QuartTrio, tell: Tell) -> None:
    async def refused(error: HTTPException) -> Response:
        response = tell(HTTPStatus(error.code or 500), _own_words(error))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    async def failed(error: Exception) -> Response:
        # Not the path: it may hold a feed's secret.
        log.error("a request failed by a fault of the program", endpoint=request.endpoint, exc_info=error)
        return tell(HTTPStatus.INTERNAL_SERVER_ERROR, None)

    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Exception, failed)


def _own_words(error: HTTPException) -> str | None:
    return None if error.description == type(error).description else error.description
