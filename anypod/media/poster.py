"""Draws artwork for a feed whose source has none: its title on colours and rings that follow from the title.

Reads fonts, and nothing else: where there are others the same title looks otherwise.
"""

from __future__ import annotations

import colorsys
import hashlib
import unicodedata

from PIL import Image, ImageDraw

from anypod.media.fonts import font_for, loaded, reads_leftward
from anypod.media.picture import SMALLEST, compressed
from anypod.media.typeset import fitted

SIDE = SMALLEST
MARGIN = 120


def poster(title: str) -> bytes:
    """Draw a square JPEG.

    A title that no font here can write gives its initials, where those can be written; else the rings stand alone,
    which still tell one feed from another. A digit or an emoji that is missing is left out of the title.
    """
    digest = hashlib.sha256(title.encode("utf-8", "surrogatepass")).digest()
    image = _background(digest)
    for text in _attempts(title):
        if _written(image, text):
            break
    return compressed(image)


def _attempts(title: str) -> tuple[str, ...]:
    plain = " ".join(unicodedata.normalize("NFC", title).split())
    letters = "".join(char for char in plain if unicodedata.category(char)[0] in "LNPZ" or char.isascii())
    initials = "".join(word[0] for word in letters.split() if word[0].isalnum())[:3].upper()
    # Trimmed of pictographs; then trimmed of accents, which Pillow's font may lack.
    bare = "".join(char for char in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(char))
    return tuple(text for text in (plain, " ".join(letters.split()), " ".join(bare.split()), initials) if text)


def _written(image: Image.Image, text: str) -> bool:
    try:
        path = font_for(text)
    except LookupError:
        return False
    setting = fitted(text, SIDE - 2 * MARGIN, lambda line, size: loaded(path, size).getlength(line))
    draw = ImageDraw.Draw(image)
    leftward = reads_leftward(text)
    draw.multiline_text(
        (SIDE - MARGIN if leftward else MARGIN, SIDE - MARGIN),
        "\n".join(setting.lines),
        font=loaded(path, setting.size),
        fill="white",
        anchor="rd" if leftward else "ld",
        align="right" if leftward else "left",
        spacing=setting.size // 5,
    )
    return True


def _background(digest: bytes) -> Image.Image:
    """Fill a square with a dark colour shading into a second one, and rings about a corner."""
    hue = digest[0] / 256
    ground = Image.linear_gradient("L").resize((SIDE, SIDE))
    image = Image.composite(_plain(hue + 0.08, 0.22), _plain(hue, 0.38), ground)
    draw = ImageDraw.Draw(image)
    centre = (SIDE * (2 + digest[1] % 3) // 4, SIDE * (digest[2] % 3) // 8)
    for ring, width in enumerate(digest[3:9]):
        radius = 140 + ring * 150
        box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
        draw.ellipse(box, outline=_colour(hue + 0.14 * (width % 2), 0.48), width=12 + width % 48)
    return Image.composite(_plain(hue + 0.04, 0.28), image, ground.point(_veil))


def _veil(height: float) -> float:
    # The rings fade towards the bottom, where the title stands.
    return min(255.0, max(0.0, (height - 40) * 1.6))


def _plain(hue: float, lightness: float) -> Image.Image:
    return Image.new("RGB", (SIDE, SIDE), _colour(hue, lightness))


def _colour(hue: float, lightness: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue % 1.0, lightness, 0.5)
    return round(red * 255), round(green * 255), round(blue * 255)
