"""Each check on each feed, one line for each. Run by scripts/validate-feeds."""

# ruff: noqa: T201 - a program that talks to a person

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
import venv
from contextlib import nullcontext
from pathlib import Path

from scripts.validators import clients, readers
from scripts.validators.feed import TOOLS, Check, Missing, Wrong, fetch
from scripts.validators.hostile import hostile_feeds

PIP = (
    *("feedparser==6.0.14", "podcastparser==0.6.11", "fastfeedparser==0.6.5", "feedparser-rs==0.7.1"),
    *("podcast-archiver==2.3.5", "poca==1.1", "podcast_downloader==0.8.2", "castero==0.9.5", "greg==0.4.8", "yt-dlp"),
)
NPM = ("podcast-partytime@5.0.0", "feedsmith@3.0.1", "rss-parser@3.13.0", "podparse@1.6.0", "feedparser@2.6.0")

CHECKS: dict[str, Check] = {
    "our linter": readers.own_linter,
    "xmllint": readers.xmllint,
    "HEAD of each file": readers.files_as_promised,
    "ffprobe": readers.files_as_long,
    **{f"{module} (PyPI)": readers.python_reader(module) for module in readers.PYTHON},
    **{f"{module} (npm)": readers.node_reader(module) for module in readers.NODE},
    "gPodder": clients.gpodder,
    "newsboat and podboat": clients.newsboat,
    "podget": clients.podget,
    "podcast-archiver": clients.podcast_archiver,
    "poca": clients.poca,
    "podcast_downloader": clients.podcast_downloader,
    "castero": clients.castero,
    "greg": clients.greg,
    "yt-dlp": clients.yt_dlp,
    "sfeed": clients.sfeed,
    "rsstail": clients.rsstail,
}


def main() -> int:
    """Exit code 1 when any check found something wrong."""
    parser = argparse.ArgumentParser(prog="scripts/validate-feeds", description=__doc__)
    parser.add_argument("urls", nargs="*", metavar="URL", help="feeds, where the service that they name is running")
    parser.add_argument("--hostile", action="store_true", help="three feeds of an unruly source, served meanwhile")
    parser.add_argument("--install", action="store_true", help="fetch what pip and npm have into .cache/validators")
    parser.add_argument("--only", action="append", default=[], help="a word in the names of the checks to run")
    given = parser.parse_args()
    if given.install:
        install()
    if not given.urls and not given.hostile:
        parser.error("name a feed, or say --hostile")
    chosen = {name: check for name, check in CHECKS.items() if all(word in name for word in given.only)}
    with hostile_feeds() if given.hostile else nullcontext([]) as unruly:
        results = [verdict(name, check, url) for url in (*given.urls, *unruly) for name, check in chosen.items()]
    wrong = results.count("WRONG")
    print(f"{results.count('ok')} ok, {wrong} wrong, {results.count('left out')} left out")
    return 1 if wrong else 0


def install() -> None:
    """What is there already stays."""
    if not (TOOLS / "bin" / "python").exists():
        venv.create(TOOLS, with_pip=True)
    subprocess.run([TOOLS / "bin" / "python", "-m", "pip", "install", "-q", *PIP], check=True)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", TOOLS, *NPM], check=True)


def verdict(name: str, check: Check, url: str) -> str:
    """Print what a check came to."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="validate-feeds-") as folder:
        try:
            result, words = "ok", check(fetch(url, Path(folder)))
        except Missing as missing:
            result, words = "left out", str(missing)
        except (Wrong, OSError, ValueError, subprocess.TimeoutExpired) as wrong:
            result, words = "WRONG", f"{type(wrong).__name__}: {wrong}"
    print(f"{url.rsplit('/', 1)[-1]:24} {name:26} {result:8} {time.monotonic() - began:5.1f} s  {words}", flush=True)
    return result


if __name__ == "__main__":
    raise SystemExit(main())
