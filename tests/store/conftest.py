from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from anypod.store.store import Store, open_store
from tests.store.samples import commit, ensure


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "db" / "anypod.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    """A store with one feed, `f`, in it."""
    async with open_store(path) as store:
        await commit(store, ensure)
        yield store
