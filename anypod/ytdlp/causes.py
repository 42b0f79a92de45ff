"""Exceptions of yt-dlp → what the service is told of them. Part of the runner."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Iterator

from anypod.ytdlp.protocol import Trouble

_LONGEST = 5_000
"""Characters of a message: some quote the page that they could not read."""


def trouble_of(error: BaseException) -> Trouble:
    """Give the chain, the innermost first, and what the exceptions in it know."""
    chain = list(_chain(error))
    statuses = [one.status for one in chain if type(one).__name__ == "HTTPError" and hasattr(one, "status")]
    return Trouble(
        message=str(error)[:_LONGEST] or type(error).__name__,
        chain=[type(one).__name__ for one in reversed(chain)],
        expected=any(getattr(one, "expected", False) for one in chain),
        status=statuses[-1] if statuses else None,
        retry_after=next(filter(None, map(_retry_after, chain)), None),
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An ExtractorError with a cause is left out by DownloadError.exc_info, so each way inwards is gone."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [inner for inner in _inner(one) if isinstance(inner, BaseException)]


def _inner(error: BaseException) -> Iterator[object]:
    yield (getattr(error, "exc_info", None) or (None, None))[1]
    yield getattr(error, "cause", None)
    yield error.__cause__
    if not error.__suppress_context__:
        yield error.__context__


def _retry_after(error: BaseException) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    text = headers.get("Retry-After") if headers is not None else None
    if not text:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None
