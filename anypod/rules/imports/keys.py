"""Reads another program's table key by key, so that no key of it can be overlooked."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from typing import TypeVar

from anypod.rules.imports.incoming import Loss

T = TypeVar("T")


class Keys:
    """One table. What nobody asks for is told by `rest`; what is of another type than it should be is told at once.

    Attributes:
        losses: what was found so far; tables within this one add theirs to the same list.
    """

    def __init__(self, table: object, where: str, losses: list[Loss] | None = None) -> None:
        self.losses: list[Loss] = [] if losses is None else losses
        self._where = where
        self._left: dict[str, object] = {}
        if isinstance(table, Mapping):
            self._left = {str(key): value for key, value in table.items() if value is not None}
        elif table is not None:
            self.losses.append(Loss(where, "this is no table"))

    def take(self, key: str, kind: type[T] | tuple[type[T], ...]) -> T | None:
        """Give a key's value, None where there is none of that type."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if isinstance(value, kinds) and (not isinstance(value, bool) or bool in kinds):
            return value
        # A list that holds itself many times over, as YAML can say it, would be written out without end.
        self.lose(key, f"{reprlib.repr(value)} is not what it should be")
        return None

    def text(self, key: str) -> str | None:
        """Give a text without blanks about it; "" is none."""
        return (self.take(key, str) or "").strip() or None

    def within(self, key: str) -> Keys:
        """Give the table at a key; an empty one where there is none."""
        return Keys(self._left.pop(key, None), self.place(key), self.losses)

    def drop(self, key: str, why: str) -> None:
        """Say why a key is left behind, if it is there."""
        if self._left.pop(key, None) not in (None, "", (), []):
            self.lose(key, why)

    def lose(self, key: str, why: str) -> None:
        """Say why a key's value can't be carried."""
        self.losses.append(Loss(self.place(key), why))

    def rest(self) -> None:
        """Tell all that nobody asked for."""
        for key in sorted(self._left):
            self.lose(key, "not known to this import")
        self._left.clear()

    def place(self, key: str) -> str:
        """Give a key's full name."""
        return f"{self._where}.{key}" if self._where else key
