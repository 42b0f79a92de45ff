"""On which line of a TOML text each key stands. Knows no characters, only lines.

A message without a line sends people searching.
"""

from __future__ import annotations

from collections.abc import Mapping

from anypod.config.problems import Key
from anypod.config.scan import scan


def positions(text: str) -> Mapping[Key, int]:
    """Give key → line, from 1, for every table, key and list element; a table's line is where it first appears."""
    return scan(text).lines
