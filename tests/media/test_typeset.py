from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from anypod.media.typeset import LARGEST, MOST_LINES, SMALLEST, fitted, wrapped

ROOM = 1160
WORDS = st.lists(st.text(alphabet="abc東", min_size=1, max_size=30), min_size=1, max_size=30)


def _width(text: str, size: int) -> float:
    return len(text) * size * 0.6


@given(WORDS)
def test_any_title_fits_the_room(words: list[str]) -> None:
    setting = fitted(" ".join(words), ROOM, _width)
    assert SMALLEST <= setting.size <= LARGEST
    assert 1 <= len(setting.lines) <= MOST_LINES
    assert all(_width(line, setting.size) <= ROOM for line in setting.lines)
    assert len(setting.lines) * setting.size <= ROOM


@given(WORDS)
def test_nothing_is_lost_unless_it_ends_in_dots(words: list[str]) -> None:
    lines = fitted(" ".join(words), ROOM, _width).lines
    shown, whole = "".join(lines).replace(" ", ""), "".join(words)
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


def test_short_titles_are_large_and_long_ones_are_small() -> None:
    assert fitted("Radio", ROOM, _width).size == LARGEST
    assert fitted("word " * 200, ROOM, _width).size == SMALLEST
    assert fitted("word " * 200, ROOM, _width).lines[-1].endswith("…")


def test_a_word_is_broken_only_when_asked() -> None:
    def fits(line: str) -> bool:
        return len(line) <= 4

    assert wrapped("ab abcdef", fits, breaking=False) == ()
    assert wrapped("ab abcdef", fits, breaking=True) == ("ab", "abcd", "ef")
    assert wrapped("a b cd", fits, breaking=False) == ("a b", "cd")
