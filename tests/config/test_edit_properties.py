"""Edit after edit on configs that are written in every way people write them."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from anypod.config.edit import AddFeed, Edit, PatchFeed, RemoveFeed, ReplaceFeed, SetEnabled, edited

NAMES = ("alpha", "beta", "gamma", "delta", "new")
VALUES: Mapping[str, tuple[str, ...]] = {
    "url": ('"https://example.com/a#b"', "'https://example.com/[x]'", '"""https://example.com/q"""'),
    "enabled": ("true", "false"),
    "keep_last": ("5", "+1_0", "0x10"),
    "ping": ("[]", '["https://a.example/", # one ]\n  "https://b.example/" ,\n\t# last\n]'),
    "since": ("2024-01-01", '"2024-02-03"'),
    "title": ('"plain"', "'''\n# no comment'''", '"""\n[feeds.fake]\n\n# no comment\\\n  x"""', '"é \\u00e9 # \\" x"'),
    "author": ("'it'", '"b\\tc"'),
}
OWN, SUB = ("url", "enabled", "keep_last", "ping", "since"), ("title", "author")
SPACES = ("", " ", "  ", "\t")


class Writer:
    """Writes a config whose every line is known to belong to one feed, or to nobody."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.lines: list[tuple[str, str]] = []
        self.count = 0

    def comment(self, owner: str) -> None:
        self.count += 1
        self.lines.append((owner, f"{self.chance.choice(SPACES)}# {owner} {self.count} = [x]"))

    def free(self) -> None:
        """Blank lines, and comments that nothing touches."""
        for _ in range(self.chance.randrange(3)):
            self.lines.append(("", self.chance.choice(("", " \t"))))
            if self.chance.random() < 0.4:
                self.comment("free")
        self.lines.append(("", ""))

    def pair(self, owner: str, key: str, value: str) -> None:
        gap = self.chance.choice
        self.count += 1
        tail = f"{gap(SPACES)}# {owner} {self.count}" if self.chance.random() < 0.5 else gap(SPACES)
        if owner.startswith("free") or self.chance.random() < 0.6:
            self.lines.append((owner, f"{gap(SPACES)}{key}{gap(SPACES)}={gap(SPACES)}{value}{tail}"))
        else:
            self.comment(owner)
            self.lines.append((owner, f"{key} = {value}{tail}"))

    def section(self, owner: str, header: str, pairs: list[tuple[str, str]]) -> None:
        if self.chance.random() < 0.5:
            self.comment(owner)
        self.lines.append((owner, f"{self.chance.choice(SPACES)}{header}{self.chance.choice(('', ' # [x]'))}"))
        for key, value in pairs:
            self.pair(owner, key, value)
            if self.chance.random() < 0.2 and key != pairs[-1][0]:
                self.lines.append((owner, ""))
        if self.chance.random() < 0.3:
            self.comment(owner)


def some(chance: random.Random, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    picked = [key for key in keys if key == "url" or chance.random() < 0.5]
    chance.shuffle(picked)
    return [(key, chance.choice(VALUES[key])) for key in picked]


def one_line(pairs: list[tuple[str, str]]) -> str:
    return f"{{ {', '.join(f'{key} = {value}' for key, value in pairs)} }}" if pairs else "{}"


def spread(pairs: list[tuple[str, str]], prefix: str) -> list[tuple[str, str]]:
    return [(f"{prefix}.{key}", value) for key, value in pairs]


def config(seed: int) -> list[tuple[str, str]]:
    """Give lines with their owners; "" and "free" are nobody's."""
    chance = random.Random(seed)  # noqa: S311 - tests want one config for one seed
    writer = Writer(chance)
    names = list(NAMES[: chance.randrange(1, 5)])
    chance.shuffle(names)
    style = {name: chance.choice(("header", "header", "split", "dotted", "inline", "under")) for name in names}
    at_root = [name for name in names if style[name] == "dotted"]
    writer.free()
    for name in at_root:
        for key, value in some(chance, OWN) + spread(some(chance, SUB), "metadata"):
            writer.pair(name, f"feeds . {name}.{key}", value)
        writer.free()
    sections = ["server", *(name for name in names if style[name] in ("header", "split"))]
    sections += [f"{name}/sub" for name in names if style[name] == "split"]
    chance.shuffle(sections)
    inside = [name for name in names if style[name] in ("inline", "under")]
    if inside and not at_root:
        writer.lines.append(("free", "[feeds]"))
        for name in inside:
            if style[name] == "inline":
                writer.pair(name, name, one_line([*some(chance, OWN), ("metadata", one_line(some(chance, SUB)))]))
            else:
                for key, value in some(chance, OWN):
                    writer.pair(name, f"{name}.{key}", value)
            writer.free()
    for name in sections:
        write_section(writer, name)
        writer.free()
    return surrounded(writer.lines)


def surrounded(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give a comment between two tables of one feed to that feed."""
    result = []
    for at, (owner, line) in enumerate(lines):
        above, below = holder(lines[:at][::-1]), holder(lines[at:])
        result.append((above if owner == "free" and above == below else owner, line))
    return result


def holder(lines: list[tuple[str, str]]) -> str:
    """Give whose the first line is that is neither blank nor a comment of nobody's."""
    return next((owner for owner, line in lines if owner and not (owner == "free" and line.lstrip()[:1] == "#")), "")


def write_section(writer: Writer, name: str) -> None:
    chance = writer.chance
    feed, _, sub = name.partition("/")
    if name == "server":
        writer.section("free", "[server]", [("port", "8000")])
    elif sub:
        writer.section(feed, f'[ feeds."{feed}".metadata ]', some(chance, SUB))
    else:
        rest = chance.choice(([], spread(some(chance, ("title",)), "filters"), [("filters", "{}")]))
        writer.section(feed, f"[feeds.{feed}]", some(chance, OWN) + rest)


def joined(lines: list[str], newline: str, *, last: bool) -> str:
    text = "\n".join(lines) + ("\n" if last else "")
    return text.replace("\n", newline)


def mentioned(text: str) -> list[str]:
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def feeds_of(text: str) -> dict[str, object]:
    feeds = tomllib.loads(text.removeprefix("\ufeff")).get("feeds", {})
    assert isinstance(feeds, dict)
    return feeds


texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
tables = st.fixed_dictionaries(
    {"url": st.just("https://example.com/new")},
    optional={
        "enabled": st.booleans(),
        "keep_last": st.integers(0, 99),
        "ping": st.lists(st.just("https://c.example/"), max_size=1),
        "filters": st.dictionaries(st.sampled_from(["not_title", "title"]), st.just("x.*\"\\\\'"), max_size=2),
        "metadata": st.fixed_dictionaries({}, optional={"title": texts.map("t{}".format), "link": st.none()}),
    },
)
changes: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {},
    optional={
        "keep_last": st.none() | st.integers(0, 9),
        "since": st.none() | st.just("2024-01-01"),
        "ping": st.none() | st.just([]),
        "filters": st.none()
        | st.fixed_dictionaries({}, optional={"title": st.none() | st.just("y"), "live": st.just("only")}),
        "metadata": st.fixed_dictionaries({}, optional={"title": st.none() | st.just("z"), "author": st.just("#")}),
    },
)
names = st.sampled_from(NAMES)
edits = st.one_of(
    st.builds(AddFeed, names, tables),
    st.builds(ReplaceFeed, names, tables),
    st.builds(PatchFeed, names, changes),
    st.builds(RemoveFeed, names),
    st.builds(SetEnabled, names, st.booleans()),
)
newlines = st.sampled_from(["\n", "\r\n"])
seeds = st.integers(0, 2**32)


def ask(text: str, edit: Edit) -> object:
    return edited(text, edit, file="x.toml", environ={})


@settings(max_examples=120, deadline=None)
@given(seeds, newlines, st.booleans(), st.sampled_from(["", "\ufeff"]), st.lists(edits, min_size=1, max_size=6))
def test_edit_after_edit_does_what_it_says_and_leaves_all_other_lines(
    seed: int, newline: str, last: bool, mark: str, row: list[Edit]
) -> None:
    text = mark + joined([line for _, line in config(seed)], newline, last=last)
    for edit in row:
        others = without(text, edit.name)
        after = ask(text, edit)
        if isinstance(after, str):
            assert is_done(edit, feeds_of(text).get(edit.name), feeds_of(after).get(edit.name))
            assert is_within(others, after.splitlines())
            assert after.startswith(mark)
            assert newline == "\n" or "\n" not in after.replace("\r\n", "")
            assert after.endswith("\n") == text.endswith("\n")
            text = after
        else:
            assert (edit.name in feeds_of(text)) == isinstance(edit, AddFeed)


@settings(max_examples=150, deadline=None)
@given(seeds, newlines, st.booleans(), names)
def test_removing_takes_what_belongs_to_a_feed_and_nothing_else(seed: int, newline: str, last: bool, name: str) -> None:
    lines = config(seed)
    text = joined([line for _, line in lines], newline, last=last)
    after = ask(text, RemoveFeed(name))
    if isinstance(after, str):
        rest = joined([line for owner, line in lines if owner != name], newline, last=last)
        assert mentioned(after) == mentioned(rest)
    else:
        assert name not in feeds_of(text)


@settings(max_examples=150, deadline=None)
@given(seeds, newlines, st.booleans(), st.text(" \t\n", max_size=3), tables)
def test_removing_what_was_added_gives_the_original_bytes(
    seed: int, newline: str, last: bool, tail: str, table: Mapping[str, object]
) -> None:
    text = joined([*(line for _, line in config(seed)), tail], newline, last=last)
    added = ask(text, AddFeed("new", table))
    assert isinstance(added, str)
    assert ask(added, RemoveFeed("new")) == text


def without(text: str, name: str) -> list[str]:
    after = ask(text, RemoveFeed(name))
    return after.splitlines() if isinstance(after, str) else text.splitlines()


def is_within(few: list[str], many: list[str]) -> bool:
    rest = iter(many)
    return all(line in rest for line in few)


def is_done(edit: Edit, before: object, after: object) -> bool:
    match edit:
        case RemoveFeed():
            return after is None
        case SetEnabled():
            assert isinstance(before, dict)
            return after == before | {"enabled": edit.enabled}
        case PatchFeed():
            return plain(after) == plain(merged(before, edit.changes))
        case _:
            return plain(after) == plain(merged({}, edit.table))


def merged(old: object, new: object) -> object:
    """Merge as JSON merge patches do."""
    if not isinstance(new, Mapping):
        return new
    table = dict(old) if isinstance(old, dict) else {}
    for key, value in new.items():
        table[key] = merged(table.get(key), value)
        if value is None:
            del table[key]
    return table


def plain(value: object) -> object:
    """Leave out empty tables, and write dates as JSON would."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if plain(item) != {}}
    return value if isinstance(value, str | int | list) else str(value)
