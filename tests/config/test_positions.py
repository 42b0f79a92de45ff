from __future__ import annotations

import tomllib
from collections.abc import Iterator
from textwrap import dedent

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from anypod.config.positions import positions
from anypod.config.problems import Key

SAMPLE = dedent('''\
    # [server] in a comment
    top = "x"  # top2 = 1

    [server]
    host = "a]b"
    "quoted.key" = 'it = [1]'
    dotted . deep = 2024-01-01 10:00:00
    text = """
    [feeds.fake]
    fake = 1 \\""" ""
    """ # done
    raw = \'\'\'
    ''x = 1\'\'\'\'\'

    [feeds."n\\u0065ws"]
    urls = [
      "a,]",   # first ]
      { inner = [1, 2,],
        more = true },
    ]
    filters = { title = "}", min = 1.5 }
    [[many]]
    a = 1
    [[many]]
    b = 2''')

EXPECTED = {
    ("top",): 2,
    ("server",): 4,
    ("server", "host"): 5,
    ("server", "quoted.key"): 6,
    ("server", "dotted"): 7,
    ("server", "dotted", "deep"): 7,
    ("server", "text"): 8,
    ("server", "raw"): 12,
    ("feeds",): 15,
    ("feeds", "news"): 15,
    ("feeds", "news", "urls"): 16,
    ("feeds", "news", "urls", "[0]"): 17,
    ("feeds", "news", "urls", "[1]"): 18,
    ("feeds", "news", "urls", "[1]", "inner"): 18,
    ("feeds", "news", "urls", "[1]", "inner", "[0]"): 18,
    ("feeds", "news", "urls", "[1]", "inner", "[1]"): 18,
    ("feeds", "news", "urls", "[1]", "more"): 19,
    ("feeds", "news", "filters"): 21,
    ("feeds", "news", "filters", "title"): 21,
    ("feeds", "news", "filters", "min"): 21,
    ("many",): 22,
    ("many", "a"): 23,
    ("many", "b"): 25,
}


def test_every_key_of_every_form_has_its_line() -> None:
    assert positions(SAMPLE) == EXPECTED


def test_lines_are_counted_with_any_line_ends() -> None:
    assert positions(SAMPLE.replace("\n", "\r\n")) == EXPECTED


keys = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
scalars = st.one_of(
    st.integers(-(10**9), 10**9), st.booleans(), st.text(max_size=12), st.dates(), st.floats(allow_nan=False)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8
)
documents = st.dictionaries(keys, values, max_size=4)


def paths(value: object, at: Key = ()) -> Iterator[Key]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*at, key)
            yield from paths(inner, (*at, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield (*at, f"[{index}]")
            yield from paths(inner, (*at, f"[{index}]"))


def without_tables_in_lists(keys: set[Key]) -> set[Key]:
    return {key for key in keys if not any(part.startswith("[") for part in key)}


@given(documents)
def test_what_is_written_is_found_again(document: dict[str, object]) -> None:
    text = tomlkit.dumps(document)
    expected = set(paths(tomllib.loads(text)))
    found = set(positions(text))
    # [[tables]] of a list are taken together: nothing in a config is written so.
    assert expected - found <= {key for key in expected if any(part.startswith("[") for part in key)}
    assert found >= without_tables_in_lists(expected)


@given(st.lists(st.sampled_from(["", "# note", "  "]), max_size=5), documents)
def test_lines_before_a_text_move_all_of_it(before: list[str], document: dict[str, object]) -> None:
    text = tomlkit.dumps(document)
    moved = positions("".join(f"{line}\n" for line in before) + text)
    assert moved == {key: line + len(before) for key, line in positions(text).items()}


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=10), min_size=1, max_size=6, unique=True))
def test_each_key_of_flat_lines_is_on_its_own_line(names: list[str]) -> None:
    text = "".join(tomlkit.dumps({name: 1}) for name in names)
    assert positions(text) == {(name,): line for line, name in enumerate(names, 1)}
