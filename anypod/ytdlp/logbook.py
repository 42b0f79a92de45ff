"""Keeps what a call writes on stderr: its beginning and its end, without secrets. Pure."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable

LINE = 8 * 1024
"""Of a longer line the beginning: what dumps a page, or a picture in base64, would else cost a search of its length."""
HEAD = 64 * 1024
TAIL = 192 * 1024
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_QUERY = re.compile(
    r"([?&;][^=&\s]{0,40}(?:token|sig|key|auth|pot|pass|pwd|secret|session|credential)[^=&\s]{0,40}=)[^&\s\"'<>]+",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"(://)[^/\s@]{1,300}@")
_HEADER = re.compile(r"((?:authorization|cookie)\"?'?\s*[:=]\s*).+", re.IGNORECASE)


class Logbook:
    """One call's log.

    Args:
        secrets: texts that must not appear, whatever stands around them.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted(filter(lambda text: len(text) > 3, secrets), key=len, reverse=True)
        self._head: list[str] = []
        self._tail: deque[str] = deque()
        self._head_size = self._tail_size = 0
        self._left_out = 0

    def add(self, line: str) -> None:
        """Write a line."""
        clean = self.clean(line[:LINE]) + "\n"
        if not self._tail and self._head_size + len(clean) <= HEAD:
            self._head.append(clean)
            self._head_size += len(clean)
            return
        self._tail.append(clean)
        self._tail_size += len(clean)
        while self._tail_size > TAIL:
            dropped = len(self._tail.popleft())
            self._tail_size -= dropped
            self._left_out += dropped

    def text(self) -> str:
        """Give the whole, at most HEAD + TAIL characters and a line that says what is missing."""
        gap = [f"[… {self._left_out} characters left out …]\n"] if self._left_out else []
        return "".join([*self._head, *gap, *self._tail])

    def clean(self, text: str) -> str:
        """Give a text without secrets and colours."""
        for secret in self._secrets:
            text = text.replace(secret, "…")
        text = _LOGIN.sub(r"\1…@", _ANSI.sub("", text))
        return _HEADER.sub(r"\1…", _QUERY.sub(r"\1…", text))
