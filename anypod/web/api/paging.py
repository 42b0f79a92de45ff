"""Pages of lists: their bounds, and the Link header that leads from one to the next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode


def links(query: Iterable[tuple[str, str]], page: int, per_page: int, total: int) -> Mapping[str, str]:
    """Give the Link header (RFC 8288) of a page. Addresses are a query alone, so that they hold behind any proxy."""
    last = max(1, -(-total // per_page))
    rest = [(name, value) for name, value in query if name not in {"page", "per_page"}]
    pages = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    found = [
        f'<?{urlencode([*rest, ("page", number), ("per_page", per_page)])}>; rel="{name}"'
        for name, number in pages.items()
        if 1 <= number <= last
    ]
    return {"Link": ", ".join(found)}
