from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.download import Status
from anypod.web.api.limits import Limits
from anypod.web.api.reading import Invalid, read


@frozen(kw_only=True)
class Inner:
    word: Annotated[str, Limits(longest=3)]


@frozen(kw_only=True)
class Sample:
    number: Annotated[int, Limits(least=1, most=9)] = 1
    sure: bool = False
    when: datetime | None = None
    status: tuple[Status, ...] = ()
    inner: Inner | None = None
    words: tuple[Annotated[str, Limits(pattern="[a-z]+")], ...] = ()
    rest: Mapping[str, object] = {}


def faults(value: object) -> dict[str | None, str]:
    with pytest.raises(Invalid) as invalid:
        read(value, Sample)
    return {fault.pointer: fault.detail for fault in invalid.value.faults}


def test_every_fault_is_found_at_once_each_with_its_pointer() -> None:
    found = faults(
        {
            "number": "5",
            "sure": 1,
            "when": "yesterday",
            "status": ["queued", "lost"],
            "inner": {"word": "long"},
            "words": ["ok", "NO"],
            "more/of~it": 1,
        }
    )
    assert sorted(filter(None, found)) == [
        "/inner/word",
        "/more~1of~0it",
        "/number",
        "/status/1",
        "/sure",
        "/when",
        "/words/1",
    ]


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ([], ""),
        (None, ""),
        ({"number": 0}, "/number"),
        ({"number": True}, "/number"),
        ({"number": 1.5}, "/number"),
        ({"words": "ab"}, "/words"),
        ({"inner": {}}, "/inner/word"),
        ({"inner": []}, "/inner"),
        ({"rest": 1}, "/rest"),
        ({"status": "queued"}, "/status"),
        ({"when": "2026-02-30"}, "/when"),
        ({"when": "2026-01-01T00:00:00"}, "/when"),
    ],
)
def test_nothing_is_bent_into_shape(value: object, pointer: str) -> None:
    assert list(faults(value)) == [pointer]


def test_what_is_right_becomes_a_record() -> None:
    value = {"number": 3.0, "when": "2026-01-31", "status": ["error"], "inner": {"word": "abc"}, "rest": {"a": None}}
    assert read(value, Sample) == Sample(
        number=3,
        when=datetime(2026, 1, 31, tzinfo=UTC),
        status=(Status.ERROR,),
        inner=Inner(word="abc"),
        rest={"a": None},
    )


def outcome(value: object) -> object:
    try:
        return read(value, Sample)
    except Invalid as invalid:
        return invalid.faults


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.sampled_from(["number", "sure", "when", "status", "inner", "words", "rest"]), JSON) | JSON)
def test_any_json_is_a_record_or_has_faults(value: object) -> None:
    assert isinstance(outcome(value), Sample) or outcome(value)
