"""Names that are safe in a URL and on a disk, made from ids that sites may fill with anything."""

from __future__ import annotations

import hashlib
import re

TAKEN_NAMES = frozenset({"preview", "valid"})
"""What the API's addresses mean where a feed's name would stand: a feed called so could not be read there."""

FEED_NAME = re.compile(rf"(?!(?:{'|'.join(sorted(TAKEN_NAMES))})$)[a-z0-9][a-z0-9_-]{{0,63}}")
DOWNLOAD_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def download_id(source_id: str, part: int | None = None) -> str:
    """Give the id under which an item is stored, served and filed.

    An id that is plain already (as YouTube's are) stays what it is. Any other is shortened to its plain characters
    and gets ten hex digits of its digest, so that two ids that differ anywhere never meet in one name.
    """
    whole = source_id if part is None else f"{source_id}_{part}"
    if DOWNLOAD_ID.fullmatch(whole):
        return whole
    plain = _UNSAFE.sub("-", whole).strip("-")[:60]
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{plain}-{digest}" if plain else digest
