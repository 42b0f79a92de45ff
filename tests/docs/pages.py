"""The documentation as text with a structure: pages, their blocks of code, headings, links and words of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
RUNS = "<!-- runs -->"
"""Stands before a block whose commands the tests run."""
NOT_CHECKED = "<!-- not checked:"
"""Stands before a block that needs what no test has, and says what."""

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\s*$")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (?P<text>.+)$")
_CODE = re.compile(r"`([^`\n]+)`")


@frozen(kw_only=True)
class Block:
    """A fenced block of code.

    Attributes:
        line: of its fence, from 1.
        mark: the comment on the line before it, "" without one.
    """

    page: Page
    line: int
    language: str
    text: str
    mark: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


@frozen
class Page:
    """One file of Markdown, by its name from the top of the tree."""

    name: str

    @property
    def path(self) -> Path:
        return ROOT / self.name

    @property
    def lines(self) -> list[str]:
        return self.path.read_text().splitlines()

    def blocks(self) -> Iterator[Block]:
        """Give its fenced blocks."""
        lines = self.lines
        number = 0
        while number < len(lines):
            opened = _FENCE.match(lines[number])
            if opened is None:
                number += 1
                continue
            end = next(at for at in range(number + 1, len(lines)) if _FENCE.match(lines[at]))
            yield Block(
                page=self,
                line=number + 1,
                language=opened["language"],
                text="\n".join(line.removeprefix(opened["indent"]) for line in lines[number + 1 : end]) + "\n",
                mark=lines[number - 1].strip() if number and lines[number - 1].startswith("<!--") else "",
            )
            number = end + 1

    def prose(self) -> list[str]:
        """Give its lines without blocks of code, fenced or indented; what is left out is an empty line."""
        inside, kept = False, []
        for line in self.lines:
            fence = _FENCE.match(line) is not None
            inside = inside != fence
            kept.append("" if inside or fence or line.startswith("    ") else line)
        return kept

    def links(self) -> Iterator[tuple[int, str]]:
        """Give where each link leads, with its line."""
        for number, line in enumerate(self.prose(), start=1):
            yield from ((number, found["target"]) for found in _LINK.finditer(_CODE.sub("", line)))

    def anchors(self) -> set[str]:
        """Give what a link may name after `#`."""
        found: set[str] = set()
        for line in self.prose():
            if heading := _HEADING.match(line):
                slug = base = slug_of(heading["text"])
                count = 0
                while slug in found:
                    count += 1
                    slug = f"{base}-{count}"
                found.add(slug)
        return found

    def codes(self) -> Iterator[tuple[int, str]]:
        """Give each word of code in its prose, with its line."""
        for number, line in enumerate(self.prose(), start=1):
            yield from ((number, code) for code in _CODE.findall(line))


def slug_of(heading: str) -> str:
    """Give a heading's anchor, as GitHub makes it."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def pages() -> list[Page]:
    """Give all pages that people read."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md")]
    return [Page(str(path.relative_to(ROOT))) for path in sorted(found)]


def blocks(*languages: str) -> list[Block]:
    """Give all blocks in any of these languages that a test can judge."""
    every = (block for page in pages() for block in page.blocks() if block.language in languages)
    return [block for block in every if not block.mark.startswith(NOT_CHECKED)]
