"""A feed as it was fetched, and the running of programs that read it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import field, frozen
from lxml import etree

TOOLS = Path(__file__).resolve().parents[2] / ".cache" / "validators"
"""Where --install puts a Python environment and node_modules."""
NEWEST = 3
"""Episodes that clients are asked to fetch; some can't be told, and fetch more."""
PATIENCE = 120
"""Seconds for a program."""


@frozen(kw_only=True)
class Promise:
    """What an item says of its file.

    Attributes:
        length: bytes.
        seconds: how long it plays.
    """

    guid: str
    url: str
    length: int
    type: str
    seconds: int


@frozen(kw_only=True)
class Fed:
    """A feed as it was fetched, and a folder for who reads it, which is their home and is empty."""

    url: str
    document: bytes
    promises: tuple[Promise, ...]
    folder: Path

    @property
    def newest(self) -> tuple[Promise, ...]:
        """Those that clients are to fetch."""
        return self.promises[:NEWEST]


@frozen(kw_only=True)
class Program:
    """How a program is run.

    Attributes:
        environ: more of it.
    """

    folder: Path
    stdin: bytes = b""
    environ: Mapping[str, str] = field(factory=dict)

    def run(self, *command: str | Path) -> str:
        """Give what it printed. Raises Missing, or Wrong when it failed."""
        program = shutil.which(str(command[0]))
        if program is None:
            raise Missing(f"{command[0]} is not installed")
        done = subprocess.run(
            [program, *command[1:]],
            cwd=self.folder,
            input=self.stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.folder),
                "LANG": "C.UTF-8",
                "TERM": "xterm",
                **self.environ,
            },
            timeout=PATIENCE,
            check=False,
        )
        output = done.stdout.decode(errors="replace").strip()
        if done.returncode:
            raise Wrong(f"{Path(program).name} ended with {done.returncode}: {output[-400:]}")
        return output


class Missing(Exception):
    """A tool isn't on this machine."""


class Wrong(Exception):
    """A tool read something else than the feed says, or failed."""


Check = Callable[[Fed], str]
"""Gives what it saw, in a few words; raises Missing or Wrong."""


def read(url: str) -> bytes:
    """GET an address whole."""
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - the person who runs it names the feed
        whole: bytes = answer.read()
    return whole


def digest(content: bytes) -> str:
    """By which files are compared."""
    return hashlib.sha256(content).hexdigest()


def fetch(url: str, folder: Path) -> Fed:
    """GET a feed."""
    document = read(url)
    items = etree.fromstring(document).iterfind("channel/item")
    return Fed(url=url, document=document, promises=tuple(map(_promise, items)), folder=folder)


def _promise(item: etree._Element) -> Promise:
    found = item.find("enclosure")
    if found is None:
        raise Wrong("an item has no enclosure")
    return Promise(
        guid=item.findtext("guid") or "",
        url=str(found.get("url")),
        length=int(found.get("length") or 0),
        type=str(found.get("type")),
        seconds=int(item.findtext("{http://www.itunes.com/dtds/podcast-1.0.dtd}duration") or 0),
    )
