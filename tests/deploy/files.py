"""The files in deploy/, read as what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from attrs import frozen

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"

Unit = dict[str, dict[str, list[str]]]
"""Section → key → its values, a line each."""


@frozen
class Image:
    """What the image says of itself."""

    ports: frozenset[int]
    volumes: frozenset[str]
    environ: dict[str, str]


def image() -> Image:
    """Read the Containerfile."""
    lines = (ROOT / "Containerfile").read_text().replace("\\\n", " ").splitlines()
    told = [line.split(maxsplit=1) for line in lines if line[:1].isupper()]
    return Image(
        ports=frozenset(int(port) for word, rest in told if word == "EXPOSE" for port in rest.split()),
        volumes=frozenset(path for word, rest in told if word == "VOLUME" for path in yaml.safe_load(rest)),
        environ=dict(pair.split("=", 1) for word, rest in told if word == "ENV" for pair in rest.split()),
    )


def documents(name: str) -> list[dict[str, Any]]:
    """Read a YAML file, which may hold several documents."""
    return list(yaml.safe_load_all((DEPLOY / name).read_text()))


def unit(name: str) -> Unit:
    """Read a systemd file, in which a key may stand several times."""
    read: Unit = {}
    section: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text().splitlines():
        if line.startswith("["):
            section = read.setdefault(line.strip("[]"), {})
        elif line and line[0] not in "#;":
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return read
