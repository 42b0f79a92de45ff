"""One operation of the API: a method, a path, and an async function from what came in to what goes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar, get_type_hints

from attrs import AttrsInstance, evolve, field, frozen

Record = Any  # any attrs record; which one, `answer` says


@frozen(kw_only=True)
class Reply:
    """What goes out: a record, or None for no body at all."""

    body: Record = None
    status: int = 200
    headers: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Operation:
    """How an operation is reached and what it says; `name` is the document's operationId.

    Attributes:
        path: with its variables in braces, such as `/api/feeds/{feed}`.
        answers: status → what the body is (None for none), of those that are no problems.
        problems: statuses of problems that are its own; every operation has some more.
        example: a body that would be taken.
        shown: an example of the first answer.
        open: asked for no token.
    """

    method: str
    path: str
    name: str
    summary: str
    tag: str
    answers: Mapping[int, object]
    problems: tuple[int, ...] = ()
    query: type[AttrsInstance] | None = None
    body: object = None
    body_needed: bool = True
    example: object = None
    shown: object = None
    open: bool = False
    carry_out: Callable[..., Awaitable[Reply]] | None = None


F = TypeVar("F", bound=Callable[..., Awaitable[Reply]])


def operation(
    method: str,
    path: str,
    summary: str,
    *,
    answers: Mapping[int, object],
    problems: tuple[int, ...] = (),
    body_needed: bool = True,
    example: object = None,
    shown: object = None,
    open: bool = False,
) -> Callable[[F], F]:
    """Mark a method of a class of routes; its parameters `query` and `body` say by their types what is read."""

    def mark(function: F) -> F:
        hints = get_type_hints(function, include_extras=True)
        function.__dict__["operation"] = Operation(
            method=method,
            path=path,
            name=function.__name__,
            summary=summary,
            tag=function.__module__.rpartition(".")[2],
            answers=answers,
            problems=problems,
            query=hints.get("query"),
            body=hints.get("body"),
            body_needed=body_needed,
            example=example,
            shown=shown,
            open=open,
        )
        return function

    return mark


def operations_of(*routes: object) -> tuple[Operation, ...]:
    """Give the operations of some objects, in the order in which they are written."""
    from_classes = ((one, name) for one in routes for name in vars(type(one)))
    found = []
    for one, name in from_classes:
        bound = getattr(one, name)
        marked = getattr(bound, "operation", None)
        if isinstance(marked, Operation):
            found.append(evolve(marked, carry_out=bound))
    return tuple(found)
