from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.config.edit import (
    AddFeed,
    Edit,
    FeedExists,
    NoSuchFeed,
    PatchFeed,
    Rejected,
    RemoveFeed,
    ReplaceFeed,
    SetEnabled,
    edited,
)
from anypod.config.spelling import key_text, value_text
from anypod.config.text import Document, parse

URL = "https://example.com/"
A = f'[feeds.a]\nurl = "{URL}"\n'
B = f'[feeds.b]\nurl = "{URL}b"\n'


def ask(text: str, edit: Edit) -> object:
    return edited(text, edit, file="anypod.toml", environ={})


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ("", AddFeed("a", {"url": URL}), A),
        ("\ufeff", AddFeed("a", {"url": URL}), "\ufeff" + A),
        (A.rstrip(), AddFeed("b", {"url": URL + "b"}), f"{A}\n{B}".rstrip()),
        (A + "# done\n", AddFeed("b", {"url": URL + "b"}), f"{A}# done\n\n{B}"),
        (
            A,
            AddFeed("b", {"url": URL + "b", "filters": {"live": "only"}}),
            f'{A}\n{B}\n[feeds.b.filters]\nlive = "only"\n',
        ),
        ("feeds = {}", AddFeed("a", {"url": URL}), f'feeds = {{a = {{ url = "{URL}" }}}}'),
        (
            f'feeds = {{ a = {{ url = "{URL}" }} }} # x',
            AddFeed("b", {"url": URL}),
            f'feeds = {{ a = {{ url = "{URL}" }}, b = {{ url = "{URL}" }} }} # x',
        ),
        (f'feeds.a.url = "{URL}"\n', SetEnabled("a", False), f'feeds.a.url = "{URL}"\nfeeds.a.enabled = false\n'),
        (A + "enabled=true# on\n", SetEnabled("a", False), A + "enabled=false# on\n"),
        (
            f'[feeds]\n\ta = {{url = "{URL}", filters.live="only"}}\n',
            PatchFeed("a", {"filters": {"shorts": "only"}}),
            f'[feeds]\n\ta = {{url = "{URL}", filters.live="only", filters.shorts = "only"}}\n',
        ),
        (
            f'[feeds]\na = {{url = "{URL}", tab = "all", filters.live="only"}}\n',
            PatchFeed("a", {"tab": None, "filters": None}),
            f'[feeds]\na = {{url = "{URL}"}}\n',
        ),
        (A + 'filters.live = "only"\n', PatchFeed("a", {"filters": {"live": None}}), A),
        (
            f'[feeds.a.filters]\nlive = "only"\n[server]\n[feeds.a]\nurl = "{URL}"\n',
            PatchFeed("a", {"filters": {"shorts": "only"}, "tab": "all"}),
            f'[feeds.a.filters]\nlive = "only"\nshorts = "only"\n[server]\n[feeds.a]\nurl = "{URL}"\ntab = "all"\n',
        ),
        (
            f'[feeds.a]\n# source\n  url = "{URL}" # here\n# many\nkeep_last = 5\n# end\n',
            ReplaceFeed("a", {"url": URL + "c", "tab": "all"}),
            f'[feeds.a]\n# source\n  url = "{URL}c" # here\ntab = "all"\n# end\n',
        ),
        (A + "since = 2024-01-01\n", ReplaceFeed("a", {"url": URL, "since": "2024-01-01"}), A + "since = 2024-01-01\n"),
        (f"# top\n\n# a's\n{A}# a's\n\n# b's\n{B}", RemoveFeed("a"), f"# top\n\n# b's\n{B}"),
        (f"{A}# b's\n{B}", RemoveFeed("a"), f"# b's\n{B}"),
        (f"{A}# b's\n{B}", RemoveFeed("b"), A),
        (f'{A}format = """\n# text"""\n{B}', RemoveFeed("b"), f'{A}format = """\n# text"""\n'),
        (f"{A}[feeds.a.filters]\n[server]\n[feeds.a.metadata]\n\n{B}", RemoveFeed("a"), f"[server]\n\n{B}"),
        (f"[[feeds.a]]\ntab = 1\n\n[[feeds.a]]\n{B}", RemoveFeed("a"), B),
    ],
)
def test_an_edit_writes_what_a_careful_person_would(before: str, edit: Edit, after: str) -> None:
    assert ask(before, edit) == after


def test_lines_end_as_those_of_the_file_do() -> None:
    text = f"\ufeff{A}".replace("\n", "\r\n")
    added = ask(text, AddFeed("b", {"url": URL + "b"}))
    assert added == f"\ufeff{A}\n{B}".replace("\n", "\r\n")


def test_a_feed_whose_last_dotted_key_goes_is_still_there() -> None:
    text = 'defaults.schedule = "manual"\nfeeds.a.tab = "all"\n'
    assert ask(text, PatchFeed("a", {"tab": None})) == 'defaults.schedule = "manual"\n\n[feeds.a]\n'


def test_a_wrong_result_is_refused_with_the_lines_of_the_new_text() -> None:
    outcome = ask(A, PatchFeed("a", {"keep_last": "ten"}))
    assert isinstance(outcome, Rejected)
    assert [(problem.line, problem.key) for problem in outcome.problems] == [(3, "feeds.a.keep_last")]


@pytest.mark.parametrize("value", [None, object(), "\ud800"])
def test_what_toml_cant_hold_is_refused(value: object) -> None:
    outcome = ask(A, PatchFeed("a", {"ping": [value]}))
    assert isinstance(outcome, Rejected)
    assert outcome.problems[0].key == "feeds.a"


def test_a_name_that_isnt_fit_is_refused() -> None:
    assert isinstance(ask(A, AddFeed("B b", {"url": URL})), Rejected)


def test_lists_without_end_are_refused() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    assert isinstance(ask(A, PatchFeed("a", {"ping": deep})), Rejected)


@pytest.mark.parametrize("text", ["not toml", "[server]\nport = 'x'\n", "feeds = 3"])
def test_a_text_that_is_no_config_before_is_not_edited(text: str) -> None:
    assert isinstance(ask(text, AddFeed("a", {"url": URL})), Rejected)


def test_another_feed_that_was_wrong_before_is_no_obstacle() -> None:
    assert ask("[feeds.wrong]\n\n" + A, RemoveFeed("a")) == "[feeds.wrong]\n"


def test_a_feed_is_added_once_and_only_those_that_are_there_are_changed() -> None:
    assert ask(A, AddFeed("a", {"url": URL})) == FeedExists("a")
    assert ask(A, RemoveFeed("b")) == NoSuchFeed("b")
    assert ask(A, PatchFeed("b", {})) == NoSuchFeed("b")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False)
SCALARS: st.SearchStrategy[object] = st.one_of(TEXTS, NUMBERS, st.booleans(), st.dates(), st.datetimes(), st.times())


@given(TEXTS, st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_keys_and_values_are_spelled_so_that_they_are_read_again(key: str, value: object) -> None:
    document = parse(f"{key_text((key,))} = {value_text(value)}".encode(), "x")
    assert isinstance(document, Document)
    assert document.values == {key: value}
