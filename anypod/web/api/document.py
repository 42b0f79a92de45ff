"""The OpenAPI 3.1 document, from the operations and the records that they read and answer with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from attrs import frozen

from anypod import __version__
from anypod.rules.identity import FEED_NAME
from anypod.web.api.operation import Operation
from anypod.web.api.schema import Json, Schemas
from anypod.web.refusal import Fault
from anypod.web.shapes import plain

_ABOUT = """\
Errors are `application/problem+json` (RFC 9457); `errors` lists every fault with its JSON pointer or its parameter.
Times are RFC 3339 in UTC, durations seconds, sizes bytes.

`/api/events` is a websocket: each message is a JSON array of events, the first one a snapshot.
"""
_VARIABLES = {
    "feed": {"type": "string", "pattern": f"^{FEED_NAME.pattern}$", "description": "The feed's name."},
    "id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,100}$", "description": "The download's id."},
}
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@frozen(kw_only=True)
class Problem:
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: tuple[Fault, ...] = ()


def document(operations: Sequence[Operation], *, guarded: bool = True) -> Json:
    """Give the document; `guarded` says whether a token is asked for."""
    schemas = Schemas()
    paths: dict[str, Json] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas, guarded=guarded)
    schemas.of(Problem)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "anypod",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"cookie": []}] if guarded else [],
        "tags": [{"name": tag} for tag in dict.fromkeys(one.tag for one in operations)],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "anypod_admin"},
            },
        },
    }


def _operation(operation: Operation, schemas: Schemas, *, guarded: bool) -> Json:
    told: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.tag],
        "responses": _responses(operation, schemas),
    }
    if parameters := _parameters(operation, schemas):
        told["parameters"] = parameters
    if operation.body is not None:
        content: Json = {"schema": schemas.of(operation.body)}
        content |= {} if operation.example is None else {"example": plain(operation.example)}
        told["requestBody"] = {"required": operation.body_needed, "content": {"application/json": content}}
    return told | ({"security": []} if operation.open or not guarded else {})


def _parameters(operation: Operation, schemas: Schemas) -> list[Json]:
    in_path: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": dict(_VARIABLES[name])}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    return in_path + ([] if operation.query is None else schemas.parameters(operation.query))


def _responses(operation: Operation, schemas: Schemas) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for number, (status, kind) in enumerate(operation.answers.items()):
        found[str(status)] = {"description": HTTPStatus(status).phrase}
        if kind is not None:
            media: dict[str, Any] = {"schema": schemas.of(kind)}
            media |= {"example": plain(operation.shown)} if number == 0 and operation.shown is not None else {}
            found[str(status)]["content"] = {"application/json": media}
    for status in sorted({*operation.problems, *_usual(operation)}):
        problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        found[str(status)] = {"description": HTTPStatus(status).phrase, "content": problem}
    return found


def _usual(operation: Operation) -> set[int]:
    """The problems that any such request may meet."""
    usual = {400, 403, 422, 429} | (set() if operation.open else {401})
    if operation.method in _CHANGING:
        usual |= {413, 415}
    return usual | ({404} if "{" in operation.path else set())
