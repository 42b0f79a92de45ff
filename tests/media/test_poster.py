from __future__ import annotations

import io

import pytest
from PIL import Image, ImageStat

from anypod.media.picture import BYTES_LIMIT
from anypod.media.poster import poster


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("title", ["Physics", "", " \n", "東京ラジオ", "🎙️", "بودكاست", "a\0b", "x" * 3000, "\ud800"])
def test_any_title_gives_a_valid_picture_and_always_the_same(title: str) -> None:
    content = poster(title)
    image = _opened(content)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1400, 1400))
    assert len(content) < BYTES_LIMIT
    assert poster(title) == content


def test_titles_that_can_not_be_written_still_differ() -> None:
    assert poster("\U0010fffd") != poster("\U0010fffc")


def _brightest(title: str) -> float:
    """The lightest grey where the title stands."""
    return float(ImageStat.Stat(_opened(poster(title)).crop((100, 1000, 1300, 1300)).convert("L")).extrema[0][1])


def test_the_title_is_written_in_white_at_the_bottom() -> None:
    assert _brightest("Physics") == 255
    assert _brightest("\U0010fffd") < 200


def test_an_emoji_that_is_missing_is_left_out() -> None:
    assert _brightest("Physics \U0001faf8") == 255
