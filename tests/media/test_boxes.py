from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.media.boxes import MOST_BOXES, Box, IndexPlace, boxes, index_place


def _box(type_: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + type_ + content


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("fast.mp4", IndexPlace.FIRST),
        ("slow.mp4", IndexPlace.LAST),
        ("slow.m4a", IndexPlace.LAST),
        ("a.webm", IndexPlace.NOWHERE),
    ],
)
def test_real_files_are_told_apart(samples: Mapping[str, Path], name: str, place: IndexPlace) -> None:
    with samples[name].open("rb") as file:
        assert index_place(file) is place


def test_a_long_length_and_one_that_reaches_to_the_end_are_read() -> None:
    wide = (1).to_bytes(4, "big") + b"mdat" + (20).to_bytes(8, "big") + b"1234"
    last = (0).to_bytes(4, "big") + b"moov" + b"12345"
    found = list(boxes(io.BytesIO(wide + last)))
    assert found == [Box(b"mdat", 0, 20), Box(b"moov", 20, 13)]


def test_a_length_shorter_than_its_header_ends_the_reading() -> None:
    assert list(boxes(io.BytesIO(_box(b"ftyp") + (3).to_bytes(4, "big") + b"moov"))) == [Box(b"ftyp", 0, 8)]


def test_endless_small_boxes_are_bounded() -> None:
    assert len(list(boxes(io.BytesIO(_box(b"free") * (MOST_BOXES + 10))))) == MOST_BOXES


@given(st.binary(max_size=400))
def test_garbage_gives_boxes_that_go_forward(content: bytes) -> None:
    starts = [box.start for box in boxes(io.BytesIO(content))]
    assert starts == sorted(set(starts))
    assert all(start < len(content) for start in starts)


@given(st.lists(st.tuples(st.sampled_from([b"ftyp", b"free", b"moov", b"mdat", b"moof"]), st.binary(max_size=9))))
def test_the_place_follows_from_the_order(parts: list[tuple[bytes, bytes]]) -> None:
    types = [type_ for type_, _ in parts]
    place = index_place(io.BytesIO(b"".join(_box(type_, content) for type_, content in parts)))
    if b"moov" not in types:
        assert place is IndexPlace.NOWHERE
    else:
        assert (place is IndexPlace.LAST) == (b"mdat" in types[: types.index(b"moov")])
