"""Options of yt-dlp that have a key of their own here. Whether the others may be passed is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

_FORMAT = ("-f", "--format")
_AUDIO = ("-x", "--extract-audio")
_BLOCK = {"--sponsorblock-mark": "mark", "--sponsorblock-remove": "remove"}


def translated(args: Sequence[object]) -> tuple[list[str], dict[str, object]]:
    """Give the options that are left, and the keys that stand for the others.

    A format of one's own is the file as it comes; audio is taken out of it where that was asked for.
    """
    left: list[str] = []
    found: dict[str, object] = {}
    block: dict[str, list[str]] = {}
    for group in groups(args):
        name, value = _taken_apart(group)
        if name in _FORMAT and value:
            found |= {"format": value, "media": found.get("media", "as_is")}
        elif name in _AUDIO and value is None:
            found["media"] = "audio"
        elif name in _BLOCK and value:
            block[_BLOCK[name]] = [category.strip() for category in value.split(",")]
        else:
            left += group
    return left, found | ({"sponsorblock": block} if block else {})


def groups(args: Sequence[object]) -> list[list[str]]:
    """Put each option together with the values that follow it, so that it can be judged by itself."""
    found: list[list[str]] = []
    for word in map(str, args):
        if word.startswith("-") or not found:
            found.append([word])
        else:
            found[-1].append(word)
    return found


def _taken_apart(group: Sequence[str]) -> tuple[str, str | None]:
    name, equals, value = group[0].partition("=")
    if equals and name.startswith("--"):
        return name, value
    if name[:2] == "-f" and len(name) > 2 and not name.startswith("--"):
        return "-f", group[0][2:]
    return group[0], group[1] if len(group) > 1 else None
