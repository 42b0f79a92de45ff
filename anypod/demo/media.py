"""Makes the demo's sound and pictures with ffmpeg: each file once, whole or not at all. Knows no site."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import trio
from attrs import frozen

from anypod.demo.episodes import Episode

AT_ONCE = 2
"""ffmpeg processes side by side, each held to one thread."""
_X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-movflags", "+faststart")


class MediaNotMade(Exception):
    """ffmpeg could not make a file; the message is what it said."""


@frozen
class Recipe:
    """One file and the ffmpeg arguments that make it; they need no fonts and no filter beyond what 5.1 and 6.0 share."""

    target: Path
    arguments: tuple[str, ...]


def recipes(episodes: Sequence[Episode], folder: Path) -> list[Recipe]:
    """Say what has to be made, the longest first, so that the last ones to end are short."""
    made = [Recipe(folder / "avatar.jpg", _still("800x800", 40))]
    for episode in sorted(episodes, key=lambda one: -one.seconds):
        if episode.seconds:
            sound, picture, thumbnail = episode.media(folder)
            made.append(Recipe(picture, _moving(episode)))
            made.append(Recipe(sound, _voice(episode)))
            made.append(Recipe(thumbnail, _still("1280x720", episode.hue)))
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
    on_progress(done, len(recipes))
    limit = trio.CapacityLimiter(AT_ONCE)

    async def one(recipe: Recipe) -> None:
        nonlocal done
        async with limit:
            await _make(recipe, ffmpeg)
        done += 1
        on_progress(done, len(recipes))

    async with trio.open_nursery(strict_exception_groups=False) as nursery:
        for recipe in missing:
            nursery.start_soon(one, recipe, name=f"make {recipe.target.name}")


async def _make(recipe: Recipe, ffmpeg: Path) -> None:
    recipe.target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = recipe.target.with_name(f"unfinished-{recipe.target.name}")
    call = [str(ffmpeg), "-nostdin", "-v", "error", "-y", "-threads", "1", *recipe.arguments, str(unfinished)]
    try:
        ended = await trio.run_process(call, capture_stdout=True, capture_stderr=True, check=False)
    except OSError as error:
        raise MediaNotMade(f"{ffmpeg} can't be run: {error}") from error
    if ended.returncode != 0:
        raise MediaNotMade(_last_line(ended))
    unfinished.replace(recipe.target)


def _last_line(ended: subprocess.CompletedProcess[bytes]) -> str:
    lines = ended.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"ffmpeg ended with {ended.returncode}"


def _moving(episode: Episode) -> tuple[str, ...]:
    source = f"testsrc2=size=480x270:rate=8:duration={episode.seconds},hue=h={episode.hue}"
    return ("-f", "lavfi", "-i", source, *_X264)


def _voice(episode: Episode) -> tuple[str, ...]:
    """Sing vowels: harmonics of a gliding pitch, cut into syllables and breaths, with a little wind."""
    glide = f"(2*PI*({episode.pitch}*t+6*sin(1.9*t)))"
    vowels = f"sin({glide})+(0.6+0.4*sin(2.3*t))*sin(3*{glide})+(0.5+0.5*sin(3.7*t))*sin(6*{glide})"
    syllables = "pow(max(0,sin(9.5*t+sin(t))),0.6)*lt(mod(t,4.3),3.6)"
    source = f"aevalsrc='0.18*({vowels})*{syllables}+0.05*(random(0)-0.5)':s=44100:d={episode.seconds}"
    return ("-f", "lavfi", "-i", source, "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart")


def _still(size: str, hue: int) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"mandelbrot=size={size}:start_scale=0.4,hue=h={hue}", "-frames:v", "1", "-q:v", "4")
