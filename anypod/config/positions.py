"""On which line of a TOML text each key stands. Reads no values, and trusts that the text is valid TOML.

No parser gives the places of values, and a message without a line sends people searching.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from anypod.config.problems import Key

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^,\]}#\n]+")


def positions(text: str) -> Mapping[Key, int]:
    """Give key → line, from 1, for every table, key and list element; a table's line is where it first appears."""
    scan = _Scan(text)
    scan.document()
    return scan.lines


class _Scan:
    """One pass over a text. `at` is the place that is read next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted = 0
        self._line = 1
        self.lines: dict[Key, int] = {}

    def document(self) -> None:
        table: Key = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> Key:
        brackets = 2 if self._text.startswith("[[", self._at) else 1
        self._at += brackets
        key = self._key(())
        self._at += brackets
        return key

    def _pair(self, table: Key) -> None:
        key = self._key(table)
        self._at += 1
        self._skip(_SPACE)
        self._value(key)

    def _key(self, table: Key) -> Key:
        key = table
        while True:
            self._skip(_BLANK)
            key = (*key, self._part())
            self.lines.setdefault(key, self._now())
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return key
            self._at += 1

    def _part(self) -> str:
        if self._text[self._at] not in "\"'":
            return self._take(_BARE)
        value = tomllib.loads(f"key = {self._take(_STRING)}")["key"]
        return str(value)

    def _value(self, key: Key) -> None:
        match self._text[self._at]:
            case '"' | "'":
                self._take(_STRING)
            case "[":
                self._array(key)
            case "{":
                self._inline_table(key)
            case _:
                self._take(_PLAIN)

    def _array(self, key: Key) -> None:
        index = 0
        while self._goes_on("]"):
            element = (*key, f"[{index}]")
            self.lines[element] = self._now()
            self._value(element)
            index += 1

    def _inline_table(self, key: Key) -> None:
        while self._goes_on("}"):
            self._pair(key)

    def _goes_on(self, closing: str) -> bool:
        """Pass the opening bracket or the comma, and the closing bracket where it comes."""
        self._skip(_BLANK)
        if self._text[self._at] != closing:
            self._at += 1
            self._skip(_BLANK)
        if self._text[self._at] != closing:
            return True
        self._at += 1
        return False

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self._take(pattern)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError(f"no valid TOML at character {self._at}")
        self._at = match.end()
        return match.group()

    def _now(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line
