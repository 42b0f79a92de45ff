"""What a command against a running service ends with when it can't be done: a sentence for people, and an exit code."""

from __future__ import annotations

from collections.abc import Mapping

import click

from anypod.cli.context import Exit

_WRONG_USE = frozenset({400, 401, 404})
"""Statuses that tell of what was asked, not of how things are. A 422 does so where it names faults."""


class Trouble(click.ClickException):
    """Raised to leave a command; click writes the message to stderr, and leaves with its code."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click's own classes of errors do so too, on the class


class Refused(Trouble):
    """The service answered that it won't; it may well do something else."""


def refusal(status: int, problem: object) -> Refused:
    """Put an answer of problem+json into words; a body of another kind is told by its status alone."""
    if not isinstance(problem, Mapping):
        return Refused(f"the service answered {status}", _code(status, ()))
    listed = problem.get("errors")
    faults = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    words = problem.get("detail") or problem.get("title") or f"the service answered {status}"
    return Refused("\n".join([str(words), *(f"  {_fault(one)}" for one in faults)]), _code(status, faults))


def _code(status: int, faults: object) -> Exit:
    return Exit.WRONG if status in _WRONG_USE or (status == 422 and faults) else Exit.FAILED


def _fault(fault: Mapping[str, object]) -> str:
    """One fault with its place: the key in the body as people write it, the query's parameter, the file's line."""
    place = _key(str(fault.get("pointer") or "")) or str(fault.get("parameter") or "")
    line = f"line {fault['line']}" if fault.get("line") else ""
    return ": ".join(part for part in (line, place, str(fault.get("detail", ""))) if part)


def _key(pointer: str) -> str:
    """Write a JSON pointer (RFC 6901) as a dotted key; `/yt_args/0` is `yt_args[0]`."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts).lstrip(".")
