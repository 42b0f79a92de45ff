"""Which episodes of a long feed are on which page (RFC 5005 §3), and what a page says of the others."""

from __future__ import annotations

from attrs import frozen

PAGE_SIZE = 1_000
"""Items of a page. Most apps read the first one only, and many feeds never need a second."""


@frozen
class Page:
    """One page of several, from 1 for the newest items."""

    number: int
    last: int

    @property
    def items(self) -> slice:
        """Where its items are among all of the feed's."""
        return slice((self.number - 1) * PAGE_SIZE, self.number * PAGE_SIZE)

    @property
    def neighbours(self) -> tuple[tuple[str, int], ...]:
        """The relations to other pages and their numbers; none where there is but one page."""
        if self.last == 1:
            return ()
        around = (("first", 1), ("previous", self.number - 1), ("next", self.number + 1), ("last", self.last))
        return tuple((rel, number) for rel, number in around if 1 <= number <= self.last)


def page_count(items: int) -> int:
    """How many pages so many items fill; a feed without any has one page too."""
    return max(1, -(-items // PAGE_SIZE))
