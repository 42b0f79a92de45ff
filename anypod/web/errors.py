"""What goes wrong with a request, told to the client: plain text for podcast apps, problem+json for the API.

Nothing of the request is repeated in an answer, and a fault of ours is told to the log alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

import structlog
from attrs import asdict
from quart import Response, request
from quart_trio import QuartTrio
from structlog.typing import FilteringBoundLogger
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from anypod.web.basis import small_answer
from anypod.web.refusal import Fault, Refusal

log: FilteringBoundLogger = structlog.get_logger(__name__)

TEXT = "text/plain; charset=utf-8"
PROBLEM = "application/problem+json"

Tell = Callable[[HTTPStatus, HTTPException | None], Response]


def tell_in_text(app: QuartTrio) -> None:
    """Answer errors of `app` with a line of text."""

    def tell(status: HTTPStatus, _error: HTTPException | None) -> Response:
        return small_answer(app, f"{status.value} {status.phrase}\n", status.value, TEXT)

    _install(app, tell)


def tell_as_problem(app: QuartTrio) -> None:
    """Answer errors of `app` as RFC 9457 says.

    `detail` is the sentence that the code itself gave to `abort`, `errors` are the faults of a `Refusal`.
    """

    def tell(status: HTTPStatus, error: HTTPException | None) -> Response:
        problem: dict[str, object] = {"type": "about:blank", "title": status.phrase, "status": status.value}
        if error is not None and (detail := _own_words(error)):
            problem["detail"] = detail
        if isinstance(error, Refusal) and error.faults:
            problem["errors"] = [_told(fault) for fault in error.faults]
        return small_answer(app, json.dumps(problem), status.value, PROBLEM)

    _install(app, tell)


def _install(app: QuartTrio, tell: Tell) -> None:
    async def refused(error: HTTPException) -> Response:
        response = tell(HTTPStatus(error.code or 500), error)
        if isinstance(error, Refusal):
            response.headers.update(error.own_headers)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    async def failed(error: Exception) -> Response:
        # Not the path: it may hold a feed's secret.
        log.error("a request failed by a fault of the program", endpoint=request.endpoint, exc_info=error)
        return tell(HTTPStatus.INTERNAL_SERVER_ERROR, None)

    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Exception, failed)


def _told(fault: Fault) -> dict[str, object]:
    return {name: value for name, value in asdict(fault).items() if value is not None}


def _own_words(error: HTTPException) -> str | None:
    return None if error.description == type(error).description else error.description
