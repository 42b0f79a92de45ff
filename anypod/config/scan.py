"""Where in a TOML text all stands: headers, pairs, values, comments. Reads no values, and trusts that it is valid TOML.

No parser gives the places of values: messages need their lines, and edits need the exact characters.
"""

from __future__ import annotations

import re
import tomllib

from attrs import field, frozen

from anypod.config.problems import Key

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_COMMENT = re.compile(r"#[^\r\n]*")
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


@frozen(kw_only=True)
class Header:
    """A `[table]`, from its first bracket to behind its last."""

    key: Key
    start: int
    end: int


@frozen(kw_only=True)
class Pair:
    """A `key = value`, as a line of its own or in an inline table; inside of lists they are passed over.

    Attributes:
        key: the whole path, from the document's root.
        table: what its own key is relative to.
        inline: whether it stands in an inline table, which `table` names then.
        start: where its own key begins.
        parts: behind each part of its own key.
        value, end: where its value begins, and behind it.
    """

    key: Key
    table: Key
    inline: bool
    start: int
    parts: tuple[int, ...]
    value: int
    end: int


@frozen(kw_only=True)
class Value:
    """A value that holds no others, from its first character to behind its last; `lists`: in how many it stands."""

    key: Key
    lists: int
    start: int
    end: int


@frozen(kw_only=True)
class Comment:
    """A comment, from its `#` to the end of its line.

    Attributes:
        within: the table or the list in which it stands.
        in_list: whether it is a list.
    """

    within: Key
    in_list: bool
    start: int
    end: int


@frozen(kw_only=True)
class Scanned:
    """What stands where, each in the order of the text, and the line of each key's first appearance."""

    headers: list[Header] = field(factory=list)
    pairs: list[Pair] = field(factory=list)
    values: list[Value] = field(factory=list)
    comments: list[Comment] = field(factory=list)
    lines: dict[Key, int] = field(factory=dict)


def scan(text: str) -> Scanned:
    """Go through a text once; raises ValueError or IndexError where it is no TOML."""
    passing = _Scan(text)
    passing.document()
    return passing.found


class _Scan:
    """One pass over a text. `at` is the place that is read next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted = 0
        self._line = 1
        self._lists = 0
        self._within: Key = ()
        self.found = Scanned()

    def document(self) -> None:
        self._skip_blank()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                self._within = self._header()
            else:
                self._pair(self._within, inline=False)
            self._skip_blank()

    def _header(self) -> Key:
        start, brackets = self._at, 2 if self._text.startswith("[[", self._at) else 1
        self._at += brackets
        key, _ = self._key(())
        self._at += brackets
        self.found.headers.append(Header(key=key, start=start, end=self._at))
        return key

    def _pair(self, table: Key, *, inline: bool) -> None:
        start = self._at
        key, parts = self._key(table)
        self._at += 1
        self._skip(_SPACE)
        value, place = self._at, len(self.found.pairs)
        self._value(key)
        if not self._lists:
            end = value + len(self._text[value : self._at].rstrip())
            pair = Pair(key=key, table=table, inline=inline, start=start, parts=parts, value=value, end=end)
            # Before the pairs in its value: the order is that of the text.
            self.found.pairs.insert(place, pair)

    def _key(self, table: Key) -> tuple[Key, tuple[int, ...]]:
        key, parts = table, list[int]()
        while True:
            self._skip_blank()
            key = (*key, self._part())
            parts.append(self._at)
            self.found.lines.setdefault(key, self._now())
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return key, tuple(parts)
            self._at += 1

    def _part(self) -> str:
        if self._text[self._at] not in "\"'":
            return self._take(_BARE)
        value = tomllib.loads(f"key = {self._take(_STRING)}")["key"]
        return str(value)

    def _value(self, key: Key) -> None:
        match self._text[self._at]:
            case '"' | "'":
                self._single(key, _STRING)
            case "[":
                self._array(key)
            case "{":
                self._inline_table(key)
            case _:
                self._single(key, _PLAIN)

    def _single(self, key: Key, pattern: re.Pattern[str]) -> None:
        start = self._at
        end = start + len(self._take(pattern).rstrip())
        self.found.values.append(Value(key=key, lists=self._lists, start=start, end=end))

    def _array(self, key: Key) -> None:
        index, around = 0, self._within
        self._lists += 1
        self._within = key
        while self._goes_on("]"):
            element = (*key, f"[{index}]")
            self.found.lines[element] = self._now()
            self._value(element)
            index += 1
        self._lists -= 1
        self._within = around

    def _inline_table(self, key: Key) -> None:
        while self._goes_on("}"):
            self._pair(key, inline=True)

    def _goes_on(self, closing: str) -> bool:
        """Pass the opening bracket or the comma, and the closing bracket where it comes."""
        self._skip_blank()
        if self._text[self._at] != closing:
            self._at += 1
            self._skip_blank()
        if self._text[self._at] != closing:
            return True
        self._at += 1
        return False

    def _skip_blank(self) -> None:
        start = self._at
        if "#" not in self._take(_BLANK):
            return
        for found in _COMMENT.finditer(self._text, start, self._at):
            comment = Comment(within=self._within, in_list=self._lists > 0, start=found.start(), end=found.end())
            self.found.comments.append(comment)

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
