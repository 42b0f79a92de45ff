"""Which pictures are hosted here. Made by whoever keeps the pictures; to a feed they are digests in addresses."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen


@frozen(kw_only=True)
class Artwork:
    """The digests of the pictures that are served here. What is missing is linked where the source has it.

    Attributes:
        feed: the feed's own picture.
        items: download id → its picture.
    """

    feed: str | None = None
    items: Mapping[str, str] = field(factory=dict)
