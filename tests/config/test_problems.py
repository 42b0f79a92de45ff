from __future__ import annotations

import pytest

from anypod.config.problems import Problem, Wrong, below, dotted, nearest, shown, unknown


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("a.toml", 1, "x.y", '"z"', "a number"), 'a.toml:1: x.y: found "z", allowed: a number'),
        (Problem("a.toml", None, "", message="can't be read"), "a.toml: can't be read"),
        (Problem("a.toml", 2, "x", "5", "a size", "no unit"), "a.toml:2: x: found 5, allowed: a size (no unit)"),
        (Problem("VAR", None, "x", "5"), "VAR: x: found 5"),
    ],
)
def test_a_problem_is_one_line_that_names_the_place_first(problem: Problem, line: str) -> None:
    assert str(problem) == line


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (("feeds", "news", "urls", "[1]"), "feeds.news.urls[1]"),
        (("feeds", "a b", "x"), 'feeds."a b".x'),
        (("",), '""'),
        ((), ""),
    ],
)
def test_keys_are_written_as_toml_would(key: tuple[str, ...], text: str) -> None:
    assert dotted(key) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), ("é\n", '"é\\n"'), ([1, "a"], '[1, "a"]'), ({"a": 1}, "a table"), (1.5, "1.5")],
)
def test_values_are_shown_as_toml_would_write_them(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_long_value_is_cut() -> None:
    assert len(shown("x" * 10_000)) < 100


def test_the_nearest_name_is_found_only_where_there_is_one() -> None:
    assert nearest("keep_lst", ["keep_last", "keep_days"]) == "keep_last"
    assert nearest("zzz", ["keep_last"]) is None


def test_an_unknown_key_keeps_its_path() -> None:
    assert below("feeds", unknown(("keep_lst",), ["keep_last"])).key == ("feeds", "keep_lst")
    assert unknown(("zzz",), ["b", "a"]) == Wrong(("zzz",), allowed="a, b", message="unknown key")
