from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.media.layout import Layout
from anypod.rules.identity import download_id

LAYOUT = Layout(Path("/data"))


def test_every_path_has_its_folder() -> None:
    assert LAYOUT.media_file("physics", "-x_1", "m4a") == Path("/data/media/physics/-x_1.m4a")
    assert LAYOUT.image("physics") == Path("/data/images/physics.jpg")
    assert LAYOUT.image("physics", "-x_1") == Path("/data/images/physics/-x_1.jpg")
    assert LAYOUT.scratch("physics", "-x_1") == Path("/data/tmp/physics/-x_1")


@pytest.mark.parametrize("name", ["", "..", ".", "a/b", "a.b", "a\0", "*", "[x]", "a" * 101, "é"])
def test_an_id_that_could_leave_the_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="download id"):
        LAYOUT.media_file("physics", name, "m4a")


@pytest.mark.parametrize("name", ["", "..", "A", "a/b", ".hidden", "-x"])
def test_a_feed_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="feed name"):
        LAYOUT.scratch(name, "x")


@pytest.mark.parametrize("ext", ["", ".m4a", "M4A", "m4a/..", "part-Frag1"])
def test_an_extension_that_is_none_is_refused(ext: str) -> None:
    with pytest.raises(ValueError, match="extension"):
        LAYOUT.media_file("physics", "x", ext)


@given(st.text(min_size=1))
def test_any_id_that_a_site_gives_has_a_path_after_it_was_made_safe(source_id: str) -> None:
    path = LAYOUT.media_file("physics", download_id(source_id), "m4a")
    assert path.parent == Path("/data/media/physics")
    assert path.name.count(".") == 1
