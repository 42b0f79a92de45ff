"""What a backup says of itself: its first member is read before anything else, its last one holds the checksums."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

import attrs
from attrs import frozen

FORMAT = 1
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
CONFIG = "config/anypod.toml"
DATABASE = "data/db/anypod.db"
TOKEN = "data/admin_token"  # noqa: S105 - a file's name

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_PLAIN = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_NAMES = re.compile(rf"{CONFIG}|{DATABASE}|{TOKEN}|data/(?:media|images|transcripts)(?:/{_PLAIN}){{1,2}}")


@frozen(kw_only=True)
class Manifest:
    """The facts of a backup.

    Attributes:
        version: of the anypod that made it.
        schema: of its database.
        made_at: RFC 3339.
        media: whether the media files are in it.
        secrets: whether secrets are in it.
    """

    format: int = FORMAT
    version: str
    schema: int
    made_at: str
    media: bool
    secrets: bool


class NotABackup(ValueError):
    """What was given is no backup of anypod, or a damaged one; the message says what is wrong, for people."""


def manifest_text(manifest: Manifest) -> str:
    """Write a manifest as JSON."""
    return json.dumps(attrs.asdict(manifest), indent=2) + "\n"


def read_manifest(content: bytes) -> Manifest:
    """Read one; raises NotABackup."""
    try:
        values = json.loads(content)
        manifest = Manifest(**{field.name: values[field.name] for field in attrs.fields(Manifest)})
        datetime.fromisoformat(manifest.made_at)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotABackup(f"its {MANIFEST} can't be read: {error}") from None
    numbers = (type(manifest.format), type(manifest.schema), type(manifest.media), type(manifest.secrets))
    if numbers != (int, int, bool, bool) or not isinstance(manifest.version, str):
        raise NotABackup(f"its {MANIFEST} holds values of the wrong kind")
    if manifest.format != FORMAT:
        raise NotABackup(f"its format is {manifest.format}, this anypod reads {FORMAT}: a newer one made it")
    return manifest


def is_member(name: str) -> bool:
    """Whether a file of this name may be in a backup: a closed list, in which no path leads out."""
    return _NAMES.fullmatch(name) is not None


def sums_text(sums: Mapping[str, str]) -> str:
    """Write checksums as `sha256sum -c` reads them."""
    return "".join(f"{digest}  {name}\n" for name, digest in sums.items())


def read_sums(content: bytes) -> dict[str, str]:
    """Read them; raises NotABackup."""
    found: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match[2] in found:
            raise NotABackup(f"its {SUMS} has a line that is none: {line[:80]!r}")
        found[match[2]] = match[1]
    return found
