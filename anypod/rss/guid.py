"""podcast:guid, the identity of a feed across addresses. Computed once, when a feed's row is made; then stored."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

_PODCAST = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace that the podcast namespace's specification gives."""


def podcast_guid(feed_url: str) -> str:
    """Give the UUIDv5 of a feed's address without its scheme and trailing slashes."""
    scheme = urlsplit(feed_url).scheme
    bare = feed_url[len(scheme) + len("://") :] if scheme else feed_url
    return str(uuid.uuid5(_PODCAST, bare.rstrip("/")))
