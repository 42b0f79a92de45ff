from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from anypod.rules.sweep import STRAY_GRACE, FoundFile, Key, compared

NOW = datetime(2026, 1, 2, tzinfo=UTC)
KEYS = st.frozensets(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["1", "2", "3"]), st.sampled_from(["m4a"])))


def _file(key: Key, size: int = 1, age: timedelta = timedelta(0)) -> FoundFile:
    feed, id_, ext = key
    return FoundFile(path=Path(f"/m/{feed}/{id_}.{ext}"), feed=feed, id=id_, ext=ext, size=size, touched=NOW - age)


@given(KEYS, KEYS)
def test_every_row_has_a_file_or_is_missing_and_every_file_has_a_row_or_is_a_stray(
    known: frozenset[Key], there: frozenset[Key]
) -> None:
    report = compared(known, map(_file, there), (), NOW)
    assert set(report.missing) == known - there
    assert {stray.file.key for stray in report.strays} == there - known


def test_a_stray_may_go_after_its_grace_and_not_a_moment_before() -> None:
    files = [
        _file(("a", "1", "m4a"), age=STRAY_GRACE),
        _file(("a", "2", "m4a"), age=STRAY_GRACE - timedelta(seconds=1)),
    ]
    old, young = compared(frozenset(), files, (), NOW).strays
    assert old.removable
    assert not young.removable


def test_a_file_from_the_future_is_young() -> None:
    [stray] = compared(frozenset(), [_file(("a", "1", "m4a"), age=timedelta(days=-9))], (), NOW).strays
    assert stray.age == timedelta(0)


def test_the_same_id_with_another_extension_is_a_stray_and_the_row_is_missing() -> None:
    report = compared(frozenset({("a", "1", "m4a")}), [_file(("a", "1", "mp3"))], (), NOW)
    assert report.missing == (("a", "1", "m4a"),)
    assert [stray.file.ext for stray in report.strays] == ["mp3"]


def test_rows_and_no_file_at_all_is_a_volume_that_is_gone() -> None:
    known = frozenset({("a", "1", "m4a"), ("a", "2", "m4a")})
    assert compared(known, (), (), NOW).volume_gone
    assert not compared(known, [_file(("b", "9", "m4a"))], (), NOW).volume_gone
    assert not compared(frozenset(), (), (), NOW).volume_gone
