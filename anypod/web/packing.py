"""A document in each form in which it may be sent (RFC 9110 §8.4), and which form a client gets. Knows no feed."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from enum import StrEnum

import brotli  # type: ignore[import-untyped]  # it brings no types, and nobody publishes any
from attrs import frozen
from werkzeug.datastructures import Accept

_BROTLI_QUALITY = 5
"""Of a feed it makes half of what gzip does, in about the same time; above, ten times the time buys little."""


class Coding(StrEnum):
    """A content coding, by its name in HTTP; the one that is preferred comes first."""

    BROTLI = "br"
    GZIP = "gzip"
    PLAIN = "identity"


@frozen
class Content:
    """The bytes of a document in every coding."""

    forms: Mapping[Coding, bytes]

    @property
    def plain(self) -> bytes:
        """The document itself."""
        return self.forms[Coding.PLAIN]

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return sum(map(len, self.forms.values()))

    @property
    def sizes(self) -> Mapping[Coding, int]:
        """Bytes of each form."""
        return {coding: len(form) for coding, form in self.forms.items()}


def pack(plain: bytes) -> Content:
    """Give all forms, the same for the same bytes; takes tens of milliseconds for a megabyte."""
    packed = {
        Coding.BROTLI: brotli.compress(plain, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY),
        Coding.GZIP: gzip.compress(plain, 6, mtime=0),
    }
    return Content(packed | {Coding.PLAIN: plain})


def coding_for(accepted: Accept) -> Coding:
    """Give the coding that a client likes best. Who refuses all of them, the plain form too, gets that all the same."""
    return Coding(accepted.best_match([coding.value for coding in Coding], default=Coding.PLAIN.value))
