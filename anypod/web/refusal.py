"""A request that is refused, with all that is wrong with it. Becomes problem+json in `web.errors`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from attrs import frozen
from werkzeug.exceptions import HTTPException


@frozen(kw_only=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        pointer: where in the body, as a JSON pointer (RFC 6901); "" is the whole body.
        parameter: which query parameter instead.
        line: of the config file, where the fault is in its text.
    """

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    line: int | None = None


class Refusal(HTTPException):
    """Raised to answer with a problem; `faults` become its `errors`."""

    def __init__(
        self, code: int, detail: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.faults = tuple(faults)
        self.own_headers = dict(headers or {})


def refuse(code: int, detail: str, faults: Sequence[Fault] = ()) -> NoReturn:
    """Leave with a problem."""
    raise Refusal(code, detail, faults)


def pointer(path: Sequence[str | int]) -> str:
    """Write a path into JSON as a pointer."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
