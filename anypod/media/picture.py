"""Turns any picture into podcast artwork: a square sRGB JPEG of 1400 to 3000 px below 500 KB. Pure; takes CPU time.

The same bytes in give the same bytes out, so that a digest of the result names its content.
"""

from __future__ import annotations

import io

from PIL import Image, ImageCms, ImageFilter, ImageOps, ImageStat

from anypod.model.failure import Failure, FailureKind

SMALLEST, LARGEST = 1400, 3000
"""Pixels of a side."""
BYTES_LIMIT = 500_000
PIXELS_LIMIT = 40_000_000
"""A picture with more is refused before it's decoded: a few kilobytes can unpack to gigabytes."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
_QUALITIES = (90, 84, 76, 66, 54, 42, 30)
_EVEN = 12.0
"""The standard deviation (of 255) below which an edge counts as one colour."""
_NEARLY_SQUARE = 1.06


def made_square(content: bytes) -> bytes | Failure:
    """Make artwork of a JPEG, PNG, WebP, GIF (first frame) or AVIF.

    What is missing to the square is filled with the edge's colour where that is even, else with a blurred enlargement.
    A Failure (NO_FORMAT) says what is wrong with the picture.
    """
    try:
        image = _opened(content)
        return image if isinstance(image, Failure) else compressed(_squared(image))
    except Exception as error:  # noqa: BLE001 - decoders raise whatever a corrupt picture makes them trip over
        return _refused(f"The picture can't be read ({type(error).__name__}).")


def compressed(image: Image.Image) -> bytes:
    """Encode a square RGB image below the limit: by quality first, then by size."""
    while True:
        for quality in _QUALITIES:
            content = _jpeg(image, quality)
            if len(content) < BYTES_LIMIT:
                return content
        # Noise at the smallest size and lowest quality has less than the limit, so this ends.
        side = max(SMALLEST, image.width * 3 // 4)
        if side == image.width:
            return _jpeg(image, 10)
        image = image.resize((side, side), Image.Resampling.LANCZOS)


def _opened(content: bytes) -> Image.Image | Failure:
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _refused("The picture has far too many pixels.")
    if image.width * image.height > PIXELS_LIMIT:
        return _refused(f"The picture has too many pixels ({image.width}x{image.height}).")
    if min(image.size) < 16 or max(image.size) > 20 * min(image.size):
        return _refused(f"The picture's shape is no use as artwork ({image.width}x{image.height}).")
    # A JPEG far above what is wanted is decoded at a fraction of its size, which saves most of the time.
    image.draft("RGB", (LARGEST, LARGEST))
    image.load()
    return _in_srgb(_upright(image))


def _upright(image: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(image)


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    flat = _flat(image)
    if profile and flat.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(flat, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    return flat.convert("RGB")


def _flat(image: Image.Image) -> Image.Image:
    """Without transparency and palette, still in the picture's own colour space."""
    if image.has_transparency_data:
        return _on_white(image.convert("RGBA"))
    if image.mode.startswith("I;16"):
        # Pillow's own conversion cuts off all that is brighter than 255 of 65,535.
        return image.convert("I").point(lambda value: value / 256).convert("L")
    return image.convert("RGB") if image.mode == "P" else image


def _on_white(image: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, image).convert("RGB")


def _squared(image: Image.Image) -> Image.Image:
    side = min(max(*image.size, SMALLEST), LARGEST)
    if max(image.size) <= min(image.size) * _NEARLY_SQUARE:
        return ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS)
    ground = _ground(image, side)
    inner = ImageOps.contain(image, (side, side), Image.Resampling.LANCZOS)
    ground.paste(inner, ((side - inner.width) // 2, (side - inner.height) // 2))
    return ground


def _ground(image: Image.Image, side: int) -> Image.Image:
    colour = _edge_colour(image)
    if colour is not None:
        return Image.new("RGB", (side, side), colour)
    # Blurring a small copy and enlarging that looks the same as blurring the large one, in a hundredth of the time.
    small = ImageOps.fit(image, (96, 96), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(6))
    dim = small.point(lambda value: value * 0.6)
    return dim.resize((side, side), Image.Resampling.BICUBIC)


def _edge_colour(image: Image.Image) -> tuple[int, int, int] | None:
    """Give the colour of the two edges that the filling will touch, if it's one colour."""
    width, height = image.size
    strip = max(1, min(width, height) // 100)
    if width > height:
        edges = (image.crop((0, 0, width, strip)), image.crop((0, height - strip, width, height)))
    else:
        edges = (image.crop((0, 0, strip, height)), image.crop((width - strip, 0, width, height)))
    means = [ImageStat.Stat(edge).mean for edge in edges]
    even = all(max(ImageStat.Stat(edge).stddev) < _EVEN for edge in edges)
    alike = all(abs(one - other) < _EVEN for one, other in zip(*means, strict=True))
    if not (even and alike):
        return None
    red, green, blue = (round((one + other) / 2) for one, other in zip(*means, strict=True))
    return red, green, blue


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    # Neither EXIF nor a profile goes along: without one, viewers take sRGB, which it is.
    image.save(target, "JPEG", quality=quality, optimize=True, progressive=True, exif=b"", icc_profile=None)
    return target.getvalue()


def _refused(message: str) -> Failure:
    return Failure(kind=FailureKind.NO_FORMAT, message=message)
