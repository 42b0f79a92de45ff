"""The guide names every key that the readers know of another program."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from tests.rules.imports import test_former, test_podsync

GUIDE = re.sub(r"```.*?```", "", (Path(__file__).parents[3] / "docs" / "migration.md").read_text(), flags=re.DOTALL)
NAMED = {part for words in re.findall(r"`([^`]+)`", GUIDE) for part in re.split(r"[^A-Za-z0-9_]+", words)}


def keys_of(table: object, *, names: bool = False) -> Iterator[str]:
    """Give a table's keys and those of the tables in it; where the keys are names of feeds, without them."""
    for key, value in table.items() if isinstance(table, Mapping) else ():
        if not names:
            yield str(key)
        yield from keys_of(value, names=key == "feeds")


@pytest.mark.parametrize(
    "key", sorted({*keys_of(tomllib.loads(test_podsync.EXAMPLE))} - {"badger", "truncate", "youtube", "filename"})
)
def test_podsync_s_keys_are_explained(key: str) -> None:
    assert key in NAMED


@pytest.mark.parametrize("key", sorted({*keys_of(yaml.safe_load(test_former.EXAMPLE))}))
def test_the_former_anypod_s_keys_are_explained(key: str) -> None:
    assert key in NAMED
