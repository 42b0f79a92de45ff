"""Finds, in the files that git tracks, what belongs to one machine: addresses of package registries, people's paths."""

# ruff: noqa: INP001, T201 - a program that sh starts by its path, and that talks to a person

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOREIGN = re.compile(
    r"(?P<registry>\b(?:pypi[.]org|files[.]pythonhosted[.]org|registry[.]npmjs[.]org|deb[.]debian[.]org)\b"
    r"|(?:extra-)?index-url[ =]https?:)"
    r"|(?P<path>(?<![\w.~/}-])/(?:root|work)/[\w.]|(?<![\w.~/}-])/home/(?!anypod\b)\w+/|/Users/\w+/)"
)


def problems(name: str, text: str) -> Iterator[str]:
    """Give `file:line: what` for each line that names a registry's host or a path of somebody's machine."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = FOREIGN.search(line)
        if match:
            yield f"{name}:{number}: {match.lastgroup}: {match.group()}"


def tracked() -> list[str]:
    """Give the names of the tracked files that are still there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def main() -> int:
    """Print what was found; exit code 1 when there was anything."""
    found = [problem for name in tracked() for problem in problems(name, (ROOT / name).read_text(errors="replace"))]
    print("\n".join(found) or "nothing of one machine is tracked")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
