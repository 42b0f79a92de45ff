from __future__ import annotations

import io
import os
import re
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from anypod.media.picture import BYTES_LIMIT, made_square
from anypod.model.failure import Failure, FailureKind

Size = tuple[int, int]


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def _split(size: Size) -> Image.Image:
    """Half red, half blue: its upper edge is of two colours."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    return image


def _made(content: bytes) -> Image.Image:
    made = made_square(content)
    assert isinstance(made, bytes), made
    assert len(made) < BYTES_LIMIT
    image = Image.open(io.BytesIO(made))
    assert (image.format, image.mode, image.info.get("icc_profile")) == ("JPEG", "RGB", None)
    assert image.width == image.height
    return image


def _near(image: Image.Image, at: Size, colour: tuple[int, int, int]) -> bool:
    pixel = image.getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 25 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
@pytest.mark.parametrize(
    ("size", "side"),
    [((320, 180), 1400), ((1920, 1080), 1920), ((600, 600), 1400), ((90, 160), 1400), ((4000, 100), None)],
)
def test_any_format_becomes_a_square_of_the_right_size(kind: str, size: Size, side: int | None) -> None:
    content = _encoded(_split(size), kind)
    if side is None:
        assert isinstance(made_square(content), Failure)
    else:
        assert _made(content).width == side


def test_a_picture_larger_than_the_largest_is_reduced() -> None:
    assert _made(_encoded(_split((5000, 4000)), "JPEG")).width == 3000


def test_an_even_edge_is_continued() -> None:
    image = Image.new("RGB", (1280, 720), (20, 120, 60))
    image.paste("white", (500, 300, 700, 400))
    made = _made(_encoded(image, "PNG"))
    assert _near(made, (5, 5), (20, 120, 60))
    assert _near(made, (700, 1390), (20, 120, 60))


def test_an_uneven_edge_is_continued_by_a_dim_enlargement() -> None:
    made = _made(_encoded(_split((1280, 720)), "PNG"))
    assert _near(made, (10, 20), (0, 0, 153))
    assert _near(made, (1390, 20), (153, 0, 0))


def test_what_is_nearly_square_is_cut_and_not_padded() -> None:
    assert _near(_made(_encoded(_split((1040, 1000)), "PNG")), (5, 5), (0, 0, 255))


def test_transparency_becomes_white() -> None:
    for content in (
        _encoded(Image.new("RGBA", (500, 500), (255, 0, 0, 0)), "PNG"),
        _encoded(Image.new("LA", (500, 500), (0, 0)), "PNG"),
    ):
        assert _near(_made(content), (700, 700), (255, 255, 255))


def test_a_camera_that_was_turned_is_turned_back() -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    made = _made(_encoded(_split((1000, 1000)), "JPEG", exif=exif))
    assert _near(made, (10, 700), (255, 0, 0))
    assert not made.getexif()


def test_other_colour_spaces_become_srgb() -> None:
    _made(_encoded(Image.new("CMYK", (500, 500), (0, 255, 255, 0)), "JPEG"))
    _made(_encoded(Image.new("L", (500, 500), 77), "PNG"))
    _made(_encoded(Image.new("I;16", (500, 500), 77), "PNG"))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = _made(_encoded(Image.new("RGB", (500, 500), "red"), "PNG", icc_profile=profile))
    assert _near(made, (700, 700), (254, 0, 0))
    _made(_encoded(Image.new("RGB", (500, 500), "red"), "PNG", icc_profile=b"nonsense"))


def test_a_picture_looks_as_its_profile_says() -> None:
    """A profile in which the numbers of red mean blue."""
    profile = _swapped(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for kind in ("JPEG", "PNG", "WEBP"):
        for size in ((500, 500), (640, 360)):
            made = _made(_encoded(Image.new("RGB", size, "red"), kind, icc_profile=profile))
            assert _near(made, (700, 700), (0, 0, 255)), kind
    see_through = _made(_encoded(Image.new("RGBA", (500, 500), (255, 0, 0, 255)), "PNG", icc_profile=profile))
    assert _near(see_through, (700, 700), (0, 0, 255))
    palette = _made(_encoded(Image.new("RGB", (500, 500), "red").quantize(4), "PNG", icc_profile=profile))
    assert _near(palette, (700, 700), (0, 0, 255))


def test_a_print_shops_jpeg_keeps_its_colours() -> None:
    for colour, seen in (((0, 255, 255, 0), (255, 0, 0)), ((255, 0, 255, 0), (0, 255, 0)), ((0, 0, 0, 255), (0, 0, 0))):
        made = _made(_encoded(Image.new("CMYK", (500, 500), colour), "JPEG"))
        assert _near(made, (700, 700), seen)


def test_sixteen_bits_of_grey_are_as_bright_as_they_were() -> None:
    assert _near(_made(_encoded(Image.new("I;16", (500, 500), 40_000), "PNG")), (700, 700), (156, 156, 156))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (320, 320), colour) for colour in ("red", "lime", "blue")]
    content = _encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert _near(_made(content), (700, 700), (255, 0, 0))


def test_a_drawing_in_svg_is_refused() -> None:
    for content in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<?xml version='1.0'?><svg/>"):
        made = made_square(content)
        assert isinstance(made, Failure)
        assert made.kind is FailureKind.NO_FORMAT


def test_a_real_picture_of_twenty_thousand_pixels_is_refused_for_its_size() -> None:
    content = _encoded(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(content) < 100_000
    made = made_square(content)
    assert isinstance(made, Failure)
    assert "too many pixels" in made.message


def test_noise_still_comes_below_the_limit() -> None:
    side = 1500
    assert _made(_encoded(Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)), "PNG")).width >= 1400


def test_the_same_picture_gives_the_same_bytes() -> None:
    content = _encoded(_split((640, 360)), "PNG")
    assert made_square(content) == made_square(content)


@pytest.mark.parametrize("side", [7000, 12_000, 60_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    content = _bomb(side)
    assert len(content) < 10_000
    made = made_square(content)
    assert isinstance(made, Failure)
    assert made.kind is FailureKind.NO_FORMAT
    assert "too many pixels" in made.message


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_that_breaks_off_is_refused(kind: str) -> None:
    whole = _encoded(_split((320, 180)), kind)
    for part in (0.1, 0.4):
        assert isinstance(made_square(whole[: int(len(whole) * part)]), Failure)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200), st.integers(min_value=0, max_value=400), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"])
)
def test_damage_anywhere_is_a_value_and_no_crash(damage: bytes, at: int, kind: str) -> None:
    content = bytearray(_encoded(_split((64, 64)), kind))
    content[at : at + len(damage)] = damage
    made = made_square(bytes(content))
    assert isinstance(made, Failure) or made.startswith(b"\xff\xd8")


def test_other_formats_are_not_opened() -> None:
    for kind in ("BMP", "TIFF", "ICO"):
        assert isinstance(made_square(_encoded(_split((64, 64)), kind)), Failure)
    assert isinstance(made_square(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n"), Failure)
    assert isinstance(made_square(b""), Failure)


def _swapped(profile: bytes) -> bytes:
    """Exchange what a profile says of red and of blue: the names of two entries in its table, each of four letters."""
    swapped = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}
    return re.sub(b"[rb]XYZ", lambda found: swapped[found[0]], profile)


def _bomb(side: int) -> bytes:
    """A PNG whose header promises far more than its bytes hold."""

    def chunk(type_: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + type_ + content + struct.pack(">I", zlib.crc32(type_ + content))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9999))) + chunk(b"IEND", b"")
    )
