"""Makes the demo's sound and pictures with ffmpeg: each file once, whole or not at all. Knows no site."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import trio
from attrs import frozen

from anypod.demo.episodes import Episode

AT_ONCE = 2
"""ffmpeg processes side by side, each held to one thread."""
SQUARE = "1400:1400"
_X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-movflags", "+faststart")


class MediaNotMade(Exception):
    """ffmpeg could not make a file; the message is what it said."""


@frozen
class Recipe:
    """One file and the ffmpeg arguments that make it: no fonts, no filter that ffmpeg 5.1 hasn't got."""

    target: Path
    arguments: tuple[str, ...]


def recipes(episodes: Sequence[Episode], folder: Path) -> list[Recipe]:
    """Say what has to be made, the longest first, so that the last ones to end are short."""
    made = [Recipe(folder / "avatar.jpg", _still(SQUARE, 40))]
    for episode in sorted(episodes, key=lambda one: -one.seconds):
        if episode.seconds:
            sound, picture, thumbnail = episode.media(folder)
            made.append(Recipe(picture, _moving(episode)))
            made.append(Recipe(sound, _voice(episode)))
            made.append(Recipe(thumbnail, _still("1280:720", episode.hue)))
    return made


async def make(recipes: Sequence[Recipe], ffmpeg: Path, on_progress: Callable[[int, int], None]) -> None:
    """Make the files that are missing.

    Args:
        recipes: what to make; their folders are made too.
        ffmpeg: the program.
        on_progress: told how many of how many are there, each time that one more is.

    Raises:
        MediaNotMade: at the first file that fails; the others' ffmpeg is ended.

    Cancellation ends every ffmpeg; files that are not whole have no final name.
    """
    missing = [recipe for recipe in recipes if not recipe.target.exists()]
    done = len(recipes) - len(missing)
    failures: list[MediaNotMade] = []
    on_progress(done, len(recipes))
    limit = trio.CapacityLimiter(AT_ONCE)

    async def one(recipe: Recipe) -> None:
        nonlocal done
        async with limit:
            try:
                await _make(recipe, ffmpeg)
            except MediaNotMade as error:
                failures.append(error)
                nursery.cancel_scope.cancel()
                return
        done += 1
        on_progress(done, len(recipes))

    async with trio.open_nursery() as nursery:
        for recipe in missing:
            nursery.start_soon(one, recipe, name=f"make {recipe.target.name}")
    if failures:
        raise failures[0]


async def _make(recipe: Recipe, ffmpeg: Path) -> None:
    recipe.target.parent.mkdir(parents=True, exist_ok=True)
    # Another demo may be making the same file in the same folder.
    unfinished = recipe.target.with_name(f"unfinished-{os.getpid()}-{recipe.target.name}")
    call = [str(ffmpeg), "-nostdin", "-v", "error", "-y", "-threads", "1", *recipe.arguments, str(unfinished)]
    try:
        try:
            ended = await trio.run_process(call, capture_stdout=True, capture_stderr=True, check=False)
        except OSError as error:
            raise MediaNotMade(f"{ffmpeg} can't be run: {error}") from error
        if ended.returncode != 0:
            raise MediaNotMade(_last_line(ended))
        unfinished.replace(recipe.target)
    finally:
        unfinished.unlink(missing_ok=True)


def _last_line(ended: subprocess.CompletedProcess[bytes]) -> str:
    lines = ended.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"ffmpeg ended with {ended.returncode}"


def _moving(episode: Episode) -> tuple[str, ...]:
    source = f"testsrc2=size=320x180:rate=5:duration={episode.seconds},hue=h={episode.hue}"
    return ("-f", "lavfi", "-i", source, *_X264)


def _voice(episode: Episode) -> tuple[str, ...]:
    """Sing vowels: harmonics of a gliding pitch, cut into syllables and breaths, with a little wind."""
    glide = f"st(0,2*PI*({episode.pitch}*t+6*sin(1.9*t)))"
    vowels = "sin(ld(0))+(0.6+0.4*sin(2.3*t))*sin(3*ld(0))+0.5*sin(6*ld(0))"
    syllables = "max(0,sin(9.5*t))*lt(mod(t,4.3),3.6)"
    source = f"aevalsrc='{glide};0.18*({vowels})*{syllables}+0.05*(random(0)-0.5)':s=24000:d={episode.seconds}"
    return ("-f", "lavfi", "-i", source, "-c:a", "aac", "-b:a", "80k", "-movflags", "+faststart")


def _still(size: str, hue: int) -> tuple[str, ...]:
    """Draw a fractal small and blow it up: drawing is what costs."""
    drawn = "mandelbrot=size=640x360:start_x=-0.745:start_y=0.11:start_scale=0.03:maxiter=400"
    cropped = "crop=ih:ih," if size == SQUARE else ""
    return ("-f", "lavfi", "-i", f"{drawn},{cropped}scale={size},hue=h={hue}", "-frames:v", "1", "-q:v", "4")
