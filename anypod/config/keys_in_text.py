"""One key of a TOML text set, added or taken out by its characters alone, however its table is written.

Nothing is parsed and written anew, as TOML libraries do: what isn't touched can't change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anypod.config.problems import Key
from anypod.config.scan import Header, Pair, Scanned, scan
from anypod.config.spelling import key_text, table_text, value_text
from anypod.config.splice import (
    Span,
    append_lines,
    comments_above,
    comments_below,
    cut_lines,
    cut_paragraph,
    indent,
    insert_lines,
    line_end,
)


def put(text: str, key: Key, value: object) -> str:
    """Give a key another value where it has one, else add it; raises NotToml."""
    pair = _pair_of(scan(text), key)
    if pair is None:
        return _add(take_out(text, key), key, value)
    return text[: pair.value] + value_text(value) + text[pair.end :]


def add_table(text: str, key: Key, table: Mapping[str, object]) -> str:
    """Add a table that isn't there: at the end, or in the inline table about it; raises NotToml."""
    around = _pair_of(scan(text), key[:-1])
    if around is not None:
        return _add_inline(text, around, key[-1], table)
    return append_lines(text, table_text(key, table))


def take_out(text: str, key: Key) -> str:
    """Take out a key or a table, all that is below it, and the comments that belong to it."""
    while (shorter := _without_one(text, key)) is not None:
        text = shorter
    return text


def _add(text: str, key: Key, value: object) -> str:
    scanned, table = scan(text), key[:-1]
    if (around := _pair_of(scanned, table)) is not None:
        return _add_inline(text, around, key[-1], value)
    header = next((header for header in scanned.headers if header.key == table), None)
    if header is not None and isinstance(value, Mapping) and value:
        return _add_section(text, scanned, table, table_text(key, value))
    if header is not None:
        return _add_line(text, scanned, header, f"{key_text(key[-1:])} = {value_text(value)}")
    if through := _through(scanned, table):
        # A header of its own would define for the second time what dotted keys have defined.
        return _add_dotted(text, through[-1], key, value)
    return _add_section(text, scanned, table, table_text(table, {key[-1]: value}))


def _add_line(text: str, scanned: Scanned, header: Header, line: str) -> str:
    following = [other.start for other in scanned.headers if other.start > header.start]
    own = [pair for pair in scanned.pairs if not pair.inline and header.end < pair.start < min([*following, len(text)])]
    last = own[-1] if own else header
    return insert_lines(text, last.end, [indent(text, last.start) + line])


def _add_dotted(text: str, near: Pair, key: Key, value: object) -> str:
    prefix = text[near.start : near.parts[len(key) - 2 - len(near.table)]]
    entry = f"{prefix}.{key_text(key[-1:])} = {value_text(value)}"
    if near.inline:
        return f"{text[: near.end]}, {entry}{text[near.end :]}"
    return insert_lines(text, near.end, [indent(text, near.start) + entry])


def _add_inline(text: str, around: Pair, name: str, value: object) -> str:
    within = [pair.end for pair in scan(text).pairs if pair.inline and pair.table == around.key]
    at, comma = (max(within), ", ") if within else (around.value + 1, "")
    return f"{text[:at]}{comma}{key_text((name,))} = {value_text(value)}{text[at:]}"


def _add_section(text: str, scanned: Scanned, table: Key, lines: Sequence[str]) -> str:
    """Add a paragraph behind what there is of a table, at the end if there is nothing."""
    ends = [item.end for item in _items(scanned) if _in(item.key, table)]
    if not ends:
        return append_lines(text, lines)
    return insert_lines(text, comments_below(text, max(ends)) - 1, ["", *lines])


def _without_one(text: str, key: Key) -> str | None:
    scanned = scan(text)
    if through := _through(scanned, key):
        # From the last one on: what the first one leaves would look like the next one's.
        pair = through[-1]
        return _cut_inline(text, scanned, pair) if pair.inline else _cut_pair(text, scanned, pair, key)
    for at, header in enumerate(scanned.headers):
        if _in(header.key, key):
            return _cut_sections(text, scanned, at, key)
    return None


def _cut_pair(text: str, scanned: Scanned, pair: Pair, key: Key) -> str:
    start = comments_above(text, pair.start, _floor(text, scanned, pair.start))
    under_header = start == 0 or any(line_end(text, header.end) == start for header in scanned.headers)
    if under_header and pair.key == key and text[pair.value] != "{":
        # What stands right under a header, or on top of the file, rather speaks of the table than of its first key.
        start = comments_above(text, pair.start, pair.start)
    return cut_lines(text, Span(start, line_end(text, pair.end)))


def _cut_inline(text: str, scanned: Scanned, pair: Pair) -> str:
    row = [other for other in scanned.pairs if other.inline and other.table == pair.table]
    at = row.index(pair)
    if at:
        return text[: row[at - 1].end] + text[pair.end :]
    return text[: pair.start] + text[row[1].start if len(row) > 1 else pair.end :]


def _cut_sections(text: str, scanned: Scanned, first: int, key: Key) -> str:
    """Cut the first tables below `key` that have nothing else between them, as one."""
    last = first
    while last + 1 < len(scanned.headers) and _in(scanned.headers[last + 1].key, key):
        last += 1
    beyond = scanned.headers[last + 1].start if last + 1 < len(scanned.headers) else len(text)
    end = max([scanned.headers[last].end, *(pair.end for pair in scanned.pairs if pair.start < beyond)])
    begin = scanned.headers[first].start
    start = comments_above(text, begin, _floor(text, scanned, begin))
    return cut_paragraph(text, Span(start, comments_below(text, end)))


def _floor(text: str, scanned: Scanned, at: int) -> int:
    """Give where the line ends on which the last thing before `at` ends."""
    ends = [item.end for item in _items(scanned) if item.end <= at]
    return line_end(text, max(ends)) if ends else 0


def _items(scanned: Scanned) -> list[Header | Pair]:
    return [*scanned.headers, *scanned.pairs]


def _pair_of(scanned: Scanned, key: Key) -> Pair | None:
    return next((pair for pair in scanned.pairs if pair.key == key), None)


def _through(scanned: Scanned, table: Key) -> list[Pair]:
    """Give the pairs whose own, dotted key leads through a table."""
    return [pair for pair in scanned.pairs if _in(pair.key, table) and len(pair.table) < len(table)]


def _in(key: Key, table: Key) -> bool:
    return key[: len(table)] == table
