"""Operations as Quart routes: body and query are read and judged, the reply is written. Knows no operation by name."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from quart import Blueprint, Response, current_app, request
from werkzeug.routing import BaseConverter

from anypod.rules.identity import TAKEN_NAMES
from anypod.web.api.operation import Operation, Reply
from anypod.web.api.querying import read_query
from anypod.web.api.reading import Invalid, read
from anypod.web.refusal import Fault, refuse
from anypod.web.shapes import to_json

JSON = "application/json"
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class FeedName(BaseConverter):
    """A feed's name in a path: what means something else there is none, whatever the method."""

    regex = rf"(?!(?:{'|'.join(sorted(TAKEN_NAMES))})$)[^/]+"


def new_routes() -> Blueprint:
    """Give routes that operations can be added to."""
    routes = Blueprint("api", __name__)
    routes.record_once(lambda state: state.app.url_map.converters.update(feed_name=FeedName))
    return routes


def add_operation(routes: Blueprint, operation: Operation) -> None:
    """Add the route of an operation."""
    path = operation.path.replace("{feed}", "<feed_name:feed>").replace("{", "<").replace("}", ">")
    routes.add_url_rule(path, operation.name, view_func=_view(operation), methods=[operation.method])


def _view(operation: Operation) -> Callable[..., Awaitable[Response]]:
    carry_out = operation.carry_out
    if carry_out is None:
        raise ValueError(f"{operation.name} is documented only")

    async def view(**variables: str) -> Response:
        given: dict[str, object] = dict(variables)
        if operation.query is not None:
            given["query"] = _read_query(operation.query)
        elif request.args:
            _read_nothing()
        if operation.method in _CHANGING:
            body = await _read_body(operation)
            given |= {} if operation.body is None else {"body": body}
        return answer(await carry_out(**given))

    return view


def answer(reply: Reply) -> Response:
    """Write a reply. Nobody may keep it: what it says is true for a moment."""
    text = "" if reply.body is None else to_json(reply.body)
    headers = {"Cache-Control": "no-store"} | dict(reply.headers)
    response = current_app.response_class(text, status=reply.status, headers=headers, content_type=JSON)
    if reply.body is None:
        response.headers.pop("Content-Type")
    return response


def _read_query(kind: type[object]) -> object:
    try:
        return read_query(request.args.items(multi=True), kind)
    except Invalid as invalid:
        refuse(422, "the query is not valid", invalid.faults)


def _read_nothing() -> None:
    names = sorted(set(request.args))
    refuse(422, "the query is not valid", [Fault(detail="is not known here", parameter=name) for name in names])


async def _read_body(operation: Operation) -> object:
    """Anything but JSON is refused unread: a web page can send a form anywhere, but JSON only where it may."""
    if request.content_type and request.mimetype != JSON:
        refuse(415, f"the body must be {JSON}")
    content = await request.body
    if content and not request.content_type:
        refuse(415, f"the body must be {JSON}")
    if not content and operation.body is not None and operation.body_needed:
        refuse(400, "the body is missing")
    value = parsed(content) if content else {}
    if operation.body is None and value != {}:
        refuse(422, "the body is not valid", [Fault(detail="must be absent, or an empty object", pointer="")])
    try:
        return value if operation.body is None else read(value, operation.body)  # type: ignore[arg-type]  # a type, which mypy calls object
    except Invalid as invalid:
        refuse(422, "the body is not valid", invalid.faults)


def parsed(content: bytes) -> object:
    """Parse strict JSON: UTF-8, each name once, no NaN, no lone surrogate; anything else is refused."""
    try:
        text = content.decode("utf-8")
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_each_once)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except RecursionError:
        refuse(400, "the body is nested too deeply")
    except ValueError as error:
        reason = str(error) if isinstance(error, json.JSONDecodeError | _Unacceptable) else "a value can't be read"
        refuse(400, f"the body is no JSON: {reason}")
    return value


class _Unacceptable(ValueError):
    pass


def _no_constant(name: str) -> object:
    raise _Unacceptable(f"{name} is no number")


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Unacceptable("a name is there twice in one object")
    return found
