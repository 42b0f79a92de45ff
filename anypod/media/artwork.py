"""Makes the artwork that is hosted here and puts it in its place. What goes wrong is a value."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable
from pathlib import Path

import trio
from attrs import evolve, frozen

from anypod.media.library import Library
from anypod.media.picture import made_square
from anypod.media.pictures_fetch import NOTHING_KNOWN, Unchanged, Validators, fetch_picture
from anypod.media.poster import poster
from anypod.model.failure import Failure, FailureKind

DIGEST = 12
"""Hex digits of a picture's digest: enough to tell one feed's pictures apart, short enough for an address."""
_ONE_AT_A_TIME = trio.CapacityLimiter(1)
"""A picture may take 200 MB and a second of CPU while it's unpacked; several at once would starve the feeds."""


@frozen(kw_only=True)
class Picture:
    """A picture in its place.

    Attributes:
        digest: of its content, for its address.
        size: bytes.
        validators: by which its source tells later whether it has another.
    """

    path: Path
    digest: str
    size: int
    validators: Validators = NOTHING_KNOWN


async def make_artwork(
    library: Library,
    feed: str,
    id: str | None,
    url: str,
    *,
    known: Validators = NOTHING_KNOWN,
    allow_private: bool,
) -> Picture | Unchanged | Failure:
    """Fetch a picture and store it as a feed's artwork (`id` None) or a download's.

    With `known` only if the source has another than that. A Failure leaves the picture before in place. Cancellation
    does too, unless the new one is being written already.
    """
    found = await fetch_picture(url, known=known, allow_private=allow_private)
    if isinstance(found, Failure | Unchanged):
        return found
    made = await _stored(library, feed, id, lambda: made_square(found.content))
    return made if isinstance(made, Failure) else evolve(made, validators=found.validators)


async def draw_artwork(library: Library, feed: str, title: str) -> Picture | Failure:
    """Draw and store artwork for a feed whose source has none. Cancellation as above."""
    return await _stored(library, feed, None, lambda: poster(title))


async def convert_artwork(library: Library, feed: str, id: str | None, source: Path) -> Picture | Failure:
    """Store a picture that lies in a file already, such as a thumbnail in a scratch folder; the file stays."""
    return await _stored(library, feed, id, lambda: made_square(source.read_bytes()))


async def _stored(
    library: Library,
    feed: str,
    id: str | None,
    make: Callable[[], bytes | Failure],
) -> Picture | Failure:
    try:
        content = await trio.to_thread.run_sync(make, limiter=_ONE_AT_A_TIME)
        if isinstance(content, Failure):
            return content
        path = await library.store_image(content, feed, id)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        kind = FailureKind.NO_SPACE if full else FailureKind.TRANSIENT
        return Failure(kind=kind, message=f"The picture can't be kept: {error.strerror}.")
    return Picture(path=path, digest=hashlib.sha256(content).hexdigest()[:DIGEST], size=len(content))
