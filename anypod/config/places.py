"""Where each value of a config was given: the file and its line, a variable, or an option."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from attrs import field, frozen

from anypod.config.positions import positions
from anypod.config.problems import Key, Origin, Problem, Wrong, dotted


@frozen(kw_only=True)
class Places:
    """The places of one config.

    Attributes:
        file: as it was named.
        text: of the file; its lines are looked up only when something is wrong, for that takes as long as all else.
        given: where values came from that were laid over the file.
    """

    file: str
    text: str = field(default="", repr=False)
    given: Mapping[Key, Origin] = field(factory=dict)

    def origin(self, key: Key) -> Origin:
        """Give the place of a key, else of what gave or holds it: its default, the table about it, the file."""
        lines = _lines(self.text)
        for near in _from_inside(key):
            if near in self.given:
                return self.given[near]
            if near in lines:
                return Origin(self.file, lines[near])
        return Origin(self.file)

    def problem(self, wrong: Wrong) -> Problem:
        """Put something wrong in its place."""
        origin = self.origin(wrong.key)
        return Problem(origin.file, origin.line, dotted(wrong.key), wrong.found, wrong.allowed, wrong.message)


@lru_cache(maxsize=4)
def _lines(text: str) -> Mapping[Key, int]:
    return positions(text)


def _from_inside(key: Key) -> Iterator[Key]:
    for length in range(len(key), 0, -1):
        part = key[:length]
        yield part
        if part[0] == "feeds" and length > 2:
            yield ("defaults", *part[2:])
