"""Makes docs/configuration.md: each key's words from the example, its values and default from the program.

    python3 scripts/config_reference.py [--check]

A key is explained by the comment above it in config/anypod.example.toml. What it may hold is asked of the config's own
reader, by giving it what no key takes: so this page says what the error messages say.
"""

# ruff: noqa: INP001, T201 - a program that sh starts by its path, and that talks to a person

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from attrs import frozen

from anypod.config.environment import shapes, variable
from anypod.config.keys import SECRET_FILES, SETTINGS, feed_kind
from anypod.config.problems import Key, Refused

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "config" / "anypod.example.toml"
REFERENCE = ROOT / "docs" / "configuration.md"
FEED = ("feeds", "example")

_TABLE = re.compile(r"\[([\w.]+)\]")
_KEY = re.compile(r"(?P<off># )?(?P<name>[a-z_]+) = (?P<value>.*?)(?: {2,}# (?P<note>.*))?")
_RECORDS = frozenset({"sponsorblock"})
"""Tables on one line, each of whose keys has rules of its own."""

HEAD = """# Configuration

Made by `scripts/config-reference` from [config/anypod.example.toml](../config/anypod.example.toml), which is a config
that works.

One TOML file says everything: `--config FILE`, else the one that `ANYPOD_CONFIG` names, else `config/anypod.toml`
(`/config/anypod.toml` in the container). `anypod check` names every mistake in it with its line. Edits act within a
second or two, without a restart, but for `[server]` and `storage.data_dir`.

Each key outside of feeds can be given as a variable too; a variable wins over the file. An empty one counts as none.
Lists are written as JSON or with commas. Durations are written `90s`, `5m`, `24h`, `1d12h` or `2w`, sizes `500 GB` or
`1 GiB`; a bare number is refused, but for 0.
"""
ABOUT = {
    "defaults": (
        "Whatever a feed may hold but `url` and `urls`: it holds for all feeds that don't say otherwise. "
        "`[defaults.filters]` and `[defaults.metadata]` are laid under a feed's own key by key."
    ),
    "hooks": (
        "Programs that run when something happens: kind of event = [program, arguments]. "
        "[hooks.md](hooks.md) says which kinds there are, and what a program is told."
    ),
    "feeds.NAME": (
        "A feed. NAME goes into addresses and folders: up to 64 lower-case letters, digits, `-` and `_`, the first a "
        "letter or a digit. Taken out, its files go after `storage.removed_grace`."
    ),
    "feeds.NAME.metadata": 'In place of what the source says of itself; `""` leaves that as it is.',
}


@frozen(kw_only=True)
class Entry:
    """One key as the example shows it."""

    key: Key
    value: str
    about: str


def entries(text: str) -> Iterator[Entry]:
    """Give the example's keys in their order. A comment belongs to the key below it."""
    table: Key = ()
    comment: list[str] = []
    for line in text.splitlines():
        if found := _TABLE.fullmatch(line):
            table, comment = tuple(found[1].split(".")), []
        elif found := _shown(line, table):
            about = " ".join(comment) or found["note"] or ""
            if about:
                yield Entry(key=(*table, found["name"]), value=found["value"], about=about)
            comment = []
        elif line.startswith("# "):
            comment.append(line[2:])
        else:
            comment = []


def _shown(line: str, table: Key) -> re.Match[str] | None:
    """A key, or one that is shown in a comment because it would contradict another."""
    found = _KEY.fullmatch(line)
    if found is None or not table or table[0] in ("defaults", "hooks"):
        return None
    return found if found["off"] is None or (*table, found["name"]) in SECRET_FILES else None


def allowed(key: Key) -> str:
    """Give what a key may hold, in the words of the error that tells of a wrong value."""
    if key in SECRET_FILES:
        return "a file that can be read"
    own = key[len(FEED) :] if key[: len(FEED)] == FEED else ()
    own = ("urls", "[0]") if own == ("url",) else own
    # A text is an argument list too, unless its quotes don't match.
    value: object = '"' if key[-1] in ("args", "yt_args") else object()
    for part in reversed(own or key):
        value = [value] if part.startswith("[") else {part: value}
    try:
        feed_kind(UTC)({"name": "example", **value}) if own and isinstance(value, dict) else SETTINGS(value)
    except Refused as refused:
        (wrong,) = refused.wrongs
        return wrong.allowed
    raise AssertionError(f"{key} takes anything")


def page(text: str) -> str:
    """Give the whole page for an example."""
    parts = [HEAD]
    sections: dict[str, list[Entry]] = {}
    for entry in entries(text):
        sections.setdefault(_section(entry.key), []).append(entry)
    order = [name for name in sections if not name.startswith("feeds")]
    feeds = [name for name in sections if name.startswith("feeds")]
    parts += [_part(name, sections.get(name, [])) for name in (*order, "hooks", "defaults", *feeds)]
    return "\n".join(parts)


def _section(key: Key) -> str:
    return ".".join(("feeds", "NAME", *key[2:-1]) if key[: len(FEED)] == FEED else key[:-1])


def _part(name: str, found: list[Entry]) -> str:
    about = f"\n{ABOUT[name]}\n" if name in ABOUT else ""
    return f"## [{name}]\n{about}" + "".join(f"\n{_written(entry)}" for entry in found)


def _written(entry: Entry) -> str:
    name = ".".join(entry.key[2:] if entry.key[: len(FEED)] == FEED else entry.key)
    lines = [f"### {name}", "", _marked(entry.about), "", *_values(entry)]
    if entry.key in shapes():
        lines.append(f"- Variable: `{variable(entry.key)}`")
    return "\n".join(lines) + "\n"


def _values(entry: Entry) -> Iterator[str]:
    if entry.key[-1] in _RECORDS:
        yield from (f"- Value of `{part}`: {_marked(allowed((*entry.key, part)))}" for part in ("mark", "remove"))
    else:
        yield f"- Value: {_marked(_one_of(allowed(entry.key)))}"
    yield (
        "- Default: none" if entry.key in SECRET_FILES or entry.key[-1] == "url" else f"- Default: `{_default(entry)}`"
    )


def _default(entry: Entry) -> str:
    # The example follows nothing, so it says false.
    return "true" if entry.key == (*FEED, "enabled") else entry.value


def _one_of(words: str) -> str:
    return f"one of {words}" if re.fullmatch(r"[a-z_]+(, [a-z_]+)+", words) else words


_CODE = re.compile(
    r'\b[a-z_]+ = (?:\["[^\]]*\]|"[^"]*")'  # a key with its value
    r'|\["[^\]]*\]|"[^"]*"'
    r"|\b[a-z]+(?:_[a-z]+)+\b"  # a key, or a word of one
    r"|\[[a-z]+\]|/t/SECRET/|\{url\}|@(?:hourly|daily|weekly|monthly)\b"
)


def _marked(words: str) -> str:
    """Set as code what a person would write into a config."""
    return _CODE.sub(lambda found: f"`{found[0]}`", words)


def main(arguments: list[str]) -> int:
    """Write the page, or compare: exit code 1 when it is another."""
    text = page(EXAMPLE.read_text())
    if "--check" in arguments:
        same = REFERENCE.read_text() == text
        print("as it should be" if same else "docs/configuration.md is old: run scripts/config-reference")
        return 0 if same else 1
    REFERENCE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
